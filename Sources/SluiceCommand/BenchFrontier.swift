import ArgumentParser
import FoundationEssentials
import Planning

/// `sluice bench frontier INPUT`
struct BenchFrontier: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontier",
        abstract: "Shows what each effort costs and gives, beside x264's own presets.",
        discussion: """
            A ladder of H.264 is made at each effort, and by one ffmpeg command at each of x264's presets, with the same caps and keyframes, \
            all at the preset's CRF. Seconds are those of all cores for the whole ladder; bytes and quality are a rung's. An operating point \
            earns its place where nothing cheaper has its quality at its bytes.
            """)

    @Argument(help: "The video file.") var input: String
    @Option(help: ArgumentHelp("A preset's name, or a YAML file, of H.264 alone.", valueName: "name|file")) var preset = "web"
    @Option(help: ArgumentHelp("An ffmpeg that has libvmaf.", valueName: "path")) var against = "/usr/bin/ffmpeg"
    @Option(parsing: .upToNextOption, help: ArgumentHelp("x264's presets to show.", valueName: "preset"))
    var x264 = ["superfast", "veryfast", "faster", "fast"]

    func run() throws {
        try LadderSource.with(input, preset: preset) { try show($0.input, $0.plan, $0.preset, $1) }
    }

    private func show(_ input: String, _ plan: TranscodePlan, _ ladder: Preset, _ scratch: String) throws {
        guard let video = plan.video else { throw fail("\(self.input) has no picture.", Exit.inputRejected) }
        guard try LadderQuality.isKnown(to: against, scratch: scratch) else {
            throw fail("\(against) has no libvmaf; name one that has (--against).", Exit.configuration)
        }
        try Output.line(line("", ["cpu s", "rung", "bytes", "VMAF", "5th %", "PSNR-Y"]))
        func show(_ point: LadderSide) throws {
            for (index, rung) in video.renditions.enumerated() {
                let made = point.rungs[index]
                let quality = try LadderQuality(
                    playlist: made.playlist, rung: rung, of: video, source: input, ffmpeg: against, scratch: scratch)
                let values = [quality.vmaf, quality.vmafFifthPercentile, quality.psnrLuma].map(\.hundredths)
                try Output.line(
                    line(
                        index == 0 ? point.name : "",
                        [index == 0 ? point.costs[1].hundredths : "", rung.name, "\(made.bytes)"] + values))
            }
        }
        for effort in Effort.allCases {
            let file = "\(scratch)/\(effort.rawValue).yaml"
            try Data(try text(effort).utf8).write(to: URL(filePath: file))
            var point = LadderSide(name: effort.rawValue)
            try point.run("/proc/self/exe", try transcodeArguments(input, output: "\(scratch)/ours", preset: file, jobs: nil))
            try point.collect(folders: video.renditions.map { "\(scratch)/ours/\($0.track)" })
            try show(point)
        }
        for name in x264 {
            var point = LadderSide(name: "x264 \(name)")
            let command = FFmpegLadder(plan: plan, preset: ladder, x264Preset: name)
            try point.run(against, command.arguments(input: input, output: "\(scratch)/theirs"))
            try point.collect(folders: video.renditions.indices.map { "\(scratch)/theirs/\($0)" })
            try show(point)
        }
    }

    /// The preset at this effort.
    private func text(_ effort: Effort) throws -> String {
        let lines = try presetText(preset).split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.filter { !$0.hasPrefix("effort:") } + ["effort: \(effort.rawValue)", ""]).joined(separator: "\n")
    }

    private func line(_ name: String, _ cells: [String]) -> String {
        name.column(16) + cells.map { $0.rightAligned(10) }.joined()
    }
}
