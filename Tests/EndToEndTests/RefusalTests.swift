import Foundation
import Testing

/// Exit codes of `sysexits.h`, as far as the command line gives them.
enum ExitCode {
    static let usage: Int32 = 64
    static let inputRejected: Int32 = 65
    static let noInput: Int32 = 66
    static let internalError: Int32 = 70
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74
    static let configuration: Int32 = 78
    static let interrupted: Int32 = 130
}

extension EndToEnd {
    /// What is not transcoded, and that nothing is left of the attempt.
    @Suite struct RefusalTests {
        @Test(arguments: [
            "bad-empty.mp4", "bad-text.mp4", "bad-playlist.mp4", "bad-concat.mp4", "bad-sdp.mp4", "bad-mpd.mp4",
            "bad-no-moov.mp4", "bad-image.mp4", "bad-subtitles-only.mkv", "bad-playlist-in-avi.avi", "over-limit-size.mp4",
            "over-limit-rate.mp4", "over-limit-streams.mkv", "bad-moov.mp4",
            "bad-png.mkv", "bad-shredded.mp4", "bad-strip.avi",
        ])
        func `is refused with one sentence and leaves nothing`(_ fixture: String) async throws {
            let source = try await Fixture.url(fixture)
            let before = try Data(contentsOf: source)
            let parent = try Workspace.scratch("refused")
            let result = try await Tool.sluice.run(
                ["transcode", source.path, "--output", parent.appending(path: "asset").path], within: 30)
            #expect(result.status == ExitCode.inputRejected, "\(result)")
            // One line, after those that tell the progress.
            let told = result.errors.split(separator: "\n").filter { $0.hasPrefix("sluice: ") }
            #expect(told.count == 1 && told[0].hasSuffix(".") && told[0].count > 30, "\(result)")
            #expect(try leftovers(in: parent) == [])
            #expect(try Data(contentsOf: source) == before)
        }

        @Test func `a refused input leaves an existing asset as it was, even with --force`() async throws {
            let asset = try await Assets.transcode(Fixture.url("300-ms.mp4"))
            let before = try await asset.checksums()
            let result = try await Tool.sluice.run(
                ["transcode", try await Fixture.url("bad-text.mp4").path, "--output", asset.folder.path, "--force"])
            #expect(result.status == ExitCode.inputRejected, "\(result)")
            #expect(try await asset.checksums() == before)
            #expect(try leftovers(in: asset.folder.deletingLastPathComponent()) == ["asset"])
        }

        @Test func `an input that is not there is 66`() async throws {
            let parent = try Workspace.scratch("absent")
            let result = try await Tool.sluice.run(
                ["transcode", "/nonexistent/film.mp4", "--output", parent.appending(path: "asset").path])
            #expect(result.status == ExitCode.noInput, "\(result)")
            #expect(result.errors.contains("/nonexistent/film.mp4"))
            #expect(try leftovers(in: parent) == [])
        }

        @Test(arguments: [
            ["transcode"], ["transcode", "a.mp4"], ["transcode", "a.mp4", "--output", "b", "--jobs", "0"],
            ["transcode", "a.mp4", "--output", "b", "--nonsense"], ["nonsense"], ["validate"], ["inspect"],
            ["validate", "asset", "--clear", "other"], ["validate", "asset", "--kek", "key"],
        ])
        func `a wrong command line is 64`(_ arguments: [String]) async throws {
            let result = try await Tool.sluice.run(arguments)
            #expect(result.status == ExitCode.usage, "\(result)")
            #expect(!result.errors.isEmpty)
        }

        @Test(arguments: [
            (["inspect", "FIFO"], ExitCode.inputRejected, "is a pipe"),
            (["inspect", "."], ExitCode.inputRejected, "is a folder"),
            (["inspect", "/dev/zero"], ExitCode.inputRejected, "is a device"),
            (["inspect", "EMPTY"], ExitCode.inputRejected, "is empty"), (["probe", "EMPTY"], ExitCode.inputRejected, "is empty"),
            (["inspect", "/nonexistent"], ExitCode.noInput, "no file at /nonexistent"),
            (["bench", "corpus", "EMPTY"], ExitCode.noInput, "is no folder"),
            (["bench", "corpus", ".", "--output", "EMPTY"], ExitCode.cannotCreate, "cannot be made"),
            (["validate", "EMPTY"], ExitCode.noInput, "no folder at"),
            (
                ["transcode", Fixture.clip.path, "--output", "/nonexistent/asset"], ExitCode.cannotCreate,
                "no folder /nonexistent;"
            ),
        ])
        func `what cannot be read or written is named in one sentence`(_ arguments: [String], status: Int32, words: String)
            async throws
        {
            let folder = try Workspace.scratch("odd")
            let names = ["FIFO": folder.appending(path: "fifo").path, "EMPTY": folder.appending(path: "empty").path]
            #expect(mkfifo(names["FIFO"]!, 0o600) == 0)
            try Data().write(to: URL(filePath: names["EMPTY"]!))
            let result = try await Tool.sluice.run(arguments.map { names[$0] ?? $0 }, within: 10, directory: folder)
            #expect(result.status == status, "\(result)")
            #expect(result.errors.hasPrefix("sluice: ") && result.errors.contains(words), "\(result)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result)")
        }

