import HLS
import MediaCore
import Packaging
import Planning
import Presentation
import Storage
import Synchronization

/// What can be played of an asset while it is made: the lead and the sound, in playlists that grow. Any thread.
///
/// The plan knows every segment's times beforehand, so what a playlist says of a segment stays true, and TARGETDURATION is the finished
/// asset's. Which segments there are, the folder says: others may have put some, before a crash or at the same time.
final class ProgressivePublication: Sendable {
    private struct Track {
        var header: TrackHeader?
        /// Segments that the playlist names.
        var named = 0
    }

    private struct State {
        var tracks: [TrackID: Track]
        var firstPlayable: Duration?
    }

    private let plan: TranscodePlan
    private let staging: LocalStaging
    private let started: ContinuousClock.Instant
    private let isPlayable: @Sendable () -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - staging: whose folder readers see.
    ///   - isPlayable: called once there is something to play.
    init(
        _ plan: TranscodePlan, staging: LocalStaging, started: ContinuousClock.Instant, isPlayable: @escaping @Sendable () -> Void
    ) {
        self.plan = plan
        self.staging = staging
        self.started = started
        self.isPlayable = isPlayable
        let tracks = [plan.video?.lead.track].compactMap(\.self) + plan.sounds.map(\.track)
        state = Mutex(State(tracks: Dictionary(uniqueKeysWithValues: tracks.map { ($0, Track()) })))
    }

    /// Leaves what is shown to whoever goes on with the asset.
    func keep() { staging.keep() }

    /// From the start of the job until the first segments of the lead and of all sound could be fetched.
    var firstPlayable: Duration? { state.withLock(\.firstPlayable) }

    /// Its segments must last before a playlist names them.
    func names(_ track: TrackID) -> Bool { state.withLock { $0.tracks[track] != nil } }

    func add(_ header: TrackHeader) throws {
        try state.withLock { state in
            guard state.tracks[header.track] != nil else { return }
            try staging.put(header.path, [header.bytes], isDurable: true)
            state.tracks[header.track]!.header = header
        }
    }

    /// Shows a segment before its chunk is done.
    func put(_ segment: PackagedSegment) throws {
        try staging.put(segment.path, segment.pieces, isDurable: true)
        try nameSegments()
    }

    /// Shows a segment that has been put to last.
    ///
    /// - Parameter staging: where it was put.
    func add(_ segment: PackagedSegment, in staging: LocalStaging) throws {
        guard names(segment.track) else { return }
        if staging !== self.staging { try self.staging.show(segment.path, from: staging.hidden) }
        try nameSegments()
    }

    /// Names what there is in the playlists.
    private func nameSegments() throws {
        try state.withLock { state in
            let headers = state.tracks.compactMapValues(\.header)
            guard headers.count == state.tracks.count, headers.keys.allSatisfy({ has(1, of: $0) }) else { return }
            let presentation = try presentation(headers)
            let isWritten = try staging.exclusively {
                for media in presentation.video.map(\.media) + presentation.audio.map(\.media) {
                    try write(media, presentation.targetDuration, &state.tracks[media.id]!)
                }
            }
            if isWritten, state.firstPlayable == nil {
                let text = MultivariantPlaylist(presentation, expected: expectedRates).render()
                try staging.put(MultivariantPlaylist.path, [Array(text.utf8)], isDurable: true)
                state.firstPlayable = .now - started
                isPlayable()
            }
        }
    }

    private func has(_ number: Int, of track: TrackID) -> Bool {
        staging.has("\(track)/\(SegmentRecord.fileName(number: "\(number)"))")
    }

    /// Names those segments of the track that no missing one comes before.
    private func write(_ media: TrackMedia, _ targetDuration: Int, _ track: inout Track) throws {
        var count = track.named
        while count < media.segments.count, has(count + 1, of: media.id) { count += 1 }
        if count == track.named { return }
        var playlist = MediaPlaylist(media, targetDuration: targetDuration)
        playlist.stage = count == media.segments.count ? .grown : .growing
        playlist.media.segments.removeLast(media.segments.count - count)
        try staging.put(MediaPlaylist.path(in: media.id), [Array(playlist.render().utf8)], isDurable: true)
        track.named = count
    }

    /// As it will be, of these tracks, but for the bytes.
    private func presentation(_ headers: [TrackID: TrackHeader]) throws -> Presentation {
        func media(_ track: TrackID, _ layout: TrackLayout) throws -> TrackMedia {
            guard let header = headers[track] else { throw WorkerFailure(.internal, "The track \(track) has no init segment.") }
            return TrackMedia(
                id: track, timescale: header.description.timescale, codecs: header.codecs, initByteCount: header.bytes.count,
                segments: layout.segments.map { segment in
                    SegmentRecord(
                        number: segment.number, start: segment.start, duration: segment.fragmentEnds.last! - segment.start,
                        byteCount: 0, fragments: [])
                })
        }
        return Presentation(
            duration: plan.duration,
            video: try plan.video.map { video in
                [
                    VideoTrack(
                        media: try media(video.lead.track, TrackLayout(video: video)), resolution: video.lead.resolution,
                        frameRate: video.frameRate, color: video.lead.color, name: video.lead.name)
                ]
            } ?? [],
            audio: try plan.sounds.map { sound in
                let priming = headers[sound.track]?.description.primingTicks ?? 0
                return AudioTrack(
                    media: try media(sound.track, TrackLayout(audio: sound, priming: priming, along: plan.video)),
                    language: sound.language, name: sound.name, channelCount: sound.channelCount, sampleRate: sound.sampleRate,
                    primingTicks: Int64(priming))
            })
    }

    /// Bits a second that no track will exceed by much: nothing has been measured yet.
    private var expectedRates: [TrackID: Int] {
        var rates = Dictionary(uniqueKeysWithValues: plan.sounds.map { ($0.track, $0.bitRate) })
        if let lead = plan.video?.lead { rates[lead.track] = lead.maxRate }
        return rates
    }
}
