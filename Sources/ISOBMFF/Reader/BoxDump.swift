/// A file's boxes as text: one line a box, indented by depth, with its size and the fields that matter.
package struct BoxDump {
    /// Lists damaged files as far as they go, each defect on the line of its box.
    /// - Throws: where the source cannot be read.
    package static func text(of source: ByteSource) throws(ISOBMFFError) -> String {
        let (boxes, defect) = try BoxReader.survey(source)
        var dump = BoxDump()
        for box in boxes { dump.add(box, depth: 0) }
        if let defect { dump.lines.append("! \(defect)") }
        return dump.lines.map { $0 + "\n" }.joined()
    }

    private var lines: [String] = []

    private mutating func add(_ box: BoxNode, depth: Int) {
        var line = String(repeating: "  ", count: depth) + "\(box.type) size=\(box.size)"
        if depth == 0 { line += " offset=\(box.offset)" }
        do {
            for (name, value) in box.defect == nil ? try BoxFieldList.fields(of: box) : [] { line += " \(name)=\(value)" }
            if let defect = box.defect { line += " ! \(defect)" }
        } catch {
            line += " ! \(error)"
        }
        lines.append(line)
        for child in box.children { add(child, depth: depth + 1) }
    }
}
