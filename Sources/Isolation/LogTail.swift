/// The last bytes of a worker's standard error; what came before is forgotten.
struct LogTail {
    static let limit = 16 << 10

    private var bytes: [UInt8] = []

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.suffix(Self.limit))
        if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// Without a trailing line end, and without what would steer a terminal.
    var text: String {
        var text = printable(String(decoding: bytes, as: UTF8.self))
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
