import FoundationEssentials
import Isolation
import Pipeline

/// What became of one file of a corpus.
struct CorpusRow: Encodable {
    enum Outcome: String, Encodable {
        case published
        case publishedWithWarnings = "published with warnings"
        case partial
        case rejected
        /// A fault of Sluice.
        case failed
    }

    let file: String
    let outcome: Outcome
    /// Why there is no asset.
    private(set) var reason: String?
    /// Codec by codec, of each the highest first.
    private(set) var rungs: [String] = []
    private(set) var soundTracks = 0
    private(set) var durationSeconds: Double?
    private(set) var frameRate: String?
    private(set) var warnings: [String] = []
    /// Wall-clock time.
    let seconds: Double
    /// Of all its processes together.
    let peakMemoryBytes: Int

    /// As much of a report as a row shows.
    private struct Published: Decodable {
        let outcome: String
        let durationSeconds: Double
        let frameRate: String?
        let video: [Report.Video]
        let audio: [Report.Track]
        let findings: [Report.Note]
        let conformance: Conformance

        struct Conformance: Decodable { let violations: [Violation] }
        struct Violation: Decodable {
            let rule: String
            let file: String
            let message: String
        }
    }

    /// - Parameters:
    ///   - asset: the folder that the command was to make.
    ///   - errors: the file with what it said on standard error.
    init(_ name: String, _ command: MeasuredCommand, asset: String, errors: String, limit: Int) {
        file = name
        seconds = command.elapsed / .seconds(1)
        peakMemoryBytes = command.peakMemory
        switch command.exit.status {
        case .exited(0):
            guard let bytes = try? Data(contentsOf: URL(filePath: "\(asset)/\(Report.fileName)")),
                let report = try? JSONDecoder().decode(Published.self, from: bytes), let known = Outcome(rawValue: report.outcome)
            else {
                outcome = .failed
                reason = "There is no readable report in the asset."
                return
            }
            outcome = known
            durationSeconds = report.durationSeconds
            frameRate = report.frameRate
            rungs = report.video.map { video in
                "\(video.resolution)" + (video.rendition.codecs.hasPrefix("avc1") ? "" : " \(video.rendition.codecs.prefix(4))")
            }
            soundTracks = report.audio.count
            warnings =
                report.findings.filter(\.finding.isWarning).map(\.sentence)
                + report.conformance.violations.map { "\($0.rule) \($0.file): \($0.message)" }
        case .exited(let code):
            // What cannot be read or written is the machine's to mend, but a run that meets it has not measured Sluice.
            outcome = code == Exit.inputRejected.rawValue ? .rejected : .failed
            reason = Self.lastLine(of: errors) ?? "The exit code is \(code)."
        case .crashed(let signal):
            outcome = .failed
            reason =
                seconds >= Double(limit) ? "It took longer than \(limit) s and was stopped." : "It crashed with signal \(signal)."
        }
    }

    private static func lastLine(of path: String) -> String? {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").last.map(String.init)
        return line.map { $0.hasPrefix("sluice: ") ? String($0.dropFirst(8)) : $0 }
    }
}
