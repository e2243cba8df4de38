import MediaCore

/// What stands between a sample's frame header and its payload: track, flags, duration, composition offset, decode time.
struct SampleHeader: Hashable {
    static let byteCount = 20

    var track: Int
    var timing: SampleTiming

    init(track: Int, timing: SampleTiming) {
        self.track = track
        self.timing = timing
    }

    init(parsing bytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(bytes)
        guard let track = fields.uint16(), let flags = fields.uint16(), let duration = fields.uint32(),
            let compositionOffset = fields.int32(), let decodeTime = fields.int64()
        else { throw .protocolViolation("a sample ends inside its header") }
        guard flags & ~1 == 0 else { throw .protocolViolation("a sample has unknown flags") }
        guard decodeTime.magnitude <= WireLimit.ticks else { throw .protocolViolation("a sample has an impossible time") }
        self.track = Int(track)
        timing = SampleTiming(
            decodeTime: decodeTime, compositionOffset: compositionOffset, duration: duration, isSync: flags & 1 == 1)
    }

    var bytes: [UInt8] {
        var fields = FieldWriter()
        fields.append(UInt16(clamping: track))
        fields.append(UInt16(timing.isSync ? 1 : 0))
        fields.append(timing.duration)
        fields.append(timing.compositionOffset)
        fields.append(timing.decodeTime)
        return fields.bytes
    }
}

/// Bounds that keep every later sum of what a worker reports inside its integer type.
enum WireLimit {
    static let ticks = UInt64(1) << 56
    static let frames = 1 << 40
}
