/// How textured a macroblock is, as x264's adaptive quantisation counts it: the sum of squared differences from the mean, over 16×16
/// luma and two 8×8 chroma samples (`ac_energy_mb` in x264's ratecontrol.c).
struct BlockEnergy {
    private let planes: (y: Plane, u: Plane, v: Plane)
    let columns: Int
    let rows: Int

    /// Valid while the picture is.
    init(_ picture: borrowing Frame) {
        let size = picture.resolution
        columns = (size.width + 15) / 16
        rows = (size.height + 15) / 16
        func plane(_ index: Int) -> Plane {
            let (data, stride) = picture.plane(index)
            let shift = index == 0 ? 0 : 1
            return Plane(
                data: UnsafePointer(data), stride: stride, width: (size.width + shift) >> shift,
                height: (size.height + shift) >> shift)
        }
        planes = (plane(0), plane(1), plane(2))
    }

    /// Base-two logarithm of the energy, less that of a block that x264 quantises as the picture.
    func logarithm(column: Int, row: Int) -> Float {
        let energy =
            planes.y.energy(x: column * 16, y: row * 16, side: 16) + planes.u.energy(x: column * 8, y: row * 8, side: 8)
            + planes.v.energy(x: column * 8, y: row * 8, side: 8)
        return Self.log2(max(1, energy)) - 14.427
    }

    /// From a table, as the C library's logarithm has different last digits on different processors.
    private static func log2(_ value: UInt32) -> Float {
        let exponent = 31 - value.leadingZeroBitCount
        let mantissa = Int((UInt64(value) << 7) >> UInt64(exponent)) & 127
        return Float(exponent) + fractions[mantissa]
    }

    /// log2(1 + index / 128) to five decimals, as x264 has it.
    private static let fractions: [Float] = (0..<128).map { index in
        var fraction = 0.0
        var power = 1 + Double(index) / 128
        // Bit by bit: squaring doubles the logarithm.
        for bit in 1...32 {
            power *= power
            if power >= 2 {
                power /= 2
                fraction += 1 / Double(1 << bit)
            }
        }
        return Float((fraction * 100_000).rounded() / 100_000)
    }

    private struct Plane {
        let data: UnsafePointer<UInt8>
        let stride: Int
        let width: Int
        let height: Int

        func energy(x: Int, y: Int, side: Int) -> UInt32 {
            var sum: UInt32 = 0
            var squares: UInt32 = 0
            if x + side <= width, y + side <= height {
                for row in 0..<side {
                    let line = data + ((y + row) * stride + x)
                    for column in 0..<side {
                        let value = UInt32(truncatingIfNeeded: line[column])
                        sum &+= value
                        squares &+= value &* value
                    }
                }
            } else {
                for row in 0..<side {
                    let line = data + min(y + row, height - 1) * stride
                    for column in 0..<side {
                        let value = UInt32(line[min(x + column, width - 1)])
                        sum &+= value
                        squares &+= value &* value
                    }
                }
            }
            return squares &- UInt32(UInt64(sum) * UInt64(sum) / UInt64(side * side))
        }
    }
}
