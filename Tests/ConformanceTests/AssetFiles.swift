import Ciphers
import Foundation
import MediaCore
import Testing

@testable import Conformance

/// An asset in memory, to be changed and then validated from a folder of its own.
struct AssetFiles: Sendable {
    private(set) var files: [String: [UInt8]] = [:]

    struct Unchanged: Error { let sought: String }

    subscript(path: String) -> [UInt8]? {
        get { files[path] }
        set { files[path] = newValue }
    }

    var paths: [String] { files.keys.sorted() }

    func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

    /// Replaces the first `old` of a text file, which must be there.
    mutating func replace(_ path: String, _ old: String, _ new: String) throws {
        let text = text(path)
        guard let range = text.firstRange(of: old) else { throw Unchanged(sought: old) }
        files[path] = Array(text.replacingCharacters(in: range, with: new).utf8)
    }

    mutating func replaceAll(_ path: String, _ old: String, _ new: String) throws {
        let text = text(path)
        guard text.contains(old) else { throw Unchanged(sought: old) }
        files[path] = Array(text.replacingOccurrences(of: old, with: new).utf8)
    }

    /// Removes the whole lines that contain `part`.
    mutating func removeLines(_ path: String, containing part: String) throws {
        let lines = text(path).split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.filter { !$0.contains(part) }
        guard kept.count < lines.count else { throw Unchanged(sought: part) }
        files[path] = Array(kept.joined(separator: "\n").utf8)
    }

    /// Writes the value of an attribute, quotes included, on the first line that contains `part`; an empty value puts another
    /// attribute in its place.
    mutating func setAttribute(_ path: String, on part: String, _ name: String, _ value: String) throws {
        var lines = text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(where: { $0.contains(part) }) else { throw Unchanged(sought: part) }
        guard let match = lines[index].firstMatch(of: try Regex("[ ,:]\(name)=(?:\"[^\"]*\"|[^\",]*)")) else {
            throw Unchanged(sought: name)
        }
        let separator = lines[index][match.range.lowerBound]
        lines[index].replaceSubrange(
            match.range, with: value.isEmpty ? (separator == " " ? "" : "\(separator)X-NONE=0") : "\(separator)\(name)=\(value)")
        files[path] = Array(lines.joined(separator: "\n").utf8)
    }

    func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let root = FileManager.default.temporaryDirectory.appending(path: "sluice-asset-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, bytes) in files {
            let url = root.appending(path: path)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        return try body(root.path)
    }

    /// - Parameters:
    ///   - keys: of an encrypted asset.
    ///   - clear: what it was before.
    func validate(keys: [KeyID: Secret] = [:], clear: AssetFiles? = nil) throws -> ConformanceReport {
        try withFolder { root in
            guard let clear else { return try AssetValidator(root: root, keys: keys).blockingValidate() }
            return try clear.withFolder { try AssetValidator(root: root, keys: keys, clearRoot: $0).blockingValidate() }
        }
    }
}
