import MediaCore
import Planning

/// Ranges outside of which planning would have to fear for its arithmetic. Whether a source is acceptable is decided elsewhere.
extension SourceInfo {
    private static let mostTracks = 256
    private static let longestName = 4096

    func checkRanges() throws(IsolationError) {
        guard fileSize >= 0, (0...Self.mostTracks).contains(otherStreamCount), container.utf8.count <= Self.longestName,
            video.count <= Self.mostTracks, audio.count <= Self.mostTracks,
            captions.count <= Self.mostTracks, findings.count <= FrameLimit.findings
        else { throw .protocolViolation("a source description is out of range") }
        guard video.allSatisfy(\.isPlausible), audio.allSatisfy(\.isPlausible), captions.allSatisfy(\.isPlausible)
        else {
            throw .protocolViolation("a source's track is out of range")
        }
    }
}

extension SourceVideoTrack {
    fileprivate var isPlausible: Bool {
        (0...Int(UInt16.max)).contains(streamIndex) && codec.utf8.count <= 256 && pixelFormat.utf8.count <= 256
            && (0...Int(UInt16.max)).contains(size.width) && (0...Int(UInt16.max)).contains(size.height)
            && (1...Int(Int32.max)).contains(pixelAspectWidth) && (1...Int(Int32.max)).contains(pixelAspectHeight)
            && (0...3).contains(orientation.quarterTurns) && color.isPlausible && (0...WireLimit.frames).contains(frameCount)
            && start.isPlausible && end.isPlausible && medianInterval.isPlausible && medianInterval.ticks >= 0
            && unevenPace?.isPlausible != false
            && (0...WireLimit.frames).contains(leadingFrameCount) && runs.arePlausible && packets?.isPlausible != false
    }
}

extension UnevenPace {
    fileprivate var isPlausible: Bool {
        [short, long, stillDuration].allSatisfy { $0.isPlausible && $0.ticks >= 0 } && (0...WireLimit.frames).contains(stillCount)
    }
}

extension SourceAudioTrack {
    fileprivate var isPlausible: Bool {
        (0...Int(UInt16.max)).contains(streamIndex) && codec.utf8.count <= 256 && language.utf8.count <= 256
            && (0...Int(Int32.max)).contains(sampleRate) && (0...Int(UInt16.max)).contains(channelCount)
            && start.isPlausible && end.isPlausible && runs.arePlausible && packets?.isPlausible != false
    }
}

extension PicturePackets {
    fileprivate var isPlausible: Bool {
        (0...Int64(WireLimit.ticks)).contains(byteCount) && (0...Self.mostDelay).contains(delay) && earliest.isPlausible
            && latest.isPlausible
    }
}

extension SoundPackets {
    fileprivate var isPlausible: Bool {
        (0...Int64(WireLimit.ticks)).contains(byteCount) && (0...WireLimit.frames).contains(count) && start.isPlausible
    }
}

extension [ClockRun] {
    fileprivate var arePlausible: Bool {
        count <= ClockRun.most
            && allSatisfy {
                $0.start.isPlausible && $0.end.isPlausible && (0...WireLimit.frames).contains($0.firstPacket)
                    && (0...WireLimit.frames).contains($0.filePlace)
            }
    }
}

extension SourceCaptionTrack {
    fileprivate var isPlausible: Bool {
        (0...Int(UInt16.max)).contains(streamIndex) && codec.utf8.count <= 256 && language.utf8.count <= 256
            && (0...CaptionCue.most).contains(cueCount)
    }
}

extension ColorDescription {
    fileprivate var isPlausible: Bool { [primaries, transfer, matrix].allSatisfy { (0...255).contains($0) } }
}

extension MediaTime {
    /// Within 2³¹ seconds of zero: a clock's epoch fits, and the time in any other scale stays inside 62 bits.
    var isPlausible: Bool {
        timescale > 0 && ticks.magnitude <= UInt64(timescale) << 31
    }
}
