/// tile_info (AV1 §5.9.15): how many tiles a frame has and how their sizes are written.
struct AV1TileLayout: Hashable {
    var TileCols = 1
    var TileRows = 1
    /// Bits of a tile's number.
    var numberBits = 0
    /// Bytes of a tile's size.
    var TileSizeBytes = 0

    var count: Int { TileCols * TileRows }

    init() {}

    init(_ reader: inout BitReader, width: Int, height: Int, uses128: Bool) throws(BitstreamError) {
        // A slot that no frame went to has no size.
        guard width > 0, height > 0 else { throw .invalid(structure: "AV1 frame header", field: "ref_frame_idx") }
        let side = uses128 ? 128 : 64
        // Sizes are rounded up to eight pixels before they count in superblocks.
        let columns = ((width + 7) / 8 * 8 + side - 1) / side
        let rows = ((height + 7) / 8 * 8 + side - 1) / side
        let widest = 4096 / side
        let largest = 4096 * 2304 / (side * side)
        let leastColumns = Self.log2(widest, columns)
        let least = max(leastColumns, Self.log2(largest, rows * columns))
        let columnBits: Int
        let rowBits: Int
        if try reader.flag() {
            columnBits = try Self.increment(&reader, from: leastColumns, to: Self.log2(1, min(columns, 64)))
            TileCols = Self.tiles(columns, bits: columnBits)
            rowBits = try Self.increment(&reader, from: max(least - columnBits, 0), to: Self.log2(1, min(rows, 64)))
            TileRows = Self.tiles(rows, bits: rowBits)
        } else {
            var widestTile = 1
            (TileCols, widestTile) = try Self.explicit(&reader, total: columns, largest: widest)
            let area = least > 0 ? rows * columns >> (least + 1) : rows * columns
            (TileRows, _) = try Self.explicit(&reader, total: rows, largest: max(area / widestTile, 1))
            (columnBits, rowBits) = (Self.log2(1, TileCols), Self.log2(1, TileRows))
        }
        guard TileCols <= 64, TileRows <= 64 else { throw .invalid(structure: "AV1 frame header", field: "tile_info") }
        numberBits = columnBits + rowBits
        if numberBits > 0 {
            try reader.skip(numberBits)  // context_update_tile_id
            TileSizeBytes = Int(try reader.bits(2)) + 1
        }
    }

    /// tile_log2: the smallest k for which `size` << k reaches `target`.
    private static func log2(_ size: Int, _ target: Int) -> Int {
        var k = 0
        while size << k < target { k += 1 }
        return k
    }

    private static func increment(_ reader: inout BitReader, from first: Int, to last: Int) throws(BitstreamError) -> Int {
        var bits = first
        while bits < last, try reader.flag() { bits += 1 }
        return bits
    }

    /// Tiles along a side of `total` superblocks, all of one size but the last.
    private static func tiles(_ total: Int, bits: Int) -> Int {
        let size = (total + (1 << bits) - 1) >> bits
        return (total + size - 1) / size
    }

    private static func explicit(
        _ reader: inout BitReader, total: Int, largest: Int
    ) throws(BitstreamError) -> (count: Int, widest: Int) {
        var (start, count, widest) = (0, 0, 1)
        while start < total {
            let size = try reader.ns(min(total - start, largest)) + 1
            widest = max(widest, size)
            start += size
            count += 1
        }
        return (count, widest)
    }
}

extension BitReader {
    /// ns(n): a value below `count`, in as few bits as it takes (AV1 §4.10.7).
    mutating func ns(_ count: Int) throws(BitstreamError) -> Int {
        let width = Int.bitWidth - count.leadingZeroBitCount
        let short = (1 << width) - count
        let value = Int(try bits(width - 1))
        if value < short { return value }
        return value << 1 - short + Int(try bits(1))
    }
}
