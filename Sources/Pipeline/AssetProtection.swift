import CMAF
import CommonEncryption
import Keys
import MediaCore
import Planning
import Presentation

/// The keys and nonces of an asset's tracks, decided once its plan is known and before anything is encrypted. Every run of a job is a
/// generation of its own: its vectors are fresh (K3, F-39).
struct AssetProtection: Sendable {
    let request: ProtectionRequest
    /// Those that are used.
    let keys: ContentKeySet
    private let tracks: [ProtectionScheme: [TrackID: TrackEncryption]]

    /// - Throws: `KeyError` where a key is missing from those given.
    init(_ request: ProtectionRequest, _ plan: TranscodePlan) throws {
        self.request = request
        let classes = Self.classes(of: plan)
        let periods = TrackEncryption.periods(segments: plan.segmentCount, segmentsPerKey: request.segmentsPerKey)
        let used = TrackClass.allCases.filter { classes.values.contains($0) }
        let given = try request.keys ?? ContentKeySet.random(schemes: request.schemes, classes: used, periods: periods)
        var selected: [ContentKey] = []
        var tracks: [ProtectionScheme: [TrackID: TrackEncryption]] = [:]
        var nonces = try TrackNonce.generation(tracks: request.schemes.count * classes.count)
        for scheme in request.schemes {
            for trackClass in used { selected += try given.keys(scheme, trackClass, periods: periods) }
            for (track, trackClass) in classes.sorted(by: { $0.key.path < $1.key.path }) {
                let keys = try given.keys(scheme, trackClass, periods: periods).map { TrackKey(id: $0.id, secret: $0.secret) }
                var encryption = TrackEncryption(scheme: scheme, keys: keys, nonce: nonces.removeLast())
                encryption.segmentsPerKey = request.segmentsPerKey
                encryption.clearSegments = plan.segments(before: request.clearLead)
                tracks[scheme, default: [:]][track] = encryption
            }
        }
        keys = try ContentKeySet(selected)
        self.tracks = tracks
    }

    private static func classes(of plan: TranscodePlan) -> [TrackID: TrackClass] {
        var classes: [TrackID: TrackClass] = [:]
        for rendition in plan.video?.renditions ?? [] { classes[rendition.track] = TrackClass(rendition.resolution) }
        for sound in plan.sounds { classes[sound.track] = .audio }
        return classes
    }

    func encryption(_ scheme: ProtectionScheme, of track: TrackID) throws -> TrackEncryption {
        guard let encryption = tracks[scheme]?[track] else {
            throw WorkerFailure(.internal, "The track \(track) has no keys.")
        }
        return encryption
    }

    /// Where the encrypted track is published: the folder of its scheme in place of the asset's.
    static func published(_ track: TrackID, _ scheme: ProtectionScheme) -> TrackID { TrackID("\(scheme.folder)/\(track)") }

    /// The encrypted tracks that a track becomes, and what the init segment of each says.
    func published(
        _ clear: TrackDescription, of track: TrackID
    ) throws -> [(track: TrackID, description: TrackDescription)] {
        let isVideo = if case .video = clear.media { true } else { false }
        return try request.schemes.map { scheme in
            var description = clear
            description.protection = try encryption(scheme, of: track)
                .trackProtection(isVideo: isVideo, systems: try headers(scheme, of: track).boxes)
            return (Self.published(track, scheme), description)
        }
    }

    /// What manifests say of the encrypted track.
    func media(_ scheme: ProtectionScheme, of track: TrackID) throws -> MediaProtection {
        let keys = try encryption(scheme, of: track).keys.map(\.id)
        return MediaProtection(keyIDs: keys, systems: scheme == .aes128 ? [] : try headers(scheme, of: track).systems)
    }

    func presentation(_ scheme: ProtectionScheme) -> PresentationProtection {
        PresentationProtection(scheme: scheme, keyURITemplate: request.keyURITemplate, licenceURI: request.licenceURI)
    }

    private func headers(_ scheme: ProtectionScheme, of track: TrackID) throws -> SystemHeaders {
        SystemHeaders(keys: try encryption(scheme, of: track).keys.map(\.id), given: request.systems)
    }
}

extension TranscodePlan {
    /// Of every track alike.
    fileprivate var segmentCount: Int { (video?.grid ?? audio?.grid)?.segmentCount ?? 0 }

    /// Segments that begin before `time`.
    fileprivate func segments(before time: MediaTime) -> Int {
        (0..<segmentCount).prefix { index in
            if let video { return video.frameRate.time(ofFrame: video.grid.frames(ofSegment: index).start) < time }
            guard let audio else { return false }
            return MediaTime(ticks: Int64(audio.grid.frames(ofSegment: index).start), timescale: Int32(audio.sampleRate)) < time
        }.count
    }
}
