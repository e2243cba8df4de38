/// Walks a file's boxes: the one reader of box structure. It never loads media data, stops at limits no real header needs, and
/// keeps what it understood of a damaged file.
package struct BoxReader {
    private let source: ByteSource
    private var defects: [ISOBMFFError] = []
    private var boxCount = 0
    private var bytesLoaded = 0

    /// The boxes of a file that is sound.
    /// - Throws: the first defect.
    package static func read(_ source: ByteSource) throws(ISOBMFFError) -> [BoxNode] {
        var reader = BoxReader(source)
        let boxes = try reader.boxes(in: 0..<source.size, depth: 0).boxes
        if let defect = reader.defects.first { throw defect }
        return boxes
    }

    /// The boxes of any file, each with its defect, and what is wrong behind the last.
    /// - Throws: only where the source cannot be read.
    package static func survey(_ source: ByteSource) throws(ISOBMFFError) -> (boxes: [BoxNode], defect: ISOBMFFError?) {
        var reader = BoxReader(source)
        return try reader.boxes(in: 0..<source.size, depth: 0)
    }

    private init(_ source: ByteSource) { self.source = source }

    /// Deeper than `moov/trak/mdia/minf/stbl/stsd/avc1/sinf/schi/tenc`.
    private static let deepest = 16
    private static let mostBoxes = 100_000
    private static let mostBytes = 64 << 20

    private mutating func boxes(
        in range: Range<Int64>, depth: Int
    ) throws(ISOBMFFError) -> (boxes: [BoxNode], defect: ISOBMFFError?) {
        var boxes: [BoxNode] = []
        var position = range.lowerBound
        while position < range.upperBound {
            if depth > 0, try isPadding(position..<range.upperBound) { break }
            boxCount += 1
            guard boxCount <= Self.mostBoxes else { return (boxes, noted(.tooMany(offset: position))) }
            guard depth < Self.deepest else { return (boxes, noted(.tooDeep(offset: position))) }
            guard range.upperBound - position >= 8 else { return (boxes, noted(.strayBytes(offset: position))) }
            var box = try header(at: position, within: range, depth: depth)
            if box.defect == nil { try fill(&box, depth: depth) }
            boxes.append(box)
            // Behind a box of unknown extent nothing can be found.
            guard box.size > 0, box.end <= range.upperBound else { break }
            position = box.end
        }
        return (boxes, nil)
    }

    private mutating func header(
        at offset: Int64, within range: Range<Int64>, depth: Int
    ) throws(ISOBMFFError) -> BoxNode {
        let space = range.upperBound - offset
        let head = try source.read(offset, Int(min(16, space)))
        let number = { (bytes: ArraySlice<UInt8>) in bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        let type = FourCC(rawValue: UInt32(truncatingIfNeeded: number(head[4..<8])))
        var headerSize = 8
        var size = number(head[0..<4])
        if size == 1, head.count == 16 {
            headerSize = 16
            size = number(head[8..<16])
        } else if size == 0, depth == 0 {
            size = UInt64(space)  // To the end of the file.
        }
        guard size >= UInt64(headerSize) else {
            var box = BoxNode(type: type, offset: offset, headerSize: headerSize, size: 0)
            box.defect = noted(.badSize(box: type, offset: offset))
            return box
        }
        guard size <= UInt64(space) else {
            var box = BoxNode(type: type, offset: offset, headerSize: headerSize, size: space)
            box.defect = noted(.overrun(box: type, offset: offset))
            return box
        }
        return BoxNode(type: type, offset: offset, headerSize: headerSize, size: Int64(size))
    }

    /// Loads the fields and walks the children, as the type says.
    private mutating func fill(_ box: inout BoxNode, depth: Int) throws(ISOBMFFError) {
        let payload = box.payloadRange
        guard let fieldBytes = try fieldByteCount(of: box) else { return }
        guard fieldBytes <= payload.upperBound - payload.lowerBound else {
            box.defect = noted(.truncatedFields(box: box.type, offset: box.offset))
            return
        }
        guard fieldBytes <= Int64(Self.mostBytes - bytesLoaded) else {
            box.defect = noted(.tooMany(offset: box.offset))
            return
        }
        bytesLoaded += Int(fieldBytes)
        box.fields = try source.read(payload.lowerBound, Int(fieldBytes))
        let inner = payload.lowerBound + fieldBytes..<payload.upperBound
        guard !inner.isEmpty else { return }
        (box.children, box.defect) = try boxes(in: inner, depth: depth + 1)
    }

    /// Bytes of fields before the children; all of the payload for a box that has none; nil for a box that stays closed.
    private func fieldByteCount(of box: BoxNode) throws(ISOBMFFError) -> Int64? {
        let payload = box.payloadRange
        switch box.type {
        case "moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf", "sinf", "schi", "udta", "mfra":
            return 0
        case "stsd", "dref":
            return 8
        case "meta":
            // A full box in ISO files, a plain one in QuickTime's: there, a child's type follows its size at once.
            guard payload.count >= 8 else { return payload.isEmpty ? 0 : 4 }
            return try source.read(payload.lowerBound + 4, 4) == Array("hdlr".utf8) ? 0 : 4
        case "avc1", "avc3", "hvc1", "hev1", "av01", "vp09", "encv":
            return 78
        case "mp4a", "enca", "ac-3", "ec-3", "Opus", "fLaC":
            guard payload.count >= 10 else { return 28 }
            // QuickTime's versions 1 and 2 have more fields.
            switch try source.read(payload.lowerBound + 8, 2) {
            case [0, 1]: return 44
            case [0, 2]: return 64
            default: return 28
            }
        case "ftyp", "styp", "mvhd", "tkhd", "mdhd", "hdlr", "elst", "stts", "stsc", "stsz", "stco", "co64", "ctts", "stss",
            "url ", "trex", "mfhd", "tfhd", "tfdt", "trun", "frma", "schm", "tenc", "pssh", "senc", "saiz", "saio", "sgpd",
            "sbgp",
            "avcC", "hvcC", "av1C", "colr", "mdcv", "clli", "pasp", "esds":
            return Int64(payload.count)
        default:
            return nil
        }
    }

    /// QuickTime ends some containers with a zero word.
    private func isPadding(_ range: Range<Int64>) throws(ISOBMFFError) -> Bool {
        guard range.count < 8 else { return false }
        return try source.read(range.lowerBound, range.count).allSatisfy { $0 == 0 }
    }

    private mutating func noted(_ defect: ISOBMFFError) -> ISOBMFFError {
        defects.append(defect)
        return defect
    }
}
