/// Finds the tiles of a track's samples, which must come in decoding order from a key frame on: a frame's header depends on the
/// frames before it.
struct AV1TileFinder {
    private var sequence: AV1SequenceHeader
    private var references = [AV1FrameHeader.Reference](repeating: AV1FrameHeader.Reference(), count: 8)
    /// The header whose tiles are not all there yet (SeenFrameHeader of AV1 §5.9.1).
    private var open: AV1FrameHeader?

    /// - Parameter sequenceHeader: the OBU, with its size field.
    init(sequenceHeader: [UInt8]) throws(BitstreamError) { sequence = try AV1SequenceHeader(sequenceHeader) }

    /// Where the tiles of a sample lie.
    mutating func tiles(in sample: RawSpan) throws(BitstreamError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for unit in try AV1OBU.split(sample) {
            switch unit.type {
            case .sequenceHeader:
                sequence = try AV1SequenceHeader(sample.extracting(unit.range).withUnsafeBytes { Array($0) })
            case .frameHeader, .redundantFrameHeader:
                // The header of an open frame is there a second time.
                if open == nil { _ = try readHeader(of: unit, in: sample) }
            case .frame:
                guard open == nil else { throw .invalid(structure: Self.structure, field: "frame_header_obu") }
                ranges += try readTiles(of: unit, in: sample, from: try readHeader(of: unit, in: sample))
            case .tileGroup:
                ranges += try readTiles(of: unit, in: sample, from: 0)
            case .tileList:
                throw .unsupported(structure: Self.structure, feature: "tile lists")
            default: break
            }
        }
        guard open == nil else { throw .truncated("AV1 frame") }
        return ranges
    }

    /// - Returns: bytes of the header in the unit's payload.
    private mutating func readHeader(of unit: AV1OBU, in sample: RawSpan) throws(BitstreamError) -> Int {
        var layer = (temporal: 0, spatial: 0)
        if sample.byte(at: unit.range.lowerBound) & 4 != 0 {
            let byte = Int(sample.byte(at: unit.range.lowerBound + 1))
            layer = (byte >> 5, byte >> 3 & 3)
        }
        // No header comes near that length, tiles do.
        let start = sample.extracting(unit.payload).extracting(first: min(unit.payload.count, 4096))
        var reader = BitReader(start.withUnsafeBytes { Array($0) }, structure: Self.structure)
        let header = try AV1FrameHeader(&reader, sequence: sequence, references: references, layer: layer)
        references = header.references
        if let shown = header.frameToShow {
            // A key frame that is shown so refreshes every slot (§7.21).
            if references[shown].frame_type == .key { references = references.map { [known = references[shown]] _ in known } }
        } else {
            open = header
        }
        return (reader.position + 7) / 8
    }

    /// tile_group_obu (§5.11.1) behind the first `offset` bytes of the unit's payload.
    private mutating func readTiles(
        of unit: AV1OBU, in sample: RawSpan, from offset: Int
    ) throws(BitstreamError) -> [Range<Int>] {
        guard let header = open else { throw .invalid(structure: Self.structure, field: "tile_group_obu") }
        let layout = header.tiles
        var position = unit.payload.lowerBound + offset
        let end = unit.payload.upperBound
        var (first, last) = (0, layout.count - 1)
        if layout.count > 1 {
            let start = sample.extracting(min(position, end)..<min(position + 4, end)).withUnsafeBytes { Array($0) }
            var reader = BitReader(start, structure: Self.structure)
            if try reader.flag() {
                (first, last) = (Int(try reader.bits(layout.numberBits)), Int(try reader.bits(layout.numberBits)))
            }
            position += (reader.position + 7) / 8
        }
        guard first <= last, last < layout.count else { throw .invalid(structure: Self.structure, field: "tg_end") }
        var tiles: [Range<Int>] = []
        for number in first...last {
            var size = end - position
            if number < last {
                guard size >= layout.TileSizeBytes else { throw .truncated("AV1 tile") }
                size = 1
                for index in 0..<layout.TileSizeBytes { size += Int(sample.byte(at: position + index)) << (8 * index) }
                position += layout.TileSizeBytes
            }
            guard size > 0, size <= end - position else { throw .truncated("AV1 tile") }
            tiles.append(position..<position + size)
            position += size
        }
        if last == layout.count - 1 {
            for slot in references.indices where header.refresh_frame_flags >> UInt32(slot) & 1 == 1 {
                references[slot] = header.kept
            }
            open = nil
        }
        return tiles
    }

    private static let structure = "AV1 frame header"
}
