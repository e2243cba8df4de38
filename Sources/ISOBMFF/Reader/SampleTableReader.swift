/// The samples of one track of an ordinary movie, from the tables of its `stbl` (ISO/IEC 14496-12 §8.6.1, §8.6.2, §8.7).
package struct SampleTableReader {
    /// In bytes.
    package let sizes: [UInt32]
    /// In ticks, of all samples together.
    package let duration: Int64
    /// Where each chunk begins in the file, and how many samples it has.
    package let chunks: [(offset: UInt64, sampleCount: Int)]
    /// Numbers from 1; nil where all samples decode alone.
    package let syncs: [UInt32]?
    /// Of the first sample; one tick at least.
    package let sampleDuration: Int64

    /// - Throws: where a table is missing, damaged, or counts other samples than `stsz` does.
    package init(stbl: BoxNode) throws(ISOBMFFError) {
        let disagreement = ISOBMFFError.unsupported(box: stbl.type, field: "sample_count", offset: stbl.offset)
        let times = try Self.numbers(of: stbl, "stts", columns: 2)
        let sizes = try Self.sizes(of: stbl)
        var duration: Int64 = 0
        var timed = 0
        for row in stride(from: 0, to: times.count, by: 2) {
            duration = duration &+ Int64(times[row]) &* Int64(times[row + 1])
            timed += Int(times[row])
        }
        guard timed == sizes.count else { throw disagreement }
        self.sizes = sizes
        self.duration = duration
        sampleDuration = max(1, Int64(times.dropFirst().first ?? 1))

        let offsets = try Self.offsets(of: stbl)
        let runs = try Self.numbers(of: stbl, "stsc", columns: 3)
        var chunks: [(offset: UInt64, sampleCount: Int)] = []
        var run = -3
        for (index, offset) in offsets.enumerated() {
            if run + 3 < runs.count, Int(runs[run + 3]) == index + 1 { run += 3 }
            guard run >= 0 else { throw disagreement }
            chunks.append((offset, Int(runs[run + 1])))
        }
        guard run == runs.count - 3, chunks.reduce(0, { $0 + $1.sampleCount }) == sizes.count else { throw disagreement }
        self.chunks = chunks
        syncs = stbl.first("stss") == nil ? nil : try Self.numbers(of: stbl, "stss", columns: 1)
    }

    private static func table(of stbl: BoxNode, _ type: FourCC) throws(ISOBMFFError) -> BoxNode {
        guard let box = stbl.first(type) else { throw .truncatedFields(box: type, offset: stbl.offset) }
        return box
    }

    /// A table of 32-bit columns, row by row.
    private static func numbers(of stbl: BoxNode, _ type: FourCC, columns: Int) throws(ISOBMFFError) -> [UInt32] {
        let box = try table(of: stbl, type)
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        let count = Int(try reader.u32())
        guard count <= reader.bytesLeft / (4 * columns) else { throw .truncatedFields(box: type, offset: box.offset) }
        return try numbers(count * columns, &reader)
    }

    private static func sizes(of stbl: BoxNode) throws(ISOBMFFError) -> [UInt32] {
        let box = try table(of: stbl, "stsz")
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        let common = try reader.u32()
        let count = Int(try reader.u32())
        guard common == 0, count <= reader.bytesLeft / 4 else { throw .truncatedFields(box: box.type, offset: box.offset) }
        return try numbers(count, &reader)
    }

    private static func numbers(_ count: Int, _ reader: inout FieldReader) throws(ISOBMFFError) -> [UInt32] {
        var numbers: [UInt32] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try reader.u32()) }
        return numbers
    }

    private static func offsets(of stbl: BoxNode) throws(ISOBMFFError) -> [UInt64] {
        guard let box = stbl.first("co64") else { return try numbers(of: stbl, "stco", columns: 1).map(UInt64.init) }
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        var offsets: [UInt64] = []
        for _ in 0..<(try reader.u32()) { offsets.append(try reader.u64()) }
        return offsets
    }
}
