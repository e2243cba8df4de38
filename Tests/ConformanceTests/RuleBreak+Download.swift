@testable import Conformance

extension RuleBreak {
    static let download = [
        make(DownloadRules.tablesFirst) {
            // The media first, as they lie when a file is written in one go.
            let bytes = $0[kept]!
            let media = try $0.payload(kept, ["mdat"], number: 1) - 8
            $0[kept] = Array(bytes[..<28] + bytes[media...] + bytes[28..<media])
        },
        make(DownloadRules.tracks) { try $0.rename(kept, "moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", to: "avc3") },
        make(DownloadRules.durations) { try $0.patch(kept, "moov", "trak", "edts", "elst", at: 10, [0x10]) },
        make(DownloadRules.noMetadata) { try $0.patch(kept, "moov", "mvhd", at: 4, [0xE0, 0, 0, 0]) },
        make(DownloadRules.noMetadata) { try $0.patch(kept, "moov", "trak", "mdia", "mdhd", at: 8, [0xE0, 0, 0, 0]) },
        // The pictures last as long without their edit list.
        make(DownloadRules.noMetadata) { try $0.rename(kept, "moov", "trak", "edts", to: "udta") },
        make(DownloadRules.samples) { try $0.patch(kept, "moov", "trak", "mdia", "minf", "stbl", "stss", at: 15, [29]) },
        make(DownloadRules.samples) { try $0.patch(kept, "moov", "trak", "mdia", "minf", "stbl", "stsz", at: 13, [0x7f]) },
        make(DownloadRules.samples) { try $0.patch(kept, "moov", "trak", "mdia", "minf", "stbl", "stco", at: 8, [0x7f]) },
        make(DownloadRules.samples) { try $0.patch(kept, "moov", "trak", "mdia", "minf", "stbl", "stts", at: 12, [1]) },
    ]

    private static let kept = "download.mp4"

    private static func make(_ rule: Rule, _ change: @escaping @Sendable (inout AssetFiles) throws -> Void) -> RuleBreak {
        RuleBreak(
            rule,
            recipe: {
                $0.hasDownload = true
                $0.hasVideoEditList = true
            }, change: change)
    }
}
