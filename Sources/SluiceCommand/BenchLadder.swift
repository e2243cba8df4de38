import ArgumentParser
import FoundationEssentials
import Glibc
import Isolation
import Pipeline
import Planning

/// `sluice bench ladder INPUT`
struct BenchLadder: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ladder",
        abstract: "Times a transcode against one ffmpeg command that makes the same rungs.",
        discussion: """
            Both sides use the same encoders with the same caps and keyframes, decode once, and write HLS of fragmented MP4. Where \
            the preset's effort is fast, ffmpeg uses x264's veryfast at the preset's CRF; else both use the same preset and CRF. \
            They run in turn, and medians are compared. Give it an otherwise idle machine.
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
        let preset = try loadPreset(self.preset)
        do {
            let input = try absolutePath(self.input)
            let source = try SourceProbe.run(input: input, executable: "/proc/self/exe", version: sluiceVersion)
            let plan = try Planner.plan(source: source, preset: preset, version: sluiceVersion)
            try compare(input, plan, preset)
        } catch let error where !(error is ExitCode) {
            let failure = JobFailure(error)
            throw fail(failure.description, Exit.code(for: failure))
        }
    }

    private func compare(_ input: String, _ plan: TranscodePlan, _ ladder: Preset) throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "sluice-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let presetArguments = ["--preset", preset.contains("/") || preset.contains(".") ? try absolutePath(preset) : preset]
        let jobArguments = jobs.map { ["--jobs", "\($0)"] } ?? []
        var ours: [MeasuredCommand] = []
        var theirs: [MeasuredCommand] = []
        for _ in 0..<runs {
            ours.append(
                try measured(
                    "/proc/self/exe",
                    ["transcode", input, "--output", "\(scratch)/ours", "--force", "--quiet"] + presetArguments + jobArguments))
            theirs.append(
                try measured(
                    against, FFmpegLadder(plan: plan, preset: ladder).arguments(input: input, output: "\(scratch)/theirs")))
        }
        print("              wall s    cpu s")
        let (wallA, cpuA) = report("sluice", ours)
        let (wallB, cpuB) = report("ffmpeg", theirs)
        print(line("ratio", wallA / wallB, cpuA / cpuB))
    }

    private func measured(_ executable: String, _ arguments: [String]) throws -> MeasuredCommand {
        let command = try MeasuredCommand.run(executable, arguments)
        guard command.exit.status == .exited(code: 0) else { throw fail("\(executable) failed.", Exit.internalError) }
        return command
    }

    private func report(_ name: String, _ runs: [MeasuredCommand]) -> (wall: Double, cpu: Double) {
        let wall = median(runs.map { $0.elapsed / .seconds(1) })
        let cpu = median(runs.map { $0.exit.cpuTime / .seconds(1) })
        print(line(name, wall, cpu))
        return (wall, cpu)
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private func line(_ name: String, _ wall: Double, _ cpu: Double) -> String {
        name.column(12) + wall.hundredths.rightAligned(8) + cpu.hundredths.rightAligned(9)
    }
}

/// Measured commands run in `/`.
func absolutePath(_ path: String) throws -> String {
    guard let resolved = realpath(path, nil) else {
        throw fail("\(IsolationError.noSuchInput(path: path))", Exit.noSuchInput)
    }
    defer { free(resolved) }
    return String(cString: resolved)
}
