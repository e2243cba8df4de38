import MediaCore

/// `TrackConfiguration` as JSON.
struct TrackConfigurationPayload: Codable {
    private static let longestParameterSet = 64 << 10
    private static let mostParameterSets = 32

    var track: TrackID
    var priming: Int
    var vps: [[UInt8]]?
    var sps: [[UInt8]]?
    var pps: [[UInt8]]?
    var sequenceHeader: [UInt8]?
    var audioSpecificConfig: [UInt8]?

    init(_ configuration: TrackConfiguration) {
        track = configuration.track
        priming = configuration.priming
        switch configuration.codec {
        case .avc(let sps, let pps):
            self.sps = sps
            self.pps = pps
        case .hevc(let vps, let sps, let pps):
            self.vps = vps
            self.sps = sps
            self.pps = pps
        case .av1(let sequenceHeader):
            self.sequenceHeader = sequenceHeader
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
        for sets in [vps, sps, pps] {
            guard let sets else { continue }
            guard (1...Self.mostParameterSets).contains(sets.count),
                sets.allSatisfy({ (1...Self.longestParameterSet).contains($0.count) })
            else { throw .protocolViolation("a track configuration's parameter sets are out of range") }
        }
        switch (vps, sps, pps, sequenceHeader, audioSpecificConfig) {
        case (nil, let sps?, let pps?, nil, nil):
            return .avc(sps: sps, pps: pps)
        case (let vps?, let sps?, let pps?, nil, nil):
            return .hevc(vps: vps, sps: sps, pps: pps)
        case (nil, nil, nil, let header?, nil) where (2...1024).contains(header.count):
            return .av1(sequenceHeader: header)
        case (nil, nil, nil, nil, let config?) where (2...64).contains(config.count):
            return .aac(audioSpecificConfig: config)
        default:
            throw .protocolViolation("a track configuration names no single codec")
        }
    }
}
