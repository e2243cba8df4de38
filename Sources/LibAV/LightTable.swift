/// A function of light between 2⁻²⁰ and 2¹², in 256 steps a doubling: the leading bits of a float are the place in the table.
struct LightTable {
    let values: [Float]

    /// Added to light before its bits are read, so that the least is the first place.
    static let least: Float = 0x1p-20
    static let first = least.bitPattern >> shift
    static let shift = UInt32(Float.significandBitCount - 8)
    static let last = UInt32(32 << 8)

    init(_ function: (Double) -> Double) {
        values = (0...Self.last).map { step in
            let middle = Float(bitPattern: (Self.first + step) << Self.shift + 1 << (Self.shift - 1))
            return step == 0 ? 0 : Float(reproducible: function(Double(middle - Self.least)))
        }
    }
}

extension Float {
    /// The nearest float of 16 significant bits: what the last bits of a power are depends on the processor.
    init(reproducible value: Double) {
        let float = Float(value)
        self.init(bitPattern: (float.bitPattern &+ 0x40) & ~0x7f)
    }
}
