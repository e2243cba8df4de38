import ArgumentParser
import Glibc
import Isolation
import Planning

/// `sluice bench ladder INPUT`
struct BenchLadder: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ladder",
        abstract: "Compares a transcode with one ffmpeg command that makes the same rungs.",
        discussion: """
            Both sides use the same encoders with the same caps and keyframes, decode once, and write HLS of fragmented MP4. Where \
            the preset's effort is fast, ffmpeg uses x264's veryfast at the preset's CRF; else both use the same preset and CRF. \
            They run in turn, and medians are compared; MB is the memory of all processes of a side. Where ffmpeg has libvmaf, the quality \
            of each rung is compared as well: ours, and by how much it is above theirs. Give it an otherwise idle machine.
            """)

    @Argument(help: "The video file.") var input: String
    @Option(help: ArgumentHelp("A preset's name, or a YAML file.", valueName: "name|file")) var preset = "web"
    @Option(help: ArgumentHelp("Runs of each side.", valueName: "n")) var runs = 3
    @Option(help: ArgumentHelp("The ffmpeg to compare with.", valueName: "path")) var against = "/usr/bin/ffmpeg"
    @Option(help: ArgumentHelp("Chunks encoded at once on our side.", valueName: "n")) var jobs: Int?

    func validate() throws {
        if !(1...20).contains(runs) { throw ValidationError("--runs is a number from 1 to 20.") }
    }

    func run() throws {
        try LadderSource.with(input, preset: preset) { try compare($0.input, $0.plan, $0.preset, $1) }
    }

    private func compare(_ input: String, _ plan: TranscodePlan, _ ladder: Preset, _ scratch: String) throws {
        let rungs = plan.video?.renditions ?? []
        var ours = LadderSide(name: "sluice")
        var theirs = LadderSide(name: "ffmpeg")
        for _ in 0..<runs {
            try ours.run(
                "/proc/self/exe", try transcodeArguments(input, output: "\(scratch)/ours", preset: preset, jobs: jobs))
            try theirs.run(
                against, FFmpegLadder(plan: plan, preset: ladder).arguments(input: input, output: "\(scratch)/theirs"))
        }
        try ours.collect(folders: rungs.map { "\(scratch)/ours/\($0.track)" })
        try theirs.collect(folders: rungs.indices.map { "\(scratch)/theirs/\($0)" })
        try Output.line(line("", ["wall s", "cpu s", "MB", "video MB"]))
        for side in [ours, theirs] { try Output.line(line(side.name, side.costs.map(\.hundredths))) }
        try Output.line(line("ratio", zip(ours.costs, theirs.costs).map { ($0 / $1).hundredths }))
        guard let video = plan.video else { return }
        guard try LadderQuality.isKnown(to: against, scratch: scratch) else {
            return try Output.line("Quality is not compared: \(against) has no libvmaf.")
        }
        try Output.line("\n" + line("rung", ["bytes", "VMAF", "", "5th %", "", "PSNR-Y", ""]))
        for (index, rung) in rungs.enumerated() {
            let (a, b) = (try quality(ours), try quality(theirs))
            func quality(_ side: LadderSide) throws -> LadderQuality {
                try LadderQuality(
                    playlist: side.rungs[index].playlist, rung: rung, of: video, source: input, ffmpeg: against, scratch: scratch)
            }
            let values = [(a.vmaf, b.vmaf), (a.vmafFifthPercentile, b.vmafFifthPercentile), (a.psnrLuma, b.psnrLuma)]
            try Output.line(
                line(
                    rung.name,
                    [(Double(ours.rungs[index].bytes) / Double(theirs.rungs[index].bytes)).hundredths]
                        + values.flatMap { [$0.hundredths, ($0 - $1).signedHundredths] }))
        }
    }

    private func line(_ name: String, _ cells: [String]) -> String {
        name.column(12) + cells.map { $0.rightAligned(10) }.joined()
    }
}

/// Of a measured transcode, which says nothing but errors.
func transcodeArguments(_ input: String, output: String, preset: String, jobs: Int?) throws -> [String] {
    let preset = preset.contains("/") || preset.contains(".") ? try absolutePath(preset) : preset
    return ["transcode", input, "--output", output, "--force", "--quiet", "--preset", preset]
        + (jobs.map { ["--jobs", "\($0)"] } ?? [])
}

/// Measured commands run in `/`.
func absolutePath(_ path: String) throws -> String {
    guard let resolved = realpath(path, nil) else {
        throw fail("\(IsolationError.noSuchInput(path: path))", Exit.noSuchInput)
    }
    defer { free(resolved) }
    return String(cString: resolved)
}
