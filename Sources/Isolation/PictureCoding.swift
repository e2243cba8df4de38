import MediaCore

/// A small picture on the wire: frame, width, height, three measures, then the planes.
extension SmallPicture {
    private static let headerByteCount = 24
    private static let longestSide = 4096

    var wireBytes: [UInt8] {
        var fields = FieldWriter()
        fields.append(Int64(frame))
        fields.append(UInt16(clamping: resolution.width))
        fields.append(UInt16(clamping: resolution.height))
        fields.append(measures.meanLuma)
        fields.append(measures.lumaVariance)
        fields.append(measures.gradientEnergy)
        fields.append(pixels)
        return fields.bytes
    }

    init(wireBytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(wireBytes)
        guard let frame = fields.int64(), let width = fields.uint16(), let height = fields.uint16(),
            let mean = fields.float(), let variance = fields.float(), let gradient = fields.float()
        else { throw .protocolViolation("a picture ends inside its header") }
        guard frame >= 0, frame <= WireLimit.frames else { throw .protocolViolation("a picture has an impossible frame number") }
        guard width <= Self.longestSide, height <= Self.longestSide else {
            throw .protocolViolation("a picture is larger than \(Self.longestSide) pixels on a side")
        }
        guard mean.isFinite, variance.isFinite, gradient.isFinite else {
            throw .protocolViolation("a picture's measures are not numbers")
        }
        let resolution = Resolution(width: Int(width), height: Int(height))
        let measures = PictureMeasures(meanLuma: mean, lumaVariance: variance, gradientEnergy: gradient)
        guard
            let picture = SmallPicture(
                frame: Int(frame), resolution: resolution, pixels: fields.rest(), measures: measures)
        else { throw .protocolViolation("a picture of \(resolution) has the wrong number of bytes") }
        self = picture
    }
}
