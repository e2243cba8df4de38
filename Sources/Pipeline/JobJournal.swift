import Catalog
import FoundationEssentials
import Glibc
import Isolation
import Storage
import Threading

/// What the finished jobs of one asset have said besides their segments, on disk until the asset is published: whoever goes on with
/// the asset, after a crash or beside this process, starts from there. Blocking, any thread.
package struct JobJournal: Sendable {
    /// The outcome of a job.
    struct Entry {
        /// Of the staging that the files lie in.
        var staging: String
        /// Relative to the asset.
        var files: [String]
        /// All but samples, in order.
        var events: [WorkerEvent]
    }

    private struct Head: Codable {
        var version: String
        var staging: String
        var files: [String]
    }

    /// The name, within the folder of the assets, of the folder that holds all journals.
    package static let root = ".jobs"

    /// The asset's own; it may be missing, but the one that it is in may not.
    let folder: String
    let version: String

    /// Returns when the entry would survive a loss of power.
    func write(_ entry: Entry, of job: Int, fence: Int64) throws {
        if mkdir(folder, 0o777) != 0 && errno != EEXIST { throw SystemError.last("create the folder \(folder)") }
        let head = try JSONEncoder().encode(Head(version: version, staging: entry.staging, files: entry.files))
        let bytes = Array(head) + [UInt8(ascii: "\n")] + (try EventRecording.encode(entry.events))
        try DurableFile.write(bytes, to: path(job, fence))
    }

    /// Nil where there is none, or another version wrote it.
    func entry(of job: JobRecord) throws -> Entry? {
        guard let fence = job.fence, let bytes = try? Data(contentsOf: URL(filePath: path(job.id, fence))),
            let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            let head = try? JSONDecoder().decode(Head.self, from: bytes[..<end]), head.version == version
        else { return nil }
        return Entry(staging: head.staging, files: head.files, events: try EventRecording.decode(Array(bytes[(end + 1)...])))
    }

    /// Those that entries of any version name.
    func stagings() -> Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { name in
                guard let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else { return nil }
                return try? JSONDecoder().decode(Head.self, from: bytes.prefix { $0 != UInt8(ascii: "\n") }).staging
            })
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func path(_ job: Int, _ fence: Int64) -> String { "\(folder)/\(job).\(fence)" }
}
