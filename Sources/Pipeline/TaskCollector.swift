import CMAF
import CommonEncryption
import Isolation
import MediaCore
import Packaging
import Planning
import Presentation

/// Takes the events of one task and turns samples into stored segments: of each track one run, or one for each protection. Used by
/// one thread.
struct TaskCollector {
    private let plan: TranscodePlan
    private let workspace: AssetWorkspace
    private let writer: SegmentWriter
    private let progress: @Sendable (_ encodedSamples: Int) -> Void
    /// Segments that the task makes of each video track.
    private let segments: Range<Int>
    /// What it makes is shown, and made once more by another task.
    private let isPreview: Bool
    private var packagers: [Int: [TrackPackager]] = [:]
    private var protectors: [(scheme: ProtectionScheme, protector: TrackProtector)] = []
    private(set) var records: [TrackID: [SegmentRecord]] = [:]
    /// What another process needs to go on from here: every event but samples, and the files that were put.
    private(set) var events: [WorkerEvent] = []
    private(set) var files: [String] = []

    init(
        plan: TranscodePlan, segments: Range<Int>, workspace: AssetWorkspace, isPreview: Bool = false,
        progress: @escaping @Sendable (_ encodedSamples: Int) -> Void
    ) throws {
        self.isPreview = isPreview
        self.plan = plan
        self.segments = segments
        self.workspace = workspace
        writer = try SegmentWriter(workspace)
        self.progress = progress
    }

    mutating func handle(_ event: WorkerEvent) throws {
        if case .sample = event {} else { events.append(event) }
        switch event {
        case .trackConfiguration(let configuration): try begin(configuration)
        case .sample(let sample): try add(sample)
        case .picture(let tile): workspace.add(tile)
        case .image(let picture): try store(picture)
        case .finding(let finding): workspace.add(finding)
        case .progress, .attempt: break
        case .hello, .source, .sourceSamples, .cue, .taskFinished, .taskFailed:
            throw WorkerFailure(.internal, "The worker answered something that was not asked.")
        }
    }

    /// Takes an event of a task that is over and whose files are there.
    mutating func replay(_ event: WorkerEvent) throws {
        switch event {
        case .image(let picture): note(picture)
        case .taskFinished(let statistics): workspace.add(statistics)
        default: try handle(event)
        }
    }

    /// Throws unless every segment of the task is complete and stored.
    func finish() throws {
        for packager in packagers.values.joined() { try packager.finish() }
        try writer.finish()
        for (scheme, protector) in protectors { workspace.add(protector.account, of: scheme) }
    }

    private mutating func begin(_ configuration: TrackConfiguration) throws {
        let (index, description) = try describe(configuration)
        let protection = workspace.protection
        try workspace.configure(
            configuration,
            try protection?.published(description, of: configuration.track) ?? [(configuration.track, description)])
        guard packagers[index] == nil else { return }
        let layout: ArraySlice<SegmentLayout>
        if let audio = plan.sounds.first(where: { $0.track == configuration.track }) {
            layout = TrackLayout(audio: audio, priming: configuration.priming, along: plan.video).segments[...]
        } else if let video = plan.video {
            layout = TrackLayout(video: video).segments[segments]
        } else {
            return
        }
        guard let protection else {
            packagers[index] = [TrackPackager(track: configuration.track, segments: layout)]
            return
        }
        let video = if case .video = description.media { configuration.codec } else { CodecConfiguration?.none }
        for scheme in protection.request.schemes {
            let protector = try TrackProtector(try protection.encryption(scheme, of: configuration.track), video: video)
            protectors.append((scheme, protector))
            packagers[index, default: []].append(
                TrackPackager(
                    track: AssetProtection.published(configuration.track, scheme), segments: layout, protector: protector))
        }
    }

    private mutating func add(_ sample: WorkerSample) throws {
        guard let count = packagers[sample.track]?.count else {
            throw WorkerFailure(.internal, "The worker sent a sample before its track's configuration.")
        }
        if sample.track < plan.video?.renditions.count ?? 0 { progress(workspace.countSample()) }
        for place in 0..<count {
            guard let segment = try packagers[sample.track]?[place].append(sample.timing, payload: sample.payload) else {
                continue
            }
            if isPreview {
                try workspace.preview(segment)
                continue
            }
            try writer.put(segment)
            files.append(segment.path)
            records[segment.track, default: []].append(segment.record)
        }
    }

    private mutating func store(_ picture: FinishedPicture) throws {
        if let sheet = note(picture) {
            let path = "\(ThumbnailTrack.folder)/\(sheet.fileName)"
            try workspace.staging.put(path, picture.jpeg)
            files.append(path)
        }
    }

    /// The sheet, where it is one.
    @discardableResult
    private func note(_ picture: FinishedPicture) -> SpriteSheet? {
        switch picture.name {
        case .poster(let frame, let score):
            workspace.addPoster(frame: frame, score: score, jpeg: picture.jpeg)
            return nil
        case .sprite(let number):
            let sheet = SpriteSheet(number: number, byteCount: picture.jpeg.count)
            workspace.add(sheet)
            return sheet
        }
    }

    /// The track's place among the worker's tracks, and what its init segment says.
    private func describe(_ configuration: TrackConfiguration) throws -> (Int, TrackDescription) {
        let renditions = plan.video?.renditions ?? []
        if let video = plan.video, let index = renditions.firstIndex(where: { $0.track == configuration.track }) {
            let media = TrackDescription.Media.video(
                configuration: configuration.codec, resolution: renditions[index].resolution, color: renditions[index].color,
                hdr: renditions[index].color.isHDR ? video.hdr : nil)
            return (
                index,
                TrackDescription(timescale: video.frameRate.timescale, media: media, primingTicks: configuration.priming)
            )
        }
        guard let index = plan.sounds.firstIndex(where: { $0.track == configuration.track }) else {
            throw WorkerFailure(.internal, "The worker made a track that the plan does not have.")
        }
        let audio = plan.sounds[index]
        let media = TrackDescription.Media.audio(
            configuration: configuration.codec, sampleRate: audio.sampleRate, channelCount: audio.channelCount,
            bitRate: audio.bitRate)
        return (
            renditions.count + index,
            TrackDescription(
                timescale: Int32(audio.sampleRate), language: audio.language.utf8.count == 3 ? audio.language : "und",
                media: media, primingTicks: configuration.priming)
        )
    }
}
