import ArgumentParser
import Isolation
import MediaCore
import Pipeline
import Planning

/// `sluice probe INPUT`
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Says what is in a video file and what Sluice would make of it.")

    @Argument(help: "The video file.") var input: String
    @Option(help: ArgumentHelp("A preset's name, or a YAML file.", valueName: "name|file")) var preset = "web"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let preset = try loadPreset(self.preset)
        let source: SourceInfo
        let plan: TranscodePlan
        do {
            source = try SourceProbe.run(input: input, executable: "/proc/self/exe", version: sluiceVersion)
            plan = try Planner.plan(source: source, preset: preset, version: sluiceVersion)
        } catch {
            let failure = JobFailure(error)
            throw fail(failure.description, Exit.code(for: failure))
        }
        if json {
            try Output.write(
                json: ProbeAnswer(
                    source: source, plan: plan, findings: (source.findings + plan.findings).map(Report.Note.init)))
        } else {
            try Output.line(text(source, plan))
        }
    }

    private func text(_ source: SourceInfo, _ plan: TranscodePlan) -> String {
        var lines = ["\(input): \(source.container), \(source.fileSize) bytes"]
        for track in source.video {
            lines.append(
                "  picture: \(track.codec) \(track.size) \(track.pixelFormat), \(track.frameCount.of("frame")), "
                    + track.accessPoints.count.of("keyframe")
                    + (track.orientation.quarterTurns > 0 ? ", turned \(track.orientation.quarterTurns * 90)°" : "")
                    + (track.orientation.isMirrored ? ", mirrored" : ""))
        }
        for track in source.audio {
            lines.append(
                "  sound: \(track.codec), \(track.sampleRate) Hz, \(track.channelCount.of("channel")), \(track.language)")
        }
        for track in source.captions {
            lines.append("  captions: \(track.codec), \(track.language), \(track.isText ? track.cueCount.of("cue") : "no text")")
        }
        if let video = plan.video {
            lines.append(
                "  becomes: \(video.renditions.map(\.resolution.description).joined(separator: ", ")) at \(video.frameRate) frames/s, "
                    + "\(video.grid.segmentCount.of("segment")) in \(video.chunks.count.of("chunk")), decoded in \(video.decode.rawValue)"
            )
        }
        if plan.video == nil, let audio = plan.audio {
            lines.append("  becomes: sound of \(audio.sampleRate) Hz, \(audio.grid.segmentCount.of("segment"))")
        }
        for finding in source.findings + plan.findings {
            lines.append("  \(finding.isLoss ? "partial" : finding.isWarning ? "warning" : "note"): \(finding.sentence)")
        }
        return lines.joined(separator: "\n")
    }
}

private struct ProbeAnswer: Encodable {
    let source: SourceInfo
    let plan: TranscodePlan
    /// What is unusual, of both, in words.
    let findings: [Report.Note]
}
