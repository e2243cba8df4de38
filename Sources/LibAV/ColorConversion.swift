import Glibc
import MediaCore

/// From HDR or a wide gamut to SDR and BT.709, of pictures in 4:4:4: signal to light, the source's gamut to BT.709's, the tone curve,
/// light to signal. Nothing is clipped to a gamut: what lies outside stays a little outside, as displays expect of Y′CbCr, instead of
/// changing its hue. What is not linear comes from tables.
struct ColorConversion {
    /// Rows of a matrix of three.
    private typealias Matrix = (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)

    /// From Y′, Cb and Cr of 10 bit to the places of R′, G′ and B′ in `light`.
    private let toPlaces: Matrix
    /// Light of a component's signal a little beyond 0 and 1, where 1 is SDR white; of HLG, of the scene.
    private let light: [Float]
    /// What HLG's display multiplies the scene's light by, for its luminance; nil for others.
    private let display: LightTable?
    private let toBT709: Matrix
    /// What the tone curve multiplies a colour by, for its largest component; nil for SDR.
    private let gain: LightTable?
    private let gamma: LightTable
    /// From R′, G′ and B′ to Y′, Cb and Cr of 8 bit.
    private let toCodes: Matrix

    /// Entries of `light` from a signal of 0 to 1, and before 0 and after 1.
    private static let steps = 3072
    private static let margin = 320

    /// - Parameters:
    ///   - color: PQ, HLG or BT.709's curve; a matrix of `LumaWeights`; limited range.
    ///   - peak: the brightest light of PQ, in cd/m².
    init(from color: ColorDescription, peak: Double) {
        let (source, bt709) = (LumaWeights(matrix: color.matrix)!, LumaWeights.bt709)
        let (luma, chroma) = (Double(Self.steps) / 876, Double(Self.steps) / 896)
        toPlaces = (
            SIMD3<Float>(SIMD3(luma, 0, chroma * source.redChroma)),
            SIMD3<Float>(
                SIMD3(
                    luma, -chroma * source.blueChroma * source.blue / source.green,
                    -chroma * source.redChroma * source.red / source.green)),
            SIMD3<Float>(SIMD3(luma, chroma * source.blueChroma, 0))
        )
        light = (-Self.margin...Self.steps + Self.margin).map { step in
            let signal = Double(abs(step)) / Double(Self.steps)
            let light =
                switch color.transfer {
                case ColorDescription.pq: PerceptualQuantizer.light(ofSignal: signal) / ToneCurve.white
                case ColorDescription.hlg: HybridLogGamma.scene(ofSignal: signal)
                // What an SDR display makes of it (ITU-R BT.1886).
                default: pow(signal, 2.4)
                }
            return Float(reproducible: step < 0 ? -light : light)
        }
        display =
            color.transfer == ColorDescription.hlg
            ? LightTable { HybridLogGamma.display(ofLuminance: $0) / ToneCurve.white } : nil
        toBT709 = Self.toBT709(primaries: color.primaries)
        let curve = ToneCurve(peak: color.transfer == ColorDescription.hlg ? HybridLogGamma.peak : peak)
        gain = color.isHDR ? LightTable { curve.display(ofLight: $0 * ToneCurve.white) / $0 } : nil
        gamma = LightTable { pow($0, 1 / 2.4) }
        let weights = SIMD3(bt709.red, bt709.green, bt709.blue)
        toCodes = (
            SIMD3<Float>(219 * weights), SIMD3<Float>((224 / bt709.blueChroma) * (SIMD3(0, 0, 1) - weights)),
            SIMD3<Float>((224 / bt709.redChroma) * (SIMD3(1, 0, 0) - weights))
        )
    }

    /// ITU-R BT.2087 for BT.2020; P3 with a display's white, also where it is the cinema's.
    private static func toBT709(primaries: Int) -> Matrix {
        switch primaries {
        case 9:
            (
                SIMD3(1.6604910021, -0.5876411388, -0.0728498633), SIMD3(-0.1245504745, 1.1328998971, -0.0083494226),
                SIMD3(-0.0181507634, -0.1005788980, 1.1187296614)
            )
        case 11, 12:
            (
                SIMD3(1.2249401763, -0.2249401763, 0), SIMD3(-0.0420569547, 1.0420569547, 0),
                SIMD3(-0.0196375546, -0.0786360456, 1.0982736002)
            )
        default: (SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
        }
    }

    /// - Parameters:
    ///   - source: of 10 bit.
    ///   - target: of 8 bit and the same size.
    func convert(_ source: borrowing Frame, into target: borrowing Frame) {
        let run = PixelRun()
        let input = (source.plane(0), source.plane(1), source.plane(2))
        let output = (target.plane(0), target.plane(1), target.plane(2))
        let width = source.resolution.width
        for row in 0..<source.resolution.height {
            for start in stride(from: 0, to: width, by: PixelRun.count) {
                let count = min(PixelRun.count, width - start)
                func samples(_ plane: (data: UnsafeMutablePointer<UInt8>, stride: Int)) -> UnsafePointer<UInt16> {
                    UnsafeRawPointer(plane.data + row * plane.stride).assumingMemoryBound(to: UInt16.self) + start
                }
                PixelRun.read(samples(input.0), lessBy: 64, run.color.0, count)
                PixelRun.read(samples(input.1), lessBy: 512, run.color.1, count)
                PixelRun.read(samples(input.2), lessBy: 512, run.color.2, count)
                convert(run, count)
                PixelRun.write(run.next.0, to: output.0.data + row * output.0.stride + start, count)
                PixelRun.write(run.next.1, to: output.1.data + row * output.1.stride + start, count)
                PixelRun.write(run.next.2, to: output.2.data + row * output.2.stride + start, count)
            }
        }
    }

    /// From `run.color` to `run.next`.
    private func convert(_ run: borrowing PixelRun, _ count: Int) {
        let (color, next) = (run.color, run.next)
        let rows = [next.0, next.1, next.2]
        Self.apply(toPlaces, to: color, plus: SIMD3(repeating: Float(Self.margin)), into: next, count)
        light.withUnsafeBufferPointer { light in for row in rows { run.replace(row, from: light, count) } }
        if let display {
            PixelRun.sum(next, SIMD3(0.2627, 0.678, 0.0593), into: run.single, count)
            scale(run, rows, by: display, count)
        }
        Self.apply(toBT709, to: next, into: color, count)
        if let gain {
            run.largest(color, count)
            scale(run, [color.0, color.1, color.2], by: gain, count)
        }
        gamma.values.withUnsafeBufferPointer { gamma in
            for row in [color.0, color.1, color.2] { run.replace(row, by: gamma, count) }
        }
        Self.apply(toCodes, to: color, plus: SIMD3(16, 128, 128), into: next, count)
    }

    private func scale(_ run: borrowing PixelRun, _ rows: [PixelRun.Row], by table: LightTable, _ count: Int) {
        table.values.withUnsafeBufferPointer { run.replace(run.single, by: $0, count) }
        for row in rows { PixelRun.multiply(row, by: run.single, count) }
    }

    private static func apply(
        _ matrix: Matrix, to from: (PixelRun.Row, PixelRun.Row, PixelRun.Row), plus constant: SIMD3<Float> = .zero,
        into: (PixelRun.Row, PixelRun.Row, PixelRun.Row), _ count: Int
    ) {
        PixelRun.sum(from, matrix.0, plus: constant.x, into: into.0, count)
        PixelRun.sum(from, matrix.1, plus: constant.y, into: into.1, count)
        PixelRun.sum(from, matrix.2, plus: constant.z, into: into.2, count)
    }
}
