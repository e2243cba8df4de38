/// The rows of a corpus as text, a line as soon as its file is done.
struct CorpusTable {
    private let nameWidth: Int

    init(names: [String]) { nameWidth = min(64, (names.map(\.count).max() ?? 0) + 2) }

    var header: String { line("file", "outcome", "duration", "frames/s", "seconds", "MB", "sound", "rungs") }

    /// The row, and below it what there is to say about it.
    func lines(_ row: CorpusRow) -> String {
        let first = line(
            row.file, row.outcome.rawValue, row.durationSeconds?.hundredths ?? "-", row.frameRate ?? "-", row.seconds.hundredths,
            "\(row.peakMemoryBytes >> 20)", "\(row.soundTracks)", row.rungs.joined(separator: ", "))
        return ([first] + ([row.reason].compactMap(\.self) + row.warnings).map { "    \($0)" }).joined(separator: "\n")
    }

    func summary(_ rows: [CorpusRow]) -> String {
        let outcomes: [CorpusRow.Outcome] = [.published, .publishedWithWarnings, .partial, .rejected, .failed]
        let counts = outcomes.map { outcome in "\(rows.count { $0.outcome == outcome }) \(outcome.rawValue)" }
        let seconds = rows.reduce(0) { $0 + $1.seconds }
        return "\(rows.count) files in \(seconds.hundredths) s: \(counts.joined(separator: ", "))"
    }

    private func line(
        _ file: String, _ outcome: String, _ duration: String, _ rate: String, _ seconds: String, _ memory: String,
        _ sound: String, _ rungs: String
    ) -> String {
        file.column(nameWidth) + outcome.column(24) + duration.rightAligned(8) + rate.rightAligned(12) + seconds.rightAligned(9)
            + memory.rightAligned(7) + sound.rightAligned(7) + "  " + rungs
    }
}
