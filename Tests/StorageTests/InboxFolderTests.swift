import FoundationEssentials
import Glibc
import Testing

@testable import Storage

/// W2: what in a watched folder is an upload, and what becomes of it.
@Suite struct InboxFolderTests {
    private final class Place {
        let path: String
        init() throws {
            var template = Array("/tmp/sluice-inbox-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ names: String...) throws {
            for name in names {
                let folder = name.split(separator: "/").dropLast().joined(separator: "/")
                try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
                try Data(name.utf8).write(to: URL(filePath: "\(path)/\(name)"))
            }
        }

        func text(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
    }

    @Test func `only files that may be uploads are found`() throws {
        let place = try Place()
        try place.write(
            "film.mp4", "deep/er/film.mp4", ".film.mp4", "~film.mp4", "film.mp4.part", "film.PARTIAL", "film.tmp",
            "film.crdownload",
            "film.filepart", "film.!ut", "film.mp4.yaml", "done/old.mp4", "failed/bad.mp4", "assets/film/1.m4s", ".git/film.mp4",
            "deep/done/film.mp4", "ready.mp4", "ready.mp4.ready")
        #expect(mkfifo("\(place.path)/pipe.mp4", 0o600) == 0)
        #expect(symlink("\(place.path)/film.mp4", "\(place.path)/link.mp4") == 0)
        #expect(symlink("\(place.path)/deep", "\(place.path)/loop") == 0)
        let inbox = try InboxFolder(place.path, excluding: ["\(place.path)/assets"])
        let found = try inbox.scan()
        #expect(found.map(\.path).sorted() == ["deep/done/film.mp4", "deep/er/film.mp4", "film.mp4", "ready.mp4"])
        #expect(found.filter(\.isAnnounced).map(\.path) == ["ready.mp4"])
    }

    @Test func `a writer is noticed`() throws {
        let place = try Place()
        try place.write("film.mp4")
        let inbox = try InboxFolder(place.path, excluding: [])
        let file = try #require(try inbox.scan().first)
        let writer = open("\(place.path)/film.mp4", O_WRONLY)
        guard let isClosed = inbox.isClosed(file) else {
            print("not tested: this file system gives no leases")
            return
        }
        #expect(!isClosed)
        close(writer)
        #expect(inbox.isClosed(file) == true)
    }

    @Test func `a fingerprint is of a content in a place`() throws {
        let place = try Place()
        try place.write("film.mp4", "other.mp4")
        let inbox = try InboxFolder(place.path, excluding: [])
        func prints() throws -> [String] { try inbox.scan().sorted { $0.path < $1.path }.map { try inbox.fingerprint($0) } }
        let first = try prints()
        #expect(try Set(first).count == 2 && prints() == first)
        try Data("film.mp5".utf8).write(to: URL(filePath: "\(place.path)/film.mp4"))
        let second = try prints()
        #expect(second[0] != first[0] && second[1] == first[1])
    }

    @Test func `originals keep their folders, their companions and each other`() throws {
        let place = try Place()
        let inbox = try InboxFolder(place.path, excluding: [])
        for time in 1...2 {
            try place.write("deep/film.mp4", "deep/film.mp4.ready")
            let file = try #require(try inbox.scan().first)
            #expect(inbox.locate(file.path, file.identity, alias: "asset-\(time)") == "deep/film.mp4")
            try inbox.move(file.path, of: file.path, to: InboxFolder.failed, alias: "asset-\(time)", reason: "It is no video.")
            let failed = try #require(inbox.locate(file.path, file.identity, alias: "asset-\(time)"))
            #expect(failed == (time == 1 ? "failed/deep/film.mp4" : "failed/deep/asset-2-film.mp4"))
            #expect(place.text("\(failed).reason.txt") == "It is no video.\n")
            #expect(place.text("\(failed).ready") != nil)
            // And from there to where good ones go.
            if time == 1 {
                try inbox.move(failed, of: file.path, to: InboxFolder.done, alias: "asset-1", reason: nil)
                #expect(inbox.locate(file.path, file.identity, alias: "asset-1") == "done/deep/film.mp4")
                #expect(place.text("\(failed).reason.txt") == nil)
                try place.write("failed/deep/film.mp4")
            }
        }
        #expect(try inbox.scan() == [])
    }

    @Test func `a file that has gone is no error`() throws {
        let place = try Place()
        try place.write("film.mp4")
        let inbox = try InboxFolder(place.path, excluding: [])
        unlink("\(place.path)/film.mp4")
        try inbox.move("film.mp4", of: "film.mp4", to: InboxFolder.done, alias: "asset", reason: nil)
    }
}
