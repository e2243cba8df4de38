import MediaCore

/// What the video tracks are, each and together.
enum LadderRules {
    static let maximumFrameRate = Rule(
        "LADDER-001", .must, "No track has more than 60 frames a second.", source: "Apple HLS Authoring 1.19")
    static let profile = Rule("LADDER-002", .must, "H.264 is of High profile.", source: "Apple HLS Authoring 1.11")
    static let levelHolds = Rule(
        "LADDER-003", .must, "The level's frame size and rate hold the track.",
        source: "ISO/IEC 14496-10 table A-1; ITU-T H.265 tables A.8, A.9; AV1 annex A.3")
    static let levelNotOverdeclared = Rule(
        "LADDER-004", .should, "A level above 3 is at most one above what frame size and rate need.",
        source: "Apple HLS Authoring 1.11; ISO/IEC 14496-10 table A-1; ITU-T H.265 tables A.8, A.9; AV1 annex A.3")
    static let aspectRatio = Rule(
        "LADDER-005", .must, "All tracks have the same aspect ratio, but for rounding to even sizes.",
        source: "Apple HLS Authoring 1.33")
    static let color = Rule(
        "LADDER-006", .must,
        """
        The sequence parameter set or sequence header says BT.709, or of HEVC in 10 bit BT.2020 in PQ or HLG; all in limited range. H.264 \
        above standard definition may say nothing, which means BT.709.
        """,
        source: "Apple HLS Authoring 1.24; ITU-T H.273")
    static let containerColor = Rule(
        "LADDER-007", .must,
        "A colr box of type nclx is present and says what the sequence parameter set or sequence header says or means.",
        source: "CMAF §9; ISO/IEC 14496-12 §12.1.5")
    static let squarePixels = Rule(
        "LADDER-008", .must, "Pixels are square, by the sequence parameter set and by pasp.",
        source: "Apple HLS Authoring 1.9; ISO/IEC 14496-12 §12.1.4")

    static let mainProfile = Rule(
        "LADDER-009", .must, "HEVC and AV1 are of Main profile at 8 bits; HEVC in HDR is of Main 10 at 10.",
        source: "Apple HLS Authoring 1.5; CMAF annex B; AV1 annex A.2")

    static let all = [
        maximumFrameRate, profile, levelHolds, levelNotOverdeclared, aspectRatio, color, containerColor, squarePixels,
        mainProfile,
    ]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        let tracks = asset.videoTracks
        var violations = tracks.flatMap(check)
        guard let reference = tracks.compactMap(\.header.video).map(\.size).max(by: { $0.pixelCount < $1.pixelCount }) else {
            return []
        }
        for track in tracks {
            guard let size = track.header.video?.size, !size.hasAspect(of: reference) else { continue }
            violations.append(aspectRatio.broken(in: track.header.file, "\(size) has another aspect ratio than \(reference)"))
        }
        return violations
    }

    private static func check(_ track: TrackMeasurement) -> [Violation] {
        guard let video = track.header.video else { return [] }
        let file = track.header.file
        var violations = checkFormat(video, file: file)
        guard let rate = track.framesPerSecond else { return violations }
        if rate > 60.0005 {
            violations.append(maximumFrameRate.broken(in: file, "the track has \(rate) frames a second"))
        }
        let levels = CodecLevels(video, framesPerSecond: rate)
        guard let declared = levels.current else {
            return violations + [levelHolds.broken(in: file, "there is no level with the number \(video.level)")]
        }
        if !declared.isEnough {
            violations.append(
                levelHolds.broken(in: file, "level \(declared.name) is too low for \(video.size) at \(rate) frames a second"))
        } else if levels.isOverdeclared, let needed = levels.needed {
            violations.append(
                levelNotOverdeclared.broken(
                    in: file,
                    "level \(declared.name) is declared, \(needed.name) is enough for \(video.size) at \(rate) frames a second"))
        }
        return violations
    }

    private static func checkFormat(_ video: VideoFormat, file: String) -> [Violation] {
        var violations: [Violation] = []
        switch video.codec {
        case .h264:
            if video.profile != 100 { violations.append(profile.broken(in: file, "profile_idc is \(video.profile)")) }
        case .hevc, .av1:
            let expected: (profile: UInt8, depth: Int) =
                video.codec == .av1 ? (0, 8) : video.color?.isHDR == true ? (2, 10) : (1, 8)
            if (video.profile, video.bitDepth) != expected {
                violations.append(
                    mainProfile.broken(in: file, "\(video.codec.name) is of profile \(video.profile) at \(video.bitDepth) bits"))
            }
        }
        // A source's own packets are published as they are, and many a camera and encoder says nothing.
        let isUnsaid = video.codec == .h264 && (video.color ?? .unsaid) == .unsaid
        let said = isUnsaid && ColorDescription.unsaid.isBT709(in: video.size) ? .bt709 : video.color
        let isHDR = video.codec == .hevc && video.color.map { $0.isHDR && $0 == .bt2100(transfer: $0.transfer) } == true
        if said != .bt709 && !isHDR {
            violations.append(color.broken(in: file, "the sequence parameter set says \(video.color?.codePoints ?? "nothing")"))
        }
        if let declared = video.containerColor {
            if declared != said {
                violations.append(
                    containerColor.broken(
                        in: file,
                        "colr says \(declared.codePoints), the sequence parameter set \(video.color?.codePoints ?? "nothing")"))
            }
        } else {
            violations.append(containerColor.broken(in: file, "there is no colr box of type nclx"))
        }
        for aspect in video.pixelAspects where aspect.width != aspect.height {
            violations.append(squarePixels.broken(in: file, "the sample aspect ratio is \(aspect.width):\(aspect.height)"))
        }
        return violations
    }
}

extension Resolution {
    /// Each long side is within one even step of the exact one, on either rung.
    fileprivate func hasAspect(of other: Resolution) -> Bool {
        abs(width * other.height - height * other.width) <= 2 * (shortSide + other.shortSide)
    }
}

extension ColorDescription {
    fileprivate var codePoints: String { "\(primaries)/\(transfer)/\(matrix) \(isFullRange ? "full" : "limited")" }
}
