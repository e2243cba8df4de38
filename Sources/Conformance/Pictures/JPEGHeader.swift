import MediaCore

/// What the marker segments before a whole JPEG's first scan say (ITU-T T.81 annex B).
struct JPEGHeader: Hashable, Sendable {
    let size: Resolution
    /// Holds an APP1 or APP13 segment: EXIF, with places and devices, XMP or IPTC.
    let hasMetadata: Bool

    /// Nil where the bytes are not a JPEG with a frame header and an end of image.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: [0xFF, 0xD8]), bytes.suffix(2) == [0xFF, 0xD9] else { return nil }
        var position = 2
        var size: Resolution?
        var hasMetadata = false
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let marker = bytes[position + 1]
            if marker == 0xFF {
                position += 1
                continue
            }
            if marker == 0xDA { break }
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            guard length >= 2, position + 2 + length <= bytes.count else { return nil }
            if marker == 0xE1 || marker == 0xED { hasMetadata = true }
            // SOF0 to SOF15 without DHT, JPG and DAC.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker), length >= 7 {
                let field = bytes[(position + 5)..<(position + 9)].map { Int($0) }
                size = Resolution(width: field[2] << 8 | field[3], height: field[0] << 8 | field[1])
            }
            position += 2 + length
        }
        guard let size, size.width > 0, size.height > 0 else { return nil }
        self.size = size
        self.hasMetadata = hasMetadata
    }
}
