import MediaCore

/// A WebVTT file of captions (W3C WebVTT §4).
struct CaptionText: Sendable {
    struct Cue: Hashable, Sendable {
        let start: MediaTime
        let end: MediaTime
        let text: String
    }

    private(set) var isUTF8 = false
    /// The lines before the first empty one.
    private(set) var header: [String] = []
    private(set) var cues: [Cue] = []
    /// What is no cue where one should be.
    private(set) var problem: String?

    init(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        isUTF8 = true
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.last == "\r" ? $0.dropLast() : $0 }
        let blocks = lines.split(whereSeparator: \.isEmpty)
        header = blocks.first?.map(String.init) ?? []
        for block in blocks.dropFirst() {
            let times = block.first?.split(separator: " ", omittingEmptySubsequences: false) ?? []
            guard times.count == 3, times[1] == "-->", let start = ThumbnailCues.timestamp(times[0]),
                let end = ThumbnailCues.timestamp(times[2]), start < end, block.count > 1
            else {
                problem = "“\(block.first ?? "")” does not begin a cue"
                return
            }
            cues.append(Cue(start: start, end: end, text: block.dropFirst().joined(separator: "\n")))
        }
    }
}
