import LibAV
import MediaCore
import Planning

/// Splits the packets of a stream where its clock jumps.
struct ClockScan {
    private struct Run {
        let firstPacket: Int
        let filePlace: Int
        var start: Int64
        var end: Int64
    }

    private let stream: StreamDescription
    private let jump: Int64
    /// Beyond the usual step; what is longer than this forwards is a jump as well.
    private let longestStep: Int64
    private let longestHole: Int64
    private var finished: [Run] = []
    private var run: Run?
    private var lastDecode: Int64?
    private var lastStep: Int64?
    /// Packets that claim to be decoded before the one before them, by less than a jump.
    private(set) var backwardsCount = 0

    /// - Parameter restarts: the container's clock may start anew within a file.
    init(_ stream: StreamDescription, restarts: Bool) {
        self.stream = stream
        jump = stream.ticks(TimelineLimits.jump)
        longestHole = stream.ticks(TimelineLimits.longestHole)
        longestStep = restarts ? jump : longestHole
    }

    /// - Parameters:
    ///   - decode: nil where the container does not say; the order of presentation times is then no sign of a jump.
    ///   - end: of the presentation that starts at `start`.
    /// - Returns: whether the clock has jumped.
    @discardableResult
    mutating func note(decode: Int64?, start: Int64, end: Int64, packet: Int, filePlace: Int) -> Bool {
        let jumps = isJump(to: decode ?? start)
        if jumps, finished.count + 1 < ClockRun.most, let run {
            finished.append(run)
            self.run = nil
            lastStep = nil
            lastDecode = decode
        } else if let decode {
            if let lastDecode {
                if decode < lastDecode { backwardsCount += 1 }
                if decode > lastDecode { lastStep = decode &- lastDecode }
            }
            lastDecode = decode
        }
        if run == nil { run = Run(firstPacket: packet, filePlace: filePlace, start: start, end: end) }
        run!.start = min(run!.start, start)
        run!.end = max(run!.end, end)
        return jumps
    }

    /// - Parameter tail: added to the end of each run, for the last frame's duration where packets have none.
    func runs(tail: Int64 = 0) -> [ClockRun] {
        (finished + [run].compactMap(\.self)).map {
            ClockRun(
                firstPacket: $0.firstPacket, filePlace: $0.filePlace, start: stream.time($0.start),
                end: stream.time($0.end &+ tail))
        }
    }

    private func isJump(to decode: Int64) -> Bool {
        guard let lastDecode else { return false }
        let (step, overflows) = decode.subtractingReportingOverflow(lastDecode)
        if overflows { return true }
        // Before a second step nobody knows how long they usually are.
        let longest = lastStep.map { $0.addingReportingOverflow(longestStep).partialValue } ?? longestHole
        return step < -jump || step > longest
    }
}

extension StreamDescription {
    /// `time` in ticks of the stream's time base.
    func ticks(_ time: MediaTime) -> Int64 {
        time.ticks(timescale: timeBaseDenominator) / Int64(timeBaseNumerator)
    }
}
