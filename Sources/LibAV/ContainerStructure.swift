import Glibc

/// How far a file reaches by the sizes that its container writes down; durations in headers are not looked at.
package struct ContainerStructure: Hashable, Sendable {
    /// The outermost sizes promise more bytes than there are.
    package private(set) var isCutOff = false
    /// Of an ISO file: media data claims to run past the end, which is a loss only where the index names something there.
    package private(set) var hasLongMediaData = false
    /// Of an ISO file: the box that holds the index (`moov`) is there to its last byte.
    package private(set) var hasWholeIndex = false

    /// More boxes than fragments of the longest file that is accepted.
    private static let mostBoxes = 100_000

    /// - Parameters:
    ///   - descriptor: of the source, readable; stays the caller's.
    ///   - container: FFmpeg's short name.
    package init(descriptor: Int32, container: String) {
        let file = Bytes(descriptor)
        switch container {
        case "mov": readBoxes(file)
        case "matroska": isCutOff = Self.segmentEnd(file).map { $0 > file.size } ?? false
        case "avi", "wav":
            // RIFF: the size of the rest; zero or all ones where it was written as a stream.
            let size = file.littleEndian(at: 4) ?? 0
            isCutOff = size != 0 && size != 0xFFFF_FFFF && size + 8 > file.size
        case "mpegts":
            // Plain packets, those with a time code before them (M2TS), and those with a checksum behind them.
            let layouts: [(first: Int64, length: Int64)] = [(0, 188), (4, 192), (0, 204)]
            let layout = layouts.first { layout in
                (0..<4).allSatisfy { file.byte(at: layout.first + $0 * layout.length) == 0x47 }
            }
            isCutOff = layout.map { file.size % $0.length != 0 } ?? false
        case "flv":
            // Each tag is followed by its length, 11 bytes of header included.
            let length = file.bigEndian(at: file.size - 4, 4) ?? 0
            let body = file.bigEndian(at: file.size - 3 - length, 3)
            isCutOff = length < 11 || body != length - 11
        default: break
        }
    }

    /// Walks the outermost boxes (ISO/IEC 14496-12 §4.2).
    private mutating func readBoxes(_ file: Bytes) {
        var offset: Int64 = 0
        for _ in 0..<Self.mostBoxes where offset < file.size {
            guard var size = file.bigEndian(at: offset, 4), let type = file.bigEndian(at: offset + 4, 4) else { return }
            if size == 1 { size = file.bigEndian(at: offset + 8, 8) ?? 0 } else if size == 0 { size = file.size - offset }
            guard size >= 8 else { return }
            let isWhole = size <= file.size - offset
            switch type {
            case 0x6D6F_6F76: hasWholeIndex = isWhole  // moov
            case 0x6D64_6174: hasLongMediaData = !isWhole  // mdat
            case 0x6D6F_6F66: isCutOff = !isWhole  // moof
            default: break
            }
            guard isWhole else { return }
            offset += size
        }
    }

    /// Where a Matroska file says its segment ends (RFC 8794 §4, RFC 9559 §5.1); nil where it does not say.
    private static func segmentEnd(_ file: Bytes) -> Int64? {
        guard file.bigEndian(at: 0, 4) == 0x1A45_DFA3, let header = size(file, at: 4) else { return nil }
        let segment = header.end + header.value
        guard file.bigEndian(at: segment, 4) == 0x1853_8067, let body = size(file, at: segment + 4) else { return nil }
        return body.end + body.value
    }

    /// A variable-length size and where it ends; nil where it says "unknown".
    private static func size(_ file: Bytes, at offset: Int64) -> (value: Int64, end: Int64)? {
        guard let first = file.byte(at: offset), first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        guard let raw = file.bigEndian(at: offset, length) else { return nil }
        let ones = Int64(1) << (7 * Int64(length)) - 1
        let value = raw & ones
        return value == ones || value > 1 << 56 ? nil : (value, offset + Int64(length))
    }
}

/// Single numbers of a file.
private struct Bytes {
    let size: Int64
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        var status = stat()
        size = fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
        self.descriptor = descriptor
    }

    func byte(at offset: Int64) -> UInt8? { bigEndian(at: offset, 1).map { UInt8(truncatingIfNeeded: $0) } }

    /// Up to eight bytes; nil where they are not all there or the number is negative.
    func bigEndian(at offset: Int64, _ count: Int) -> Int64? {
        guard offset >= 0 else { return nil }
        var bytes: UInt64 = 0
        guard pread(descriptor, &bytes, count, off_t(offset)) == count else { return nil }
        return Int64(exactly: UInt64(bigEndian: bytes) >> (64 - 8 * UInt64(count)))
    }

    func littleEndian(at offset: Int64) -> Int64? {
        bigEndian(at: offset, 4).map { Int64(UInt32(truncatingIfNeeded: $0).byteSwapped) }
    }
}
