import MediaCore
import Testing

@testable import LibAV

@Suite struct PictureScalerTests {
    static let size = Resolution(width: 64, height: 36)
    static let small = Resolution(width: 32, height: 18)

    @Test func rightPicturesPassAsAnotherReference() throws {
        let canvas = try picture(Self.size) { plane, x, y in UInt8(20 + plane + x + y) }
        var scaler = try PictureScaler(to: Self.size)
        let output = try scaler.scale(canvas.frame)
        #expect(output.withPlane(0) { bytes, _ in bytes } == canvas.frame.withPlane(0) { bytes, _ in bytes })
    }

    /// The frame's own word beats the container's; where it has none the container's counts.
    @Test func theContainerSaysWhatTheFrameDoesNot() throws {
        let full = ColorDescription(primaries: 1, transfer: 1, matrix: 6, isFullRange: true)
        let silent = ColorDescription(primaries: 2, transfer: 2, matrix: 2, isFullRange: false)
        let rgb = [0.8, 0.2, 0.4]
        for (own, fallback) in [(silent, full), (full, ColorDescription.bt709)] {
            var said = fallback
            said.isFullRange = own.isFullRange
            let meant = own == silent ? said : full
            let color = encode(rgb, meant)
            let canvas = try picture(Self.size, color: own) { plane, _, _ in UInt8(color[plane].rounded()) }
            var scaler = try PictureScaler(to: Self.small, fallback: fallback)
            expect(Planes(try scaler.scale(canvas.frame))[10, 10], near: encode(rgb, .bt709))
        }
    }

    /// H.273 code points and ranges that cameras write, to BT.709 limited.
    @Test(arguments: [1, 5, 6], [false, true])
    func coloursAreKept(matrix: Int, isFullRange: Bool) throws {
        let source = ColorDescription(primaries: matrix, transfer: matrix, matrix: matrix, isFullRange: isFullRange)
        for rgb in Self.colours {
            let color = encode(rgb, source)
            let canvas = try picture(Self.size, color: source) { plane, _, _ in UInt8(color[plane].rounded()) }
            for target in [Self.size, Self.small] {
                var scaler = try PictureScaler(to: target)
                expect(Planes(try scaler.scale(canvas.frame))[10, 10], near: encode(rgb, .bt709))
            }
        }
    }

    /// JPEG's colours, which the poster and the sheets are given.
    @Test func coloursOfAJPEG() throws {
        for rgb in Self.colours {
            let color = encode(rgb, .bt709)
            let canvas = try picture(Self.size) { plane, _, _ in UInt8(color[plane].rounded()) }
            var scaler = try PictureScaler(to: Self.small, color: JPEGEncoder.color)
            expect(Planes(try scaler.scale(canvas.frame))[10, 10], near: encode(rgb, JPEGEncoder.color))
        }
    }

    /// Untagged pictures: BT.601 up to standard definition, BT.709 above.
    @Test(arguments: [(Resolution(width: 720, height: 576), 6), (Resolution(width: 1280, height: 720), 1)])
    func untaggedPicturesGoBySize(_ size: Resolution, matrix: Int) throws {
        let rgb = [0.9, 0.3, 0.1]
        let color = encode(rgb, ColorDescription(primaries: 1, transfer: 1, matrix: matrix, isFullRange: false))
        let silent = ColorDescription(primaries: 2, transfer: 2, matrix: 2, isFullRange: false)
        let canvas = try picture(size, color: silent) { plane, _, _ in UInt8(color[plane].rounded()) }
        var scaler = try PictureScaler(to: Self.small, fallback: silent)
        expect(Planes(try scaler.scale(canvas.frame))[10, 10], near: encode(rgb, .bt709))
    }

    /// Wherever it comes from, grey has no colour, black is 16 and white 235.
    @Test(arguments: [1, 4, 5, 6, 7, 9], [false, true])
    func greyStaysNeutral(matrix: Int, isFullRange: Bool) throws {
        let source = ColorDescription(primaries: 1, transfer: 1, matrix: matrix, isFullRange: isFullRange)
        let (black, white) = isFullRange ? (0, 255) : (16, 235)
        let canvas = try picture(Self.size, color: source) { plane, x, _ in
            plane == 0 ? UInt8(black + (white - black) * x / 63) : 128
        }
        var scaler = try PictureScaler(to: Self.size)
        let output = Planes(try scaler.scale(canvas.frame))
        #expect(Set(output.samples[1] + output.samples[2]) == [128])
        #expect(abs(Int(output.samples[0][0]) - 16) <= 1)
        #expect(abs(Int(output.samples[0][63]) - 235) <= 1)
        #expect((1..<64).allSatisfy { output.samples[0][$0] >= output.samples[0][$0 - 1] })
    }

    /// A file may claim any colour; none may stop it.
    @Test(arguments: Array(0...17) + [22, 99, 255])
    func everyTagIsTaken(code: Int) throws {
        let tags = [
            ColorDescription(primaries: 1, transfer: 1, matrix: code, isFullRange: false),
            ColorDescription(primaries: code, transfer: 1, matrix: 1, isFullRange: true),
            ColorDescription(primaries: 9, transfer: code, matrix: 9, isFullRange: false),
            ColorDescription(primaries: code, transfer: code, matrix: code, isFullRange: false),
        ]
        for tag in tags {
            let canvas = try picture(Self.size, color: tag) { plane, x, _ in plane == 0 ? UInt8(16 + x) : 128 }
            var scaler = try PictureScaler(to: Self.small)
            #expect(throws: Never.self, "\(tag)") { _ = try scaler.scale(canvas.frame) }
            let silent = try picture(
                Self.size, color: ColorDescription(primaries: 2, transfer: 2, matrix: 2, isFullRange: false)
            ) { _, _, _ in 128 }
            var told = try PictureScaler(to: Self.small, fallback: tag)
            #expect(throws: Never.self, "container says \(tag)") { _ = try told.scale(silent.frame) }
        }
    }

    @Test func picturesMayChangeTheirSizeAndColour() throws {
        var scaler = try PictureScaler(to: Self.small)
        let full = ColorDescription(primaries: 1, transfer: 1, matrix: 6, isFullRange: true)
        for (size, color) in [
            (Self.size, full), (Resolution(width: 128, height: 72), .bt709), (Self.size, .bt709), (Self.size, full),
        ] {
            let values = encode([0.6, 0.5, 0.2], color)
            let canvas = try picture(size, color: color) { plane, _, _ in UInt8(values[plane].rounded()) }
            expect(Planes(try scaler.scale(canvas.frame))[10, 10], near: encode([0.6, 0.5, 0.2], .bt709))
        }
    }

    /// Buffers return to the pool only when nobody reads them any more.
    @Test func picturesInFlightKeepTheirPixels() throws {
        var scaler = try PictureScaler(to: Self.small)
        let first = try scaler.scale(try picture(Self.size) { plane, _, _ in plane == 0 ? 50 : 128 }.frame)
        let second = try scaler.scale(try picture(Self.size) { plane, _, _ in plane == 0 ? 200 : 128 }.frame)
        #expect(Planes(first)[0, 0] == [50, 128, 128])
        #expect(Planes(second)[0, 0] == [200, 128, 128])
    }

    static let colours = [
        [0.9, 0.1, 0.1], [0.1, 0.8, 0.15], [0.1, 0.2, 0.9], [0.95, 0.9, 0.1], [0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5],
    ]
}

/// Every component within 2 of 255.
func expect(_ found: [Int], near wanted: [Double], _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(zip(found, wanted).allSatisfy { abs(Double($0) - $1) <= 2 }, comment, sourceLocation: sourceLocation)
}