        @Test func `a full standard output is 74`() async throws {
            let asset = try await Assets.shared.asset(of: "clip.mp4").folder.path
            for command in [
                ["probe", Fixture.clip.path], ["validate", asset], ["validate", "--rules"], ["presets"], ["doctor"],
            ] {
                let script = ["-c", "exec \"$0\" \"$@\" > /dev/full", Tool.sluice.executable] + command
                let result = try await Tool(executable: "sh").run(script)
                #expect(result.status == ExitCode.inputOutput, "\(result)")
                #expect(result.errors.contains("No space left on device"), "\(result)")
            }
        }

        @Test(arguments: [
            ("crf: 23", "crf: ninety", "crf"), ("ladder:", "lader:", "lader"), ("name: web", "name: [", "YAML"),
        ])
        func `a wrong preset is 78 and names what is wrong`(_ right: String, _ wrong: String, _ named: String)
            async throws
        {
            let parent = try Workspace.scratch("preset")
            let preset = parent.appending(path: "mine.yaml")
            let web = try await Tool.sluice.run(["presets", "web"]).succeeded().text
            #expect(web.contains(right))
            try Data(web.replacing(right, with: wrong).utf8).write(to: preset)
            let result = try await Tool.sluice.run([
                "transcode", Fixture.clip.path, "--preset", preset.path, "--output", parent.appending(path: "asset").path,
            ])
            #expect(result.status == ExitCode.configuration, "\(result)")
            #expect(result.errors.contains(named) && result.errors.contains(/mine\.yaml:\d+:/), "\(result)")
            #expect(try leftovers(in: parent) == ["mine.yaml"])
        }

        @Test func `an unknown preset is 78 and names the known ones`() async throws {
            let parent = try Workspace.scratch("preset")
            let result = try await Tool.sluice.run(
                ["transcode", Fixture.clip.path, "--preset", "nonesuch", "--output", parent.appending(path: "asset").path])
            #expect(result.status == ExitCode.configuration, "\(result)")
            for name in ["web", "apple", "mobile"] { #expect(result.errors.contains(name)) }
            #expect(try leftovers(in: parent) == [])
        }
    }

    /// Where an asset is written.
    @Suite struct OutputFolderTests {
        @Test func `an existing folder is kept without --force and replaced with it`() async throws {
            let asset = try await Assets.transcode(Fixture.url("300-ms.mp4"))
            let before = try await asset.checksums()
            let again = ["transcode", try await Fixture.url("video-only.mp4").path, "--output", asset.folder.path]
            let refused = try await Tool.sluice.run(again)
            #expect(refused.status == ExitCode.cannotCreate, "\(refused)")
            #expect(refused.errors.contains("--force"))
            #expect(try await asset.checksums() == before)

            let replaced = try await Tool.sluice.run(again + ["--force"])
            #expect(replaced.status == 0, "\(replaced)")
            #expect(try Workspace.files(below: asset.folder).allSatisfy { !$0.hasPrefix("audio/") })
            #expect(try await Tool.sluice.run(["validate", asset.folder.path]).status == 0)
            #expect(try leftovers(in: asset.folder.deletingLastPathComponent()) == ["asset"])
        }

        @Test(arguments: ["/proc/asset", "/dev/null/asset"])
        func `a folder that cannot be made is 73`(_ folder: String) async throws {
            let result = try await Tool.sluice.run(["transcode", Fixture.clip.path, "--output", folder])
            #expect(result.status == ExitCode.cannotCreate, "\(result)")
            #expect(result.errors.contains(folder))
        }

        @Test(.enabled(if: getuid() == 0, "A file system of 1 MB can be mounted by root only."))
        func `a full disk is 74 and leaves nothing`() async throws {
            let disk = try Workspace.scratch("full-disk")
            let mounted = try await Tool(executable: "mount").run(["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.path])
            guard mounted.status == 0 else {
                print("not tested: this system does not let root mount a small file system. \(mounted.errors)")
                return
            }
            let source = try await Fixture.url("flash-and-beep.mp4")
            let result: ToolResult
            let left: [String]
            do {
                result = try await Tool.sluice.run(["transcode", source.path, "--output", disk.appending(path: "asset").path])
                left = try leftovers(in: disk)
            } catch {
                _ = try await Tool(executable: "umount").run([disk.path])
                throw error
            }
            _ = try await Tool(executable: "umount").run([disk.path]).succeeded()
            #expect(result.status == ExitCode.inputOutput, "\(result)")
            #expect(left == [])
        }
    }
}

/// Everything in a folder, hidden names as well.
private func leftovers(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
