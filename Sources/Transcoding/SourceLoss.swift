import LibAV
import MediaCore
import Planning

/// What a source promises and does not hold.
struct SourceLoss {
    private(set) var findings: [Finding] = []

    /// - Parameters:
    ///   - demuxer: after its last packet.
    ///   - lastDecode: decode time of the last packet read of each stream of picture or sound.
    ///   - end: of the longest of them, by their packets.
    init(
        _ demuxer: borrowing Demuxer, _ structure: ContainerStructure, lastDecode: [(StreamDescription, Int64)], end: MediaTime
    ) {
        if demuxer.unreadableCount > 0 { findings.append(.unreadablePlaces(count: demuxer.unreadableCount)) }
        let unread = lastDecode.compactMap { stream, last -> MediaTime? in
            guard let indexed = demuxer.lastIndexed(stream: stream.index), !indexed.isInFile else { return nil }
            return stream.time(indexed.decodeTicks &- last)
        }
        if let missing = unread.max(by: <) {
            findings.append(.truncated(missingMilliseconds: Self.milliseconds(missing)))
        } else if structure.isCutOff {
            // The header's duration counts from zero. That of a fragmented MP4 is often a lie.
            let claimed = demuxer.containerName == "mov" ? nil : demuxer.claimedDuration.map { $0 - end }
            findings.append(.truncated(missingMilliseconds: claimed.flatMap(Self.milliseconds)))
        } else if structure.hasLongMediaData {
            findings.append(.lengthOverstated)
        }
    }

    /// Nil for what no accepted source could miss.
    private static func milliseconds(_ time: MediaTime) -> Int? {
        time > .zero && time.seconds <= Double(SourceLimits.hours) * 3600 ? Int(time.ticks(timescale: 1000)) : nil
    }
}
