import ArgumentParser
import FoundationEssentials
import MediaCore
import Pipeline

/// `sluice bench package INPUT`
struct BenchPackage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Times packaging a file against copying it, and against Shaka Packager.",
        discussion: """
            They run in turn, each followed by a sync of what it wrote, and medians are compared. Reading the result back to hold it \
            against the rules is not counted, because the others do not. Memory is that of the largest process. Files are \
            emptied after each run and removed at the end, because a file system that has just removed some may be slow to make \
            others. Give it an otherwise idle machine, and a file that the package command takes.
            """)

    @Argument(help: "The video file.") var input: String
    @Option(help: ArgumentHelp("Runs of each side.", valueName: "n")) var runs = 3
    @Option(help: ArgumentHelp("The Shaka Packager to compare with.", valueName: "path")) var against: String?
    @Option(
        help: ArgumentHelp("Encrypt on both sides, and compare with ours in the clear as well.", valueName: "cenc|cbcs"))
    var protect: ProtectionScheme?

    func validate() throws {
        if !(1...20).contains(runs) { throw ValidationError("--runs is a number from 1 to 20.") }
        if protect == .aes128 { throw ValidationError("--protect is cenc or cbcs; Shaka Packager has no aes-128 for fMP4.") }
    }

    func run() throws { try withScratchFolder(compare) }

    private func compare(_ scratch: String) throws {
        let input = try absolutePath(self.input)
        let packager = try against.map(absolutePath)
        var ours = BenchSide(name: "sluice")
        var clear = BenchSide(name: "clear")
        var theirs = BenchSide(name: "packager")
        var copy = BenchSide(name: "cp")
        func package(_ side: inout BenchSide, _ options: [String], into asset: String) throws {
            let arguments = ["package", input, "--output", asset, "--quiet"] + options
            try side.run("/proc/self/exe", arguments, output: asset) { try Self.validationSeconds(of: asset) }
        }
        for run in 0..<runs {
            let folder = "\(scratch)/\(run)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try package(&ours, protection(keys: "\(folder)/keys.json"), into: "\(folder)/ours")
            if protect != nil { try package(&clear, [], into: "\(folder)/clear") }
            if let packager {
                try theirs.run(packager, arguments(input: input, output: "\(folder)/theirs"), output: "\(folder)/theirs")
            }
            try copy.run("/bin/cp", [input, "\(folder)/copy"], output: "\(folder)/copy")
        }
        let others = (protect == nil ? [] : [clear]) + (packager == nil ? [] : [theirs]) + [copy]
        try Output.line(line("", BenchSide.columns))
        for side in [ours] + others { try Output.line(line(side.name, side.costs.map(\.hundredths))) }
        for side in others {
            // The kernel counts in steps that a small file does not fill.
            try Output.line(line("sluice/\(side.name)", zip(ours.costs, side.costs).map { $1 > 0 ? ($0 / $1).hundredths : "-" }))
        }
    }

    /// Segments of 4 s, as ours; a folder a stream, and both manifests.
    private func arguments(input: String, output: String) -> [String] {
        ["video", "audio"].map {
            "in=\(input),stream=\($0),init_segment=\(output)/\($0)/init.mp4,segment_template=\(output)/\($0)/$Number$.m4s"
        } + [
            "--quiet", "--segment_duration", "4", "--hls_master_playlist_output", "\(output)/master.m3u8", "--mpd_output",
            "\(output)/manifest.mpd",
        ]
            + (protect.map { scheme in
                let key = String(repeating: "01", count: 16)
                return [
                    "--enable_raw_key_encryption", "--keys", "key_id=\(key):key=\(key)", "--protection_scheme", scheme.rawValue,
                    "--clear_lead", "0",
                ]
            } ?? [])
    }

    private func protection(keys: String) -> [String] {
        protect.map { ["--protect", $0.rawValue, "--keys-out", keys] } ?? []
    }

    private static func validationSeconds(of asset: String) throws -> Double {
        struct Published: Decodable { let timings: Report.Timings }
        let bytes = try Data(contentsOf: URL(filePath: "\(asset)/\(Report.fileName)"))
        return try JSONDecoder().decode(Published.self, from: bytes).timings.validationSeconds
    }

    private func line(_ name: String, _ cells: [String]) -> String {
        name.column(16) + cells.map { $0.rightAligned(12) }.joined()
    }
}
