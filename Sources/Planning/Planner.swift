import MediaCore

/// Decides everything that can change a byte of the output. Pure: the same source, preset and version give the same plan.
package enum Planner {
    /// - Parameters:
    ///   - captions: languages of the caption files given beside the source.
    ///   - version: of Sluice, for workers to compare with their own.
    /// - Throws: when the source has no moving picture or exceeds one of `SourceLimits`.
    ///
    /// The plan's findings are what planning itself noticed; those of the source stay in `source`.
    package static func plan(source: SourceInfo, preset: Preset, captions: [LanguageTag] = [], version: String)
        throws(PlanningError) -> TranscodePlan
    {
        try SourceLimits.checkStreams(of: source)
        guard var video = TrackChoice.video(of: source) else { throw .noVideo(hasAudio: !source.audio.isEmpty) }
        video.end = max(video.start, video.end)
        let audio = TrackChoice.audio(of: source)
        let origin = min(video.start, audio?.start ?? video.start)
        let choice = FrameRateChoice(for: video)
        try SourceLimits.checkSize(video.size)
        try SourceLimits.checkFrameRate(choice.measured ?? 0)
        try SourceLimits.checkDuration(from: origin, to: video.end)

        let display = PictureSize.display(of: video)
        let rate = choice.rate
        let grid = SegmentGrid(preset: preset, rate: rate, frameCount: max(1, rate.frameCount(in: video.end - origin)))
        let schedule = ChunkPlanner(track: video, origin: origin, rate: rate, grid: grid).schedule()
        let videoPlan = VideoPlan(
            streamIndex: video.streamIndex, frameRate: rate, decode: schedule.decode,
            decoderThreads: decoderThreads(of: video), orientation: video.orientation, sourceColor: video.color,
            renditions: Ladder(preset: preset, display: display, frameRate: rate).renditions, grid: grid,
            chunks: schedule.chunks,
            thumbnails: ThumbnailPlan(display: display, frameRate: rate, frameCount: grid.frameCount))

        let audioFindings = AudioFindings.findings(
            source: source, video: video, audio: audio, tolerance: rate.time(ofFrame: 1))
        let heard = preset.hasAllAudio ? TrackChoice.allAudio(of: source) : [audio].compactMap(\.self)
        let sounds = AudioPlan.plans(of: heard, preset: preset, duration: videoPlan.duration)
        return TranscodePlan(
            version: version, preset: preset.name, origin: origin, video: videoPlan, audio: sounds.first,
            moreAudio: Array(sounds.dropFirst()),
            captions: CaptionPlan.plans(files: captions, source: source),
            download: preset.hasDownload ? DownloadPlan(renditions: videoPlan.renditions, audio: sounds.first) : nil,
            findings: [choice.finding, schedule.finding].compactMap(\.self) + audioFindings
                + source.captions.filter { !$0.isText }.map { .captionsIgnored(codec: $0.codec) })
    }

    /// Enough that the decoder keeps ahead of the encoders, few enough that its frames in flight stay small.
    private static func decoderThreads(of track: SourceVideoTrack) -> Int {
        track.size.shortSide < 2160 ? 2 : 4
    }
}

extension SegmentGrid {
    /// The preset's durations in whole frames of `rate`, then in whole GOPs, to the nearest and at least one.
    package init(preset: Preset, rate: FrameRate, frameCount: Int) {
        let gopFrames = max(1, rate.frameCount(in: preset.gopDuration))
        let segmentFrames = rate.frameCount(in: preset.segmentDuration)
        self.init(
            frameCount: frameCount, gopFrames: gopFrames,
            gopsPerSegment: max(1, (segmentFrames + gopFrames / 2) / gopFrames))
    }
}
