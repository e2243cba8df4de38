import FoundationEssentials
import Glibc
import Testing
import Threading

@testable import Storage

/// A folder of its own for each test, removed afterwards.
private final class Playground {
    let path: String
    var storage: LocalStorage { LocalStorage(folder: path, marker: "report.json") }

    init() throws {
        var template = Array("/tmp/sluice-storage-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Every name in the playground, hidden ones too.
    func names() throws -> [String] { try Folder.open(path).names().sorted() }

    func text(_ file: String) -> String? { try? String(contentsOfFile: "\(path)/\(file)", encoding: .utf8) }

    func write(_ text: String, to file: String) throws {
        let folder = "\(path)/\(file)".split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/" + folder, withIntermediateDirectories: true)
        try Array(text.utf8).withUnsafeBytes { try Data($0).write(to: URL(filePath: "\(path)/\(file)")) }
    }
}

private func code(_ body: () throws(StorageError) -> Void) -> StorageError.Code? {
    do throws(StorageError) {
        try body()
        return nil
    } catch {
        return error.code
    }
}

@Suite struct LocalStorageTests {
    @Test func anAssetAppearsWholeAndAtOnce() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        try staging.put("video/h264/360p/1.m4s", Array("segment".utf8))
        try staging.put("video/h264/360p/init.mp4", Array("init".utf8))
        try staging.put("master.m3u8", Array("#EXTM3U".utf8))
        let before = try playground.names()
        #expect(before.count == 1 && before[0].hasPrefix(".clip.sluice-\(getpid())-"))
        #expect(try String(contentsOfFile: "\(staging.path)/master.m3u8", encoding: .utf8) == "#EXTM3U")
        try staging.sync()
        try staging.publish(replacingExisting: false)
        #expect(try playground.names() == ["clip"])
        #expect(playground.text("clip/video/h264/360p/1.m4s") == "segment")
        #expect(playground.text("clip/video/h264/360p/init.mp4") == "init")
        #expect(playground.text("clip/master.m3u8") == "#EXTM3U")
    }

    @Test func aRevealedAssetShowsWhatIsPutAndTakesItBackWhenItFails() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        try staging.put("video/1.m4s", Array("one".utf8))
        try staging.reveal()
        #expect(try playground.names() == ["clip"] && playground.text("clip/video/1.m4s") == "one")
        #expect(staging.path == "\(playground.path)/clip")
        try staging.put("video/media.m3u8", [Array("a".utf8)], isDurable: true)
        try staging.put("video/media.m3u8", [Array("ab".utf8)], isDurable: true)
        #expect(playground.text("clip/video/media.m3u8") == "ab")
        #expect(try Folder.open("\(playground.path)/clip/video").names().sorted() == ["1.m4s", "media.m3u8"])
        try staging.discard()
        #expect(try playground.names() == [])
    }

