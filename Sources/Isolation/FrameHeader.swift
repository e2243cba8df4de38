import MediaCore

/// The eight bytes before every payload on the wire: kind, three zero bytes, payload length in little-endian order.
struct FrameHeader: Hashable {
    static let byteCount = 8

    var kind: UInt8
    var length: Int

    init(kind: UInt8, length: Int) {
        self.kind = kind
        self.length = length
    }

    /// - Throws: where a reserved byte is not zero.
    init(parsing bytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(bytes)
        guard let kind = fields.uint8(), fields.uint8() == 0, fields.uint16() == 0, let length = fields.uint32() else {
            throw .protocolViolation("a frame header has reserved bits set")
        }
        self.kind = kind
        self.length = Int(length)
    }

    var bytes: [UInt8] {
        var fields = FieldWriter()
        fields.append(kind)
        fields.append(UInt8(0))
        fields.append(UInt16(0))
        fields.append(UInt32(length))
        return fields.bytes
    }
}

/// Frames a parent sends.
enum CommandKind: UInt8 {
    case hello = 0x01
    case plan = 0x02
    case task = 0x03
    case picture = 0x04

    var limit: Int {
        switch self {
        case .hello: FrameLimit.version
        case .plan: FrameLimit.json
        case .task: FrameLimit.shortJSON
        case .picture: FrameLimit.binary
        }
    }
}

/// Frames a worker sends.
enum EventKind: UInt8 {
    case hello = 0x41
    case source = 0x42
    case trackConfiguration = 0x43
    case sample = 0x44
    case picture = 0x45
    case image = 0x46
    case progress = 0x47
    case finding = 0x48
    case taskFinished = 0x49
    case taskFailed = 0x4a
    case attempt = 0x4b
    case cue = 0x4c
    case sourceSamples = 0x4d

    var limit: Int {
        switch self {
        case .source, .sample, .sourceSamples, .picture, .image: FrameLimit.binary
        case .trackConfiguration: FrameLimit.json
        case .progress: 8
        case .cue: CaptionCue.longestText + 32
        case .hello, .finding, .attempt, .taskFinished, .taskFailed: FrameLimit.shortJSON
        }
    }
}

/// Bytes of payload at most.
enum FrameLimit {
    static let version = 256
    static let shortJSON = 64 << 10
    static let json = 8 << 20
    static let binary = 64 << 20
    /// Findings a worker may send in its life.
    static let findings = 1024
}
