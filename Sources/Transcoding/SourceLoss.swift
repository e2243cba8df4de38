import LibAV
import MediaCore
import Planning

/// What a source promises and does not hold, or what it holds and promises otherwise.
struct SourceLoss {
    private(set) var findings: [Finding] = []

    /// - Parameters:
    ///   - demuxer: after its last packet.
    ///   - lastDecode: decode time of the last packet read of each stream of picture or sound.
    ///   - end: of the longest of them, by their packets.
    init(
        _ demuxer: borrowing Demuxer, _ structure: ContainerStructure, lastDecode: [(StreamDescription, Int64)], end: MediaTime
    ) {
        let claimed = demuxer.claimedDuration
        if demuxer.unreadableCount > 0 { findings.append(.unreadablePlaces(count: demuxer.unreadableCount)) }
        let unread = lastDecode.compactMap { stream, last -> MediaTime? in
            guard let indexed = demuxer.lastIndexed(stream: stream.index), !indexed.isInFile else { return nil }
            return stream.time(indexed.decodeTicks &- last)
        }
        if let missing = unread.max(by: <) {
            findings.append(.truncated(missingMilliseconds: Self.milliseconds(missing)))
        } else if structure.isCutOff {
            // The header's duration counts from zero. That of a fragmented MP4 is often a lie.
            let missing = demuxer.containerName == "mov" ? nil : claimed.map { $0 - end }
            findings.append(.truncated(missingMilliseconds: missing.flatMap(Self.milliseconds)))
        } else {
            if structure.hasLongMediaData { findings.append(.lengthOverstated) }
            if let claimed, Self.isAbsurd(claimed.seconds, beside: end.seconds) {
                findings.append(
                    .durationDisbelieved(
                        claimedMilliseconds: Int(claimed.ticks(timescale: 1000)),
                        measuredMilliseconds: Int(end.ticks(timescale: 1000))))
            }
        }
    }

    /// Ten seconds and a factor of two are for tracks that are neither picture nor sound, and for what is rounded.
    private static func isAbsurd(_ claimed: Double, beside measured: Double) -> Bool {
        max(claimed, measured) > 2 * min(claimed, measured) + 10
    }

    /// Nil for what no accepted source could miss.
    private static func milliseconds(_ time: MediaTime) -> Int? {
        time > .zero && time.seconds <= Double(SourceLimits.hours) * 3600 ? Int(time.ticks(timescale: 1000)) : nil
    }
}
