import MediaCore
import Planning

/// What a worker tells its parent.
package enum WorkerEvent: Hashable, Sendable {
    /// The answer to the parent's hello.
    case hello(WorkerHello)
    case source(SourceInfo)
    case trackConfiguration(TrackConfiguration)
    case sample(WorkerSample)
    case sourceSamples(SourceStretch)
    case picture(SmallPicture)
    case image(FinishedPicture)
    /// A caption of a stream, on the container's timeline; of a caption file's only stream, 0, on the asset's.
    case cue(stream: Int, CaptionCue)
    /// Packets read so far by a task that makes nothing else.
    case progress(packets: Int)
    case finding(Finding)
    case attempt(SandboxAttempt)
    case taskFinished(TaskStatistics)
    case taskFailed(WorkerFailure)
}

/// How a worker introduces itself.
package struct WorkerHello: Hashable, Codable, Sendable {
    package var version: String
    package var sandbox: Sandbox

    package init(version: String, sandbox: Sandbox) {
        self.version = version
        self.sandbox = sandbox
    }
}

/// What a packager must know before the first sample of a track's chunk.
package struct TrackConfiguration: Hashable, Sendable {
    package var track: TrackID
    package var codec: CodecConfiguration
    /// Ticks of the track's timescale that the encoder puts before the asset's start.
    package var priming: Int

    package init(track: TrackID, codec: CodecConfiguration, priming: Int) {
        self.track = track
        self.codec = codec
        self.priming = priming
    }
}

/// An encoded picture or audio frame. Its decode time says which segment it belongs to.
package struct WorkerSample: Hashable, Sendable {
    /// Index into the plan's renditions; their count stands for the sound.
    package var track: Int
    package var timing: SampleTiming
    /// At least one byte.
    package var payload: ArraySlice<UInt8>

    /// In bytes.
    static let largest = FrameLimit.binary - SampleHeader.byteCount

    package init(track: Int, timing: SampleTiming, payload: ArraySlice<UInt8>) {
        self.track = track
        self.timing = timing
        self.payload = payload
    }
}
