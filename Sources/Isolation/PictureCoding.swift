import MediaCore

/// A small picture on the wire: frame, width, height, then the planes.
extension SmallPicture {
    private static let longestSide = 4096

    var wireBytes: [UInt8] {
        var fields = FieldWriter()
        fields.append(Int64(frame))
        fields.append(UInt16(clamping: resolution.width))
        fields.append(UInt16(clamping: resolution.height))
        fields.append(pixels)
        return fields.bytes
    }

    init(wireBytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(wireBytes)
        guard let frame = fields.int64(), let width = fields.uint16(), let height = fields.uint16() else {
            throw .protocolViolation("a picture ends inside its header")
        }
        guard frame >= 0, frame <= WireLimit.frames else { throw .protocolViolation("a picture has an impossible frame number") }
        guard width <= Self.longestSide, height <= Self.longestSide else {
            throw .protocolViolation("a picture is larger than \(Self.longestSide) pixels on a side")
        }
        let resolution = Resolution(width: Int(width), height: Int(height))
        guard let picture = SmallPicture(frame: Int(frame), resolution: resolution, pixels: fields.rest()) else {
            throw .protocolViolation("a picture of \(resolution) has the wrong number of bytes")
        }
        self = picture
    }
}

/// A finished JPEG on the wire: 0 for a poster or the sheet's number, the poster's frame and score, then the file.
extension FinishedPicture {
    var wireBytes: [UInt8] {
        var fields = FieldWriter()
        switch name {
        case .poster(let frame, let score):
            fields.append(UInt32(0))
            fields.append(Int64(frame))
            fields.append(score.bitPattern)
        case .sprite(let number):
            fields.append(UInt32(clamping: number))
            fields.append(Int64(0))
            fields.append(UInt64(0))
        }
        fields.append(jpeg)
        return fields.bytes
    }

    init(wireBytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(wireBytes)
        guard let number = fields.uint32(), let frame = fields.int64(), let score = fields.uint64().map(Double.init(bitPattern:)),
            fields.remaining > 0
        else { throw .protocolViolation("a finished picture is empty") }
        guard frame >= 0, frame <= WireLimit.frames, score.isFinite else {
            throw .protocolViolation("a poster's frame or score is impossible")
        }
        self.init(name: number == 0 ? .poster(frame: Int(frame), score: score) : .sprite(Int(number)), jpeg: fields.rest())
    }
}
