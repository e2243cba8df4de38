import Glibc
import LibAV

/// Whether a file's container ends where it says.
enum UploadContainer {
    static func isWhole(descriptor: Int32) -> Bool {
        var head = [UInt8](repeating: 0, count: 12)
        let count = head.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard let container = Self.container(head.prefix(max(0, count))) else { return count > 0 }
        let structure = ContainerStructure(descriptor: descriptor, container: container)
        return !structure.isCutOff && !structure.hasLongMediaData && (container != "mov" || structure.hasWholeIndex)
    }

    /// FFmpeg's short name of those that write down their sizes.
    private static func container(_ head: ArraySlice<UInt8>) -> String? {
        if head.dropFirst(4).starts(with: "ftyp".utf8) || head.dropFirst(4).starts(with: "moov".utf8) { return "mov" }
        if head.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) { return "matroska" }
        if head.starts(with: "RIFF".utf8) { return head.dropFirst(8).starts(with: "AVI ".utf8) ? "avi" : "wav" }
        return nil
    }
}
