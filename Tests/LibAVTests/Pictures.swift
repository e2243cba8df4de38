import MediaCore

@testable import LibAV

/// The three planes of an 8-bit 4:2:0 frame without padding.
struct Planes: Equatable {
    let size: Resolution
    var samples: [[UInt8]]

    init(_ frame: borrowing Frame) {
        size = frame.resolution
        samples = []
        for plane in 0..<3 {
            let width = plane == 0 ? size.width : (size.width + 1) / 2
            let height = plane == 0 ? size.height : (size.height + 1) / 2
            samples.append(
                frame.withPlane(plane) { bytes, stride in
                    (0..<height).flatMap { row in (0..<width).map { bytes[row * stride + $0] } }
                })
        }
    }

    /// Luma and the chroma that covers it.
    subscript(x: Int, y: Int) -> [Int] {
        let chroma = y / 2 * ((size.width + 1) / 2) + x / 2
        return [Int(samples[0][y * size.width + x]), Int(samples[1][chroma]), Int(samples[2][chroma])]
    }
}

/// A BT.709 limited-range picture from a formula, all sides even.
func picture(_ size: Resolution, color: ColorDescription = .bt709, _ sample: (_ plane: Int, _ x: Int, _ y: Int) -> UInt8) throws
    -> PictureCanvas
{
    let canvas = try PictureCanvas(size)
    var planes: [UInt8] = []
    for plane in 0..<3 {
        let shift = plane == 0 ? 0 : 1
        for y in 0..<size.height >> shift { for x in 0..<size.width >> shift { planes.append(sample(plane, x, y)) } }
    }
    canvas.draw(planes, of: size, x: 0, y: 0)
    canvas.frame.setColor(color)
    return canvas
}

/// Decodes the first picture stream of a file and hands over its frames and what the container says of it.
func decodePictures(
    _ path: String, limit: Int = .max, _ body: (borrowing Frame, StreamDescription.Video) throws -> Void
) throws {
    try withDescriptor(path) { descriptor in
        var demuxer = try Demuxer.open(descriptor: descriptor)
        var found: (Int, StreamDescription.Video)?
        for stream in demuxer.streams.reversed() { if case .video(let video) = stream.kind { found = (stream.index, video) } }
        guard let (index, video) = found else { throw FFmpeg.Failure(text: "\(path) has no picture") }
        var decoder = try Decoder.open(demuxer, stream: index)
        let packet = try Packet.allocate()
        var count = 0
        while count < limit {
            switch try decoder.receive() {
            case .ended: return
            case .needsInput:
                var isFed = false
                while !isFed {
                    guard try demuxer.read(into: packet) else {
                        try decoder.sendEnd()
                        break
                    }
                    if packet.streamIndex == index {
                        try decoder.send(packet)
                        isFed = true
                    }
                }
            case .output(let frame):
                try body(frame, video)
                count += 1
            }
        }
    }
}

/// Luma weights of a matrix (H.273 table 4), by code point.
func lumaWeights(_ matrix: Int) -> (red: Double, blue: Double) {
    switch matrix {
    case 5, 6: (0.299, 0.114)
    case 9: (0.2627, 0.0593)
    default: (0.2126, 0.0722)
    }
}

/// R'G'B' between 0 and 1 to 8-bit Y'CbCr, before rounding (H.273 §8.3).
func encode(_ rgb: [Double], _ color: ColorDescription) -> [Double] {
    let (red, blue) = lumaWeights(color.matrix)
    let luma = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2]
    let chroma = [(rgb[2] - luma) / (2 * (1 - blue)), (rgb[0] - luma) / (2 * (1 - red))]
    return color.isFullRange
        ? [255 * luma, 128 + 255 * chroma[0], 128 + 255 * chroma[1]]
        : [16 + 219 * luma, 128 + 224 * chroma[0], 128 + 224 * chroma[1]]
}
