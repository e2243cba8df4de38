import MediaCore

/// Decides everything that can change a byte of the output. Pure: the same source, preset and version give the same plan.
package enum Planner {
    /// - Parameters:
    ///   - captions: languages of the caption files given beside the source.
    ///   - version: of Sluice, for workers to compare with their own.
    /// - Throws: when the source has neither a moving picture nor sound that decodes, or exceeds one of `SourceLimits`.
    ///
    /// The plan's findings are what planning itself noticed; those of the source stay in `source`.
    package static func plan(source: SourceInfo, preset: Preset, captions: [LanguageTag] = [], version: String)
        throws(PlanningError) -> TranscodePlan
    {
        try SourceLimits.checkStreams(of: source)
        guard var video = TrackChoice.video(of: source) else {
            return try soundPlan(source: source, preset: preset, captions: captions, version: version)
        }
        var audio = TrackChoice.audio(of: source)
        let repair = ClockRepair(video: video.runs, audio: audio?.runs ?? [])
        video = video.repaired(by: repair.video)
        audio = audio?.repaired(by: repair.audio)
        video.end = max(video.start, video.end)
        let first = min(video.start, audio?.start ?? video.start)
        // Compared as seconds: between the ends of Int64 a difference of ticks wraps.
        let isLeadInCut = video.start.seconds - first.seconds > TimelineLimits.longestHole.seconds
        var origin = isLeadInCut ? video.start - TimelineLimits.longestHole : first
        // Matroska has the encoder's delay of the sound at its start, and says nothing. It is skipped as one that is told.
        if preset.reuse == .only, video.start - first <= AudioPlan.longestPriming { origin = video.start }
        let choice = FrameRateChoice(for: video)
        try SourceLimits.checkSize(video.size)
        let display = PictureSize.display(of: video)
        try SourceLimits.checkShape(display)
        try SourceLimits.checkFrameRate(choice.measured ?? 0)
        try SourceLimits.checkDuration(from: origin, to: video.end)

        let rate = choice.rate
        var renditions = Ladder(preset: preset, display: display, frameRate: rate, color: video.color).renditions
        let frameCount = max(1, rate.frameCount(in: video.end - origin))
        var grid = SegmentGrid(preset: preset, rate: rate, frameCount: frameCount)
        var copyFindings: [Finding] = []
        if preset.reuse != .never {
            do throws(CopyObstacle) {
                let copy = try PictureCopy(
                    of: video, in: source, preset, renditions: renditions, rate: rate, origin: origin, frameCount: frameCount)
                grid = copy.grid
                renditions[copy.index].copiedDelay = copy.delay
                copyFindings.append(.copied(track: renditions[copy.index].track.path))
            } catch {
                if preset.reuse == .only { throw .notCopyable(error) }
                copyFindings.append(.notCopied(track: renditions[0].track.path, error))
            }
        }
        let schedule =
            preset.reuse == .only
            ? ChunkSchedule(decode: .parallel, chunks: [])
            : ChunkPlanner(track: video, origin: origin, rate: rate, grid: grid).schedule()
        var videoPlan = VideoPlan(
            streamIndex: video.streamIndex, frameRate: rate, decode: schedule.decode,
            decoderThreads: decoderThreads(of: video), orientation: video.orientation, sourceColor: video.color,
            renditions: renditions, grid: grid,
            chunks: schedule.chunks,
            thumbnails: ThumbnailPlan(display: display, frameRate: rate, frameCount: grid.frameCount))
        videoPlan.clock = ClockRun.shifts(video.runs, repair.video)
        videoPlan.entry =
            video.leadingFrameCount > 0 ? video.accessPoints.min { $0.packetIndex < $1.packetIndex } : nil
        videoPlan.damageLimit = preset.damageLimit
        videoPlan.isInterlaced = video.isInterlaced
        videoPlan.hdr = video.hdr
        if let peak = video.hdr?.peak { videoPlan.sourcePeak = min(max(peak, peaks.lowerBound), peaks.upperBound) }
        let audioFindings = AudioFindings.findings(
            source: source, preset: preset, video: video, audio: audio, rate: rate)
        let (sounds, soundFindings) = sounds(of: source, along: video.runs, preset, origin: origin, duration: videoPlan.duration)
        return TranscodePlan(
            version: version, preset: preset.name, origin: origin, video: videoPlan,
            audio: sounds.first, moreAudio: Array(sounds.dropFirst()),
            captions: CaptionPlan.plans(files: captions, source: source),
            download: preset.hasDownload ? DownloadPlan(renditions: videoPlan.renditions, audio: sounds.first) : nil,
            findings: [choice.finding, schedule.finding].compactMap(\.self) + copyFindings + soundFindings
                + PictureFindings.findings(of: video, in: source, videoPlan.renditions)
                + timelineFindings(video, repair, leadIn: origin - first) + audioFindings + captionFindings(source))
    }

    /// Of light in cd/m² that a source's own word is believed for.
    private static let peaks = 203...4000

    /// Of a source without a picture: its sound, from its start to its end.
    private static func soundPlan(
        source: SourceInfo, preset: Preset, captions: [LanguageTag], version: String
    ) throws(PlanningError) -> TranscodePlan {
        guard let chosen = TrackChoice.audio(of: source) else { throw .noVideo(hasAudio: !source.audio.isEmpty) }
        let repair = ClockRepair(video: [], audio: chosen.runs)
        let audio = chosen.repaired(by: repair.audio)
        try SourceLimits.checkDuration(from: audio.start, to: audio.end)
        let (sounds, soundFindings) = sounds(
            of: source, along: [], preset, origin: audio.start, duration: audio.end - audio.start)
        let unseen = CaptionPlan.plans(files: captions, source: source).count
        return TranscodePlan(
            version: version, preset: preset.name, origin: audio.start, video: nil, audio: sounds.first,
            moreAudio: Array(sounds.dropFirst()),
            findings: [.audioOnly] + (repair.jumpCount > 0 ? [.clockJumps(count: repair.jumpCount)] : []) + soundFindings
                + AudioFindings.choice(source, preset) + captionFindings(source)
                + (unseen > 0 ? [.captionsWithoutPicture(count: unseen)] : []))
    }

    /// What is heard, each track on its own repaired clock, and what there is to say of tracks that are copied or should have been.
    private static func sounds(
        of source: SourceInfo, along video: [ClockRun], _ preset: Preset, origin: MediaTime, duration: MediaTime
    ) -> ([AudioPlan], [Finding]) {
        let tracks = TrackChoice.allAudio(of: source).prefix(preset.hasAllAudio ? .max : 1)
        let clocks = tracks.map { ClockRun.shifts($0.runs, ClockRepair(video: video, audio: $0.runs).audio) }
        var plans = AudioPlan.plans(of: Array(tracks), clocks: clocks, preset: preset, duration: duration)
        var findings: [Finding] = []
        for (index, track) in tracks.enumerated() where preset.reuse == .only {
            do throws(CopyObstacle) {
                plans[index] = try plans[index].copying(track, origin: origin, duration: duration)
                findings.append(.copied(track: plans[index].track.path))
            } catch {
                findings.append(.notCopied(track: plans[index].track.path, error))
            }
        }
        let encoded = zip(tracks, plans).filter { $1.copiedPriming == nil }.map(\.0)
        let hasSurround = plans.contains { $0.channelCount > 2 && $0.copiedPriming == nil }
        return (plans, findings + AudioFindings.conversions(encoded, hasSurround: hasSurround))
    }

    private static func captionFindings(_ source: SourceInfo) -> [Finding] {
        source.captions.filter { !$0.isText }.map { .captionsIgnored(codec: $0.codec) }
    }

    private static func timelineFindings(_ video: SourceVideoTrack, _ repair: ClockRepair, leadIn: MediaTime) -> [Finding] {
        var findings: [Finding] = []
        if video.orientation != .upright {
            findings.append(
                .turned(degrees: video.orientation.quarterTurns * 90, isMirrored: video.orientation.isMirrored))
        }
        if video.leadingFrameCount > 0 { findings.append(.leadingFramesDropped(count: video.leadingFrameCount)) }
        if repair.jumpCount > 0 { findings.append(.clockJumps(count: repair.jumpCount)) }
        let holes = ClockRun.holes(video.runs, repair.video)
        if holes.count > 0 {
            findings.append(
                .pictureGapsHeld(count: holes.count, milliseconds: Int(holes.duration.ticks(timescale: 1000))))
        }
        if let pace = video.unevenPace, pace.stillCount > 0 {
            findings.append(
                .pictureStandsStill(
                    count: pace.stillCount, milliseconds: Int(pace.stillDuration.ticks(timescale: 1000))))
        }
        if leadIn > .zero { findings.append(.leadInCut(milliseconds: Int(leadIn.ticks(timescale: 1000)))) }
        return findings
    }

    /// Enough that the decoder keeps ahead of the encoders, few enough that its frames in flight stay small.
    private static func decoderThreads(of track: SourceVideoTrack) -> Int {
        track.size.shortSide < 2160 ? 2 : 4
    }
}
