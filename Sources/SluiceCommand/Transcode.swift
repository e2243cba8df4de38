import ArgumentParser
import FoundationEssentials
import Glibc
import MediaCore
import Pipeline
import Planning
import Presets

/// `sluice transcode INPUT --output DIR`
struct Transcode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns a video file into a folder that plays as HLS and DASH.",
        discussion: """
            Exit codes: 0 published, in part as well; 64 usage; 65 the input was rejected; 66 there is no such input; \
            70 a fault of Sluice; 73 the output cannot be created or exists already; 74 reading or writing failed; 78 a bad preset or keys \
            that do not fit; 130 interrupted.
            """)

    @Argument(help: "The video file.") var input: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to make.", valueName: "dir")) var output: String
    @Option(help: ArgumentHelp("A preset's name, or a YAML file.", valueName: "name|file")) var preset = "web"
    @Option(
        help: ArgumentHelp(
            "Captions in SRT or WebVTT and their language, such as talk.srt:en; repeatable.", valueName: "file:lang"))
    var captions: [String] = []
    @Flag(help: "Also make download.mp4, one file with picture and sound.") var download = false
    @Flag(help: "Make the folder visible at once: it plays in HLS from the first segments on, and is the same in the end.")
    var progressive = false
    @OptionGroup(title: "Encryption") var protection: ProtectionOptions
    @OptionGroup var report: PublishingOptions
    @Option(help: ArgumentHelp("Chunks encoded at once; changes speed and memory, never the result.", valueName: "n"))
    var jobs: Int?
    @Option(
        help: ArgumentHelp(
            "What all processes together may take, four fifths of the machine's by default; fewer chunks at once, the same result.",
            valueName: "MB"))
    var memory: Int?

    func validate() throws {
        if let memory, !(1...10_000_000).contains(memory) { throw ValidationError("--memory is a number of MB, 1 or more.") }
        _ = try captionFiles()
        try protection.check(output: output)
        if download && !protection.protect.isEmpty {
            throw ValidationError("--download makes a clear file, and --protect forbids that.")
        }
        if progressive && !protection.protect.isEmpty {
            throw ValidationError("--progressive shows clear media while it is made, and --protect forbids that.")
        }
        if progressive && report.force {
            throw ValidationError("--progressive fills a new folder, so there is nothing that --force could replace.")
        }
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 256.") }
    }

    func run() async throws {
        var preset = try loadPreset(self.preset)
        if download { preset.hasDownload = true }
        if preset.hasDownload && !protection.protect.isEmpty {
            throw fail("The preset makes a clear file to keep (download), and --protect forbids that.", Exit.configuration)
        }
        try await publish(
            TranscodeRequest(
                asset: AssetID(output), input: input, destination: output, captions: try captionFiles(), preset: preset,
                protection: try protection.request(for: output), jobs: jobs ?? Self.defaultJobs,
                memory: memory.map { $0 * 1_000_000 } ?? Self.defaultMemory, replacesExisting: report.force,
                isProgressive: progressive),
            report)
    }

    private func captionFiles() throws -> [CaptionFileInput] {
        try captions.map { argument in
            guard let colon = argument.lastIndex(of: ":"), colon > argument.startIndex,
                let language = LanguageTag(String(argument[argument.index(after: colon)...]))
            else {
                throw ValidationError(
                    "--captions \(argument): give a file, a colon and a language as BCP 47 has it, such as talk.srt:pt-BR.")
            }
            return CaptionFileInput(path: String(argument[..<colon]), language: language)
        }
    }

    /// A chunk keeps about two cores busy: its top rung one, decoding and the lower rungs another.
    static var defaultJobs: Int { max(1, (sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 1) / 2) }

    /// Bytes.
    static var defaultMemory: Int { sysconf(Int32(_SC_PHYS_PAGES)) / 10 * 8 * sysconf(Int32(_SC_PAGESIZE)) }
}

/// A preset inside the binary, or a file's.
func loadPreset(_ name: String) throws -> Preset {
    do {
        if PresetLibrary.names.contains(name) || !(name.contains("/") || name.contains(".")) {
            return try PresetLibrary.named(name)
        }
        guard let text = try? String(contentsOf: URL(filePath: name), encoding: .utf8) else {
            throw fail("The preset file \(name) cannot be read.", Exit.configuration)
        }
        return try PresetLibrary.load(contentsOf: text, file: name)
    } catch let error as PresetError {
        throw fail("\(error)", Exit.configuration)
    }
}

/// The YAML of a preset inside the binary, or of a file's, that was found to be good.
func presetText(_ name: String) throws -> String {
    _ = try loadPreset(name)
    if let text = PresetLibrary.text(of: name) { return text }
    guard let text = try? String(contentsOf: URL(filePath: name), encoding: .utf8) else {
        throw fail("The preset file \(name) cannot be read.", Exit.configuration)
    }
    return text
}
