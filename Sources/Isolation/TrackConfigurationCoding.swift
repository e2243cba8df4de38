import MediaCore

/// `TrackConfiguration` as JSON.
struct TrackConfigurationPayload: Codable {
    private static let longestParameterSet = 64 << 10
    private static let mostParameterSets = 32

    var track: TrackID
    var priming: Int
    var sps: [[UInt8]]?
    var pps: [[UInt8]]?
    var audioSpecificConfig: [UInt8]?

    init(_ configuration: TrackConfiguration) {
        track = configuration.track
        priming = configuration.priming
        switch configuration.codec {
        case .avc(let sps, let pps):
            self.sps = sps
            self.pps = pps
        case .aac(let audioSpecificConfig):
            self.audioSpecificConfig = audioSpecificConfig
        }
    }

    func configuration() throws(IsolationError) -> TrackConfiguration {
        guard priming.magnitude <= WireLimit.ticks, track.path.utf8.count <= 256 else {
            throw .protocolViolation("a track configuration is out of range")
        }
        return TrackConfiguration(track: track, codec: try codec(), priming: priming)
    }

    private func codec() throws(IsolationError) -> CodecConfiguration {
        if let sps, let pps, audioSpecificConfig == nil {
            for sets in [sps, pps] {
                guard (1...Self.mostParameterSets).contains(sets.count),
                    sets.allSatisfy({ (1...Self.longestParameterSet).contains($0.count) })
                else { throw .protocolViolation("a track configuration's parameter sets are out of range") }
            }
            return .avc(sps: sps, pps: pps)
        }
        if let audioSpecificConfig, sps == nil, pps == nil, (2...64).contains(audioSpecificConfig.count) {
            return .aac(audioSpecificConfig: audioSpecificConfig)
        }
        throw .protocolViolation("a track configuration names no single codec")
    }
}
