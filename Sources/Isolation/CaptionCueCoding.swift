import MediaCore

/// A caption on the wire: stream, start and end in microseconds, then its text in UTF-8.
extension CaptionCue {
    func wireBytes(stream: Int) -> [UInt8] {
        var fields = FieldWriter()
        fields.append(UInt16(clamping: stream))
        fields.append(start)
        fields.append(end)
        fields.append(Array(text.utf8))
        return fields.bytes
    }

    static func parse(wireBytes: [UInt8]) throws(IsolationError) -> (stream: Int, cue: CaptionCue) {
        var fields = FieldReader(wireBytes)
        guard let stream = fields.uint16(), let start = fields.int64(), let end = fields.int64(),
            start.magnitude <= WireLimit.ticks, end.magnitude <= WireLimit.ticks,
            let text = String(validating: fields.rest(), as: UTF8.self)
        else { throw .protocolViolation("a caption is damaged") }
        // Lines are what separates captions, so they must be what they seem.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard text.utf8.count <= longestText, !lines.contains(where: \.isEmpty),
            text.unicodeScalars.allSatisfy({ $0 == "\n" || $0.properties.generalCategory != .control })
        else { throw .protocolViolation("a caption's text is out of bounds") }
        return (Int(stream), CaptionCue(start: start, end: end, text: text))
    }
}