    @Test func aRevealedAssetIsPublishedWhereItIsAndInNobodysPlace() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        try staging.reveal()
        let other = try playground.storage.beginStaging("clip")
        #expect(code { () throws(StorageError) in try other.reveal() } == .alreadyExists)
        try other.discard()
        try staging.put("report.json", Array("{}".utf8))
        try staging.publish(replacingExisting: false)
        #expect(try playground.names() == ["clip"] && playground.text("clip/report.json") == "{}")
        try staging.discard()
        #expect(playground.text("clip/report.json") == "{}")
    }

    @Test func aFileComesBlockByBlockOrNotAtAll() throws {
        struct Stopped: Error {}
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        var blocks = [Array("one ".utf8), Array("two".utf8)][...]
        try staging.put("large", blocks: { blocks.popFirst() })
        #expect(try String(contentsOfFile: "\(staging.path)/large", encoding: .utf8) == "one two")
        var isFirst = true
        #expect(throws: Stopped.self) {
            try staging.put("half") {
                defer { isFirst = false }
                if isFirst { return [1] }
                throw Stopped()
            }
        }
        #expect(try Folder.open(staging.path).names() == ["large"])
    }

    @Test func severalThreadsPutAtOnce() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        let threads = try (0..<4).map { rung in
            try WorkerThread<Void, StorageError>.start(named: "rung") { () throws(StorageError) in
                for number in 0..<25 { try staging.put("video/\(number % 3)/\(rung)-\(number).m4s", [UInt8(number)]) }
            }
        }
        for thread in threads { try thread.join().get() }
        try staging.publish(replacingExisting: false)
        #expect(try (0..<3).map { try Folder.open("\(playground.path)/clip/video/\($0)").names().count } == [36, 32, 32])
    }

    @Test func whatExistsStaysUnlessAskedFor() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        try staging.put("report.json", Array("new".utf8))
        // It appears after the work has begun.
        try playground.write("old", to: "clip/report.json")
        #expect(code { () throws(StorageError) in try staging.publish(replacingExisting: false) } == .alreadyExists)
        #expect(playground.text("clip/report.json") == "old")
        try staging.publish(replacingExisting: true)
        #expect(playground.text("clip/report.json") == "new")
        #expect(try playground.names() == ["clip"])
    }

    @Test func replacingWorksOnNothingAndOnAnEmptyFolder() throws {
        let playground = try Playground()
        for _ in 0..<2 {
            let staging = try playground.storage.beginStaging("clip")
            try staging.put("a", Array("new".utf8))
            try staging.publish(replacingExisting: true)
            #expect(playground.text("clip/a") == "new")
            unlink("\(playground.path)/clip/a")
        }
        #expect(try playground.names() == ["clip"])
    }

    @Test func somebodysDataIsNeverReplaced() throws {
        let playground = try Playground()
        try playground.write("letters", to: "home/letters.txt")
        try playground.write("a file", to: "file")
        let storage = playground.storage
        #expect(code { () throws(StorageError) in try storage.checkCanCreate("home", replacingExisting: true) } == .notCreatable)
        #expect(code { () throws(StorageError) in try storage.checkCanCreate("file", replacingExisting: true) } == .notCreatable)
        let staging = try storage.beginStaging("home")
        try staging.put("report.json", [1])
        #expect(code { () throws(StorageError) in try staging.publish(replacingExisting: true) } == .notCreatable)
        try staging.discard()
        #expect(playground.text("home/letters.txt") == "letters")
        #expect(try playground.names() == ["file", "home"])
    }

    @Test func theCheckTellsWhatIsWrongAndLeavesNothing() throws {
        let playground = try Playground()
        let storage = playground.storage
        try storage.checkCanCreate("clip", replacingExisting: false)
        try storage.checkCanCreate("clip", replacingExisting: true)
        #expect(try playground.names() == [])
        try playground.write("", to: "clip/report.json")
        #expect(
            code { () throws(StorageError) in try storage.checkCanCreate("clip", replacingExisting: false) } == .alreadyExists)
        #expect(code { () throws(StorageError) in try storage.checkCanCreate("clip", replacingExisting: true) } == nil)
        let missing = LocalStorage(folder: playground.path + "/missing", marker: "report.json")
        #expect(code { () throws(StorageError) in try missing.checkCanCreate("clip", replacingExisting: false) } == .notCreatable)
        let file = LocalStorage(folder: playground.path + "/clip/report.json", marker: "report.json")
        #expect(code { () throws(StorageError) in try file.checkCanCreate("clip", replacingExisting: false) } == .notCreatable)
        // A file system that takes no folders, whoever asks.
        let kernel = LocalStorage(folder: "/proc/self", marker: "report.json")
        #expect(code { () throws(StorageError) in try kernel.checkCanCreate("clip", replacingExisting: false) } == .notCreatable)
    }

    @Test func discardingLeavesNothing() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        try staging.put("video/1.m4s", [1])
        try staging.discard()
        try staging.discard()
        #expect(try playground.names() == [])
        #expect(code { () throws(StorageError) in try staging.put("video/2.m4s", [2]) } == .closed)
        #expect(code { () throws(StorageError) in try staging.publish(replacingExisting: false) } == .closed)
        var forgotten: LocalStaging? = try playground.storage.beginStaging("clip")
        try forgotten?.put("video/1.m4s", [1])
        forgotten = nil
        #expect(try playground.names() == [])
    }

    @Test func discardingDoesNotFollowLinks() throws {
        let playground = try Playground()
        try playground.write("keep", to: "elsewhere/file")
        let staging = try playground.storage.beginStaging("clip")
        #expect(symlink("\(playground.path)/elsewhere", "\(staging.path)/link") == 0)
        #expect(code { () throws(StorageError) in try staging.put("link/file", [1]) } == .io)
        try staging.discard()
        #expect(playground.text("elsewhere/file") == "keep")
    }

    @Test(arguments: ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", "./a", "a\u{0}b", String(repeating: "x", count: 256)])
    func pathsStayInside(path: String) throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        #expect(code { () throws(StorageError) in try staging.put(path, [1]) } == .invalidPath)
        #expect(try Folder.open(staging.path).names() == [])
    }

    @Test func aPathIsPutOnce() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("clip")
        try staging.put("a", Array("first".utf8))
        #expect(code { () throws(StorageError) in try staging.put("a", Array("second".utf8)) } == .invalidPath)
        try staging.publish(replacingExisting: false)
        #expect(playground.text("clip/a") == "first")
    }

    @Test func destinationsAreSplit() throws {
        func split(_ destination: String) throws -> [String] {
            let (storage, name) = try LocalStorage.split(destination: destination, marker: "m")
            return [storage.folder, name]
        }
        #expect(try split("out") == [".", "out"])
        #expect(try split("a/b/out//") == ["a/b", "out"])
        #expect(try split("/out") == ["/", "out"])
        for bad in ["", "/", ".", "..", "a/..", "out/."] { #expect(throws: StorageError.self) { try split(bad) } }
    }

    @Test func aFullDiskIsAFailureOfIOAndSaysSo() {
        let error = StorageError(SystemError(code: ENOSPC, operation: "write"), at: "out/clip")
        #expect(error.code == .io)
        #expect(error.description == "Cannot write out/clip: disk full.")
    }

    @Test func `one staging goes on with what another has kept`() throws {
        let playground = try Playground()
        let first = try playground.storage.beginStaging("clip")
        try first.put("video/1.m4s", Array("one".utf8))
        try first.put("video/2.m4s", Array("two".utf8))
        try first.sync()
        let hidden = first.hidden
        first.keep()
        #expect(code { () throws(StorageError) in try first.put("video/3.m4s", [3]) } == .closed)
        #expect(try playground.storage.stagings().map(\.staging) == [hidden] && playground.storage.isInUse(hidden))

        let second = try playground.storage.beginStaging("clip")
        // Twice, as after a crash in the middle.
        for _ in 0..<2 { try second.adopt(["video/1.m4s"], from: hidden) }
        #expect(code { () throws(StorageError) in try second.adopt(["video/9.m4s"], from: hidden) } == .notCreatable)
        try second.put("video/2.m4s", Array("zwei".utf8))
        try second.put("report.json", [])
        try second.publish(replacingExisting: true)
        #expect(playground.text("clip/video/1.m4s") == "one" && playground.text("clip/video/2.m4s") == "zwei")
        #expect(playground.text("\(hidden)/video/1.m4s") == "one")
        try playground.storage.removeStaging(hidden)
        try playground.storage.removeStaging(hidden)
        #expect(try playground.names() == ["clip"] && playground.text("clip/video/1.m4s") == "one")
        for _ in 0..<2 { try playground.storage.remove("clip") }
        #expect(try playground.names() == [])
    }

    @Test func `what is made is shown until what is published takes its place`() throws {
        let playground = try Playground()
        let making = try playground.storage.beginStaging("clip")
        let shown = try #require(try playground.storage.beginPreview("clip"))
        try making.put("video/1.m4s", [Array("one".utf8)], isDurable: true)
        for _ in 0..<2 { try shown.show("video/1.m4s", from: making.hidden) }
        try shown.put("video/2.m4s", Array("early".utf8))
        try making.put("video/2.m4s", Array("two".utf8))
        try shown.show("video/2.m4s", from: making.hidden)
        #expect(shown.has("video/2.m4s") && !shown.has("video/3.m4s") && !shown.has("audio/1.m4s"))
        shown.keep()
        // After a crash.
        let continued = try #require(try playground.storage.continuePreview("clip"))
        for text in ["1", "1 2"] { try continued.put("master.m3u8", Array(text.utf8)) }
        #expect(playground.text("clip/master.m3u8") == "1 2" && playground.text("clip/video/2.m4s") == "early")
        try making.put("report.json", [])
        try making.publish(replacingExisting: true)
        #expect(try playground.names() == ["clip"] && playground.text("clip/video/2.m4s") == "two")
        // It is another folder now: what is let go does not take it along.
        try continued.discard()
        #expect(playground.text("clip/report.json") == "")
        #expect(try playground.storage.beginPreview("clip") == nil && playground.storage.continuePreview("clip") == nil)
        #expect(try playground.names() == ["clip"])
    }

    @Test func `a preview that is begun anew has nothing of the former one`() throws {
        let playground = try Playground()
        let former = try #require(try playground.storage.beginPreview("clip"))
        try former.put("1.m4s", [1])
        former.keep()
        let next = try #require(try playground.storage.beginPreview("clip"))
        #expect(!next.has("1.m4s"))
        try playground.storage.remove("clip")
        #expect(try playground.names() == [])
    }

    @Test func `one writer of a preview waits for another, and not for ever`() throws {
        let playground = try Playground()
        let one = try #require(try playground.storage.beginPreview("clip"))
        let other = try #require(try playground.storage.continuePreview("clip"))
        var seen: [Bool] = []
        let isRun = try one.exclusively { seen.append(try other.exclusively { seen.append(true) }) }
        #expect(isRun && seen == [false])
        #expect(try other.exclusively {})
        other.keep()
    }

    @Test func `a staging of a process that is gone is not in use, and names may hold anything`() throws {
        let playground = try Playground()
        let staging = try playground.storage.beginStaging("a.sluice-1-b")
        #expect(try playground.storage.stagings().map(\.name) == ["a.sluice-1-b"])
        try playground.write("x", to: ".film.sluice-999999999-abc/1.m4s")
        let found = try playground.storage.stagings()
        #expect(found.map(\.name).sorted() == ["a.sluice-1-b", "film"])
        #expect(found.filter { !playground.storage.isInUse($0.staging) }.map(\.name) == ["film"])
        try staging.discard()
    }

    @Test func `what is no asset is not removed`() throws {
        let playground = try Playground()
        try playground.write("mine", to: "clip/diary.txt")
        #expect(code { () throws(StorageError) in try playground.storage.remove("clip") } == .notCreatable)
        #expect(playground.text("clip/diary.txt") == "mine")
    }
}
