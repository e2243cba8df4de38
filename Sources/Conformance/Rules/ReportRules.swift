import FoundationEssentials
import MediaCore

/// The report of a published asset, against the files beside it.
enum ReportRules {
    static let readable = Rule(
        "REPORT-001", .must, "A published asset has a report.json that names its preset, duration, tracks and file to keep.",
        source: "Sluice asset layout")
    static let isTrue = Rule(
        "REPORT-002", .must, "The asset is what its report says, to the number and bytes of its segments.",
        source: "Sluice asset layout")

    static let all = [readable, isTrue]

    static let file = "report.json"
    private static let initSegment = "init.mp4"

    /// Nil, and why, where there is no report or one that does not say what it must.
    static func read(_ bytes: [UInt8]?) -> (report: PublishedReport?, violations: [Violation]) {
        guard let bytes else { return (nil, [readable.broken(in: file, "the file does not exist")]) }
        do {
            return (try JSONDecoder().decode(PublishedReport.self, from: Data(bytes)), [])
        } catch {
            let place = (error as? DecodingError).map(\.place) ?? "it is cut off or no JSON"
            return (nil, [readable.broken(in: file, place)])
        }
    }

    /// - Parameters:
    ///   - asset: of an encrypted one, the presentation that the report is about.
    ///   - schemes: all that there are.
    static func check(_ report: PublishedReport, _ asset: PublishedAsset, _ schemes: [ProtectionScheme]) -> [Violation] {
        var violations: [Violation] = []
        let folders = (report.protections ?? []).map(\.folder).sorted()
        if folders != schemes.map(\.folder).sorted() {
            let said = folders.isEmpty ? "no protection" : folders.joined(separator: ", ")
            violations.append(isTrue.broken(in: file, "it names \(said), there are \(schemes.count)"))
        }
        let frame = (asset.videoTracks + asset.audioTracks).map(\.frame).max() ?? .zero
        if let end = asset.end, !(abs(report.durationSeconds - end.seconds) <= frame.seconds + 0.001) {
            violations.append(isTrue.broken(in: file, "it says \(report.durationSeconds) s, the media ends at \(end.seconds) s"))
        }
        let written = report.video.map(\.rendition) + report.audio
        let tracks = tracks(in: asset.files)
        for path in Set(written.map(\.track.path)).union(tracks.keys).sorted() {
            let said = written.filter { $0.track.path == path }
            guard let only = said.first, said.count == 1, let found = tracks[path] else {
                violations.append(
                    isTrue.broken(in: file, "it has \(path) \(said.count) times, the asset \(tracks[path] == nil ? 0 : 1)"))
                continue
            }
            if only != found {
                violations.append(
                    isTrue.broken(
                        in: file, at: path,
                        "it says \(only.segments) segments and \(only.bytes) bytes, there are \(found.segments) and \(found.bytes)"
                    ))
            }
        }
        let kept = asset.files[DownloadRules.file].map { PublishedReport.Download(file: DownloadRules.file, bytes: $0) }
        if report.download != kept {
            let (said, found) = (report.download.map { "\($0.file), \($0.bytes) bytes" }, kept.map { "one of \($0.bytes)" })
            violations.append(
                isTrue.broken(in: file, "the file to keep: it says \(said ?? "none"), there is \(found ?? "none")"))
        }
        return violations
    }

    /// By the files: a folder with an init segment is a track.
    private static func tracks(in files: [String: Int]) -> [String: PublishedReport.Track] {
        let suffix = "/\(initSegment)"
        let folders = files.keys.filter { $0.hasSuffix(suffix) }.map { $0.dropLast(suffix.count) }
        return Dictionary(
            uniqueKeysWithValues: folders.map { folder in
                let segments = files.filter { $0.key.hasPrefix("\(folder)/") && $0.key.hasSuffix(".m4s") }
                let bytes = segments.values.reduce(files["\(folder)\(suffix)"] ?? 0, +)
                return (
                    String(folder), PublishedReport.Track(track: TrackID(String(folder)), segments: segments.count, bytes: bytes)
                )
            })
    }
}

/// What `report.json` says that the files of the asset can answer.
struct PublishedReport: Decodable {
    struct Video: Decodable { let rendition: Track }

    struct Track: Hashable, Decodable {
        let track: TrackID
        let segments: Int
        /// Init segment and segments.
        let bytes: Int
    }

    struct Download: Hashable, Decodable {
        let file: String
        let bytes: Int
    }

    struct Protection: Decodable { let folder: String }

    let preset: String
    let durationSeconds: Double
    let video: [Video]
    let audio: [Track]
    let download: Download?
    /// Absent from a clear asset; the tracks are those of the first.
    let protections: [Protection]?
}

extension DecodingError {
    /// Where, and what is wrong there, in a few words.
    fileprivate var place: String {
        let (context, words): (Context, String)
        switch self {
        case .keyNotFound(let key, let found): (context, words) = (found, "\(key.stringValue) is missing")
        case .typeMismatch(_, let found), .valueNotFound(_, let found): (context, words) = (found, "it is of another kind")
        case .dataCorrupted: return "it is cut off or no JSON"
        @unknown default: return "\(self)"
        }
        let path = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }.joined(separator: ", ")
        return path.isEmpty ? words : "\(path): \(words)"
    }
}
