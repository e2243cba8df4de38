import MediaCore
import Planning

/// `SourceInfo` on the wire: the length of its JSON and the JSON without access points, then for each video track their count
/// and 40 bytes each. A long file of keyframes only has millions of them.
extension SourceInfo {
    private static let accessPointByteCount = 40

    func wireBytes() throws(IsolationError) -> [UInt8] {
        var bare = self
        for index in bare.video.indices { bare.video[index].accessPoints = [] }
        let json = try JSONPayload.encode(bare)
        var fields = FieldWriter()
        fields.append(UInt32(json.count))
        fields.append(json)
        for track in video {
            fields.append(UInt32(clamping: track.accessPoints.count))
            for point in track.accessPoints { point.append(to: &fields) }
        }
        return fields.bytes
    }

    init(wireBytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(wireBytes)
        guard let length = fields.uint32(), length <= FrameLimit.json, let json = fields.take(Int(length)) else {
            throw .protocolViolation("a source description ends too early")
        }
        var source = try JSONPayload.decode(SourceInfo.self, from: json)
        for index in source.video.indices {
            guard let count = fields.uint32(), Int(count) <= fields.remaining / Self.accessPointByteCount else {
                throw .protocolViolation("a source's access points end too early")
            }
            source.video[index].accessPoints.reserveCapacity(Int(count))
            for _ in 0..<count {
                guard let point = AccessPoint(reading: &fields) else {
                    throw .protocolViolation("an access point is out of range")
                }
                source.video[index].accessPoints.append(point)
            }
        }
        guard fields.remaining == 0 else { throw .protocolViolation("a source description is followed by stray bytes") }
        try source.checkRanges()
        self = source
    }
}

extension AccessPoint {
    fileprivate func append(to fields: inout FieldWriter) {
        fields.append(presentationTime.ticks)
        fields.append(decodeTime.ticks)
        fields.append(UInt64(packetIndex) << 1 | (isIDR ? 1 : 0))
        fields.append(byteOffset)
        fields.append(presentationTime.timescale)
        fields.append(decodeTime.timescale)
    }

    fileprivate init?(reading fields: inout FieldReader) {
        guard let presentationTicks = fields.int64(), let decodeTicks = fields.int64(), let packet = fields.uint64(),
            let byteOffset = fields.int64(),
            let presentationScale = fields.int32(), let decodeScale = fields.int32(),
            presentationScale > 0, decodeScale > 0, packet >> 1 <= WireLimit.frames,
            (0...Int64(WireLimit.ticks)).contains(byteOffset)
        else { return nil }
        self.init(
            presentationTime: MediaTime(ticks: presentationTicks, timescale: presentationScale),
            decodeTime: MediaTime(ticks: decodeTicks, timescale: decodeScale), packetIndex: Int(packet >> 1),
            byteOffset: byteOffset, isIDR: packet & 1 == 1)
        guard presentationTime.isPlausible, decodeTime.isPlausible else { return nil }
    }
}
