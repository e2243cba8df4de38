import Foundation
import Storage
import Testing

@testable import Pipeline

/// W1: when a file in a watched folder is complete.
@Suite struct SettlingFileTests {
    private let start = ContinuousClock.now

    /// Files of one path in several states, as a scan finds them.
    private func files(_ contents: [String]) throws -> [InboxFile] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let inbox = try InboxFolder(folder.path, excluding: [])
        return try contents.map { content in
            try Data(content.utf8).write(to: folder.appending(path: "film.mp4"))
            return try #require(try inbox.scan().first)
        }
    }

    @Test func `a file that nobody writes to settles after a second`() throws {
        let file = try files(["film"])[0]
        var state = SettlingFile(file, at: start)
        #expect(state.observe(file, at: start) { true } == .wait)
        #expect(state.observe(file, at: start + .milliseconds(999)) { true } == .wait)
        #expect(state.observe(file, at: start + .seconds(1)) { true } == .settled)
    }

    @Test func `one that is open to write never settles, and is quiet again for a second afterwards`() throws {
        let file = try files(["film"])[0]
        var state = SettlingFile(file, at: start)
        for second in 1...3600 { #expect(state.observe(file, at: start + .seconds(second)) { false } == .wait) }
        #expect(state.observe(file, at: start + .milliseconds(3_600_500)) { true } == .wait)
        #expect(state.observe(file, at: start + .seconds(3601)) { true } == .settled)
    }

    @Test func `one of which the system does not tell settles after fifteen seconds without a change`() throws {
        let found = try files(["film", "film and more"])
        var state = SettlingFile(found[0], at: start)
        #expect(state.observe(found[0], at: start + .seconds(14)) { nil } == .wait)
        #expect(state.observe(found[1], at: start + .seconds(15)) { nil } == .wait)
        #expect(state.observe(found[1], at: start + .seconds(29)) { nil } == .wait)
        #expect(state.observe(found[1], at: start + .seconds(30)) { nil } == .settled)
    }

    @Test func `an asset is named after its file, in plain letters, and its content`() {
        let names = [
            "film.mp4": "film", "deep/Down/Holiday 2026 (final).MOV": "holiday-2026-final", "Ελλάς.mkv": "", "..": "",
            String(repeating: "long ", count: 30) + ".mp4": "long-long-long-long-long-long-long-long",
        ]
        for (path, start) in names {
            let name = UploadWatch.assetName(of: path, "a-b-c")
            #expect(
                name.hasPrefix(start) && name.utf8.count <= 64 && name.wholeMatch(of: /[a-z0-9-]+/) != nil, "\(path): \(name)")
            #expect(name != UploadWatch.assetName(of: path, "a-b-d"))
        }
    }
}
