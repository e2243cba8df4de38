import MediaCore
import Testing

@testable import LibAV

@Suite struct UprightFilterTests {
    /// (a, b, c, d) of ISO/IEC 14496-12 §8.3.2: a point (x, y) is shown at (a·x + c·y, b·x + d·y), y downwards.
    @Test(
        arguments: [
            [1, 0, 0, 1], [0, 1, -1, 0], [-1, 0, 0, -1], [0, -1, 1, 0], [-1, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, -1],
            [0, -1, -1, 0],
        ] as [[Int]])
    func everyPixelGoesWhereTheMatrixSays(_ matrix: [Int]) throws {
        let size = Resolution(width: 12, height: 8)
        let canvas = try picture(size) { plane, x, y in UInt8(16 + plane + (y * (plane == 0 ? 12 : 6) + x) * 2) }
        let source = Planes(canvas.frame)
        let orientation = try #require(Orientation(displayMatrix: matrix.map(Double.init)))
        var filter = UprightFilter(orientation)
        let output = Planes(try filter.apply(to: try canvas.frame.newReference()))
        try #require(output.size == orientation.applied(to: size))
        for plane in 0..<3 {
            let (width, height) = plane == 0 ? (size.width, size.height) : (size.width / 2, size.height / 2)
            // The picture's corner comes to lie at (0, 0) again.
            let corner = (
                x: min(0, matrix[0] * width, matrix[2] * height, matrix[0] * width + matrix[2] * height),
                y: min(0, matrix[1] * width, matrix[3] * height, matrix[1] * width + matrix[3] * height)
            )
            let stride = plane == 0 ? output.size.width : output.size.width / 2
            for y in 0..<height {
                for x in 0..<width {
                    // Twice the pixel's centre, so that all is whole.
                    let (cx, cy) = (2 * x + 1, 2 * y + 1)
                    let column = (matrix[0] * cx + matrix[2] * cy) >> 1 - corner.x
                    let row = (matrix[1] * cx + matrix[3] * cy) >> 1 - corner.y
                    #expect(output.samples[plane][row * stride + column] == source.samples[plane][y * width + x])
                }
            }
        }
    }

    /// No copy where nothing is to be done.
    @Test func uprightPicturesPassUntouched() throws {
        let canvas = try picture(Resolution(width: 16, height: 16)) { _, x, y in UInt8(x + y) }
        var filter = UprightFilter(.upright)
        let output = try filter.apply(to: try canvas.frame.newReference())
        #expect(output.withPlane(0) { bytes, _ in bytes } == canvas.frame.withPlane(0) { bytes, _ in bytes })
    }

    @Test func picturesMayChangeTheirSize() throws {
        var filter = UprightFilter(Orientation(quarterTurns: 1))
        for size in [Resolution(width: 16, height: 8), Resolution(width: 32, height: 20), Resolution(width: 16, height: 8)] {
            let canvas = try picture(size) { plane, x, _ in UInt8(x + plane) }
            let output = try filter.apply(to: try canvas.frame.newReference())
            #expect(output.resolution == size.transposed)
        }
    }
}
