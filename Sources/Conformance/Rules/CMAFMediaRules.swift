import Bitstream
import ISOBMFF
import MediaCore

/// What an init segment says of its media beside the samples' format: profile, kind, place and edits.
enum CMAFMediaRules {
    static let profileBrand = Rule(
        "CMAF-013", .must, "ftyp names a CMAF media profile only where the track fits it.", source: "CMAF §7.2, annexes A and B")
    static let handler = Rule(
        "CMAF-014", .must, "hdlr and the media header say vide and vmhd for pictures, soun and smhd for sound.",
        source: "ISO/IEC 14496-12 §8.4.3, §12.1, §12.2")
    static let dataReference = Rule(
        "CMAF-015", .must, "dref has one url entry, which says that the samples lie in the same file.",
        source: "ISO/IEC 14496-12 §8.7.2; CMAF §7.5")
    static let edit = Rule(
        "CMAF-016", .must, "An edit list has one edit, at normal speed and without an end of its own.", source: "CMAF §7.5")

    static let all = [profileBrand, handler, dataReference, edit]

    static func check(_ boxes: [BoxNode], _ header: TrackHeader) -> [Violation] {
        let file = header.file
        var violations: [Violation] = []
        let brands = boxes.first(along: ["ftyp"]).flatMap { try? BrandFields($0) }
        for brand in brands.map({ Set($0.compatible_brands + [$0.major_brand]) }) ?? [] {
            guard let profile = MediaProfile.named[brand], !profile.holds(header) else { continue }
            violations.append(profileBrand.broken(in: file, at: "ftyp", "the track does not fit \(brand)"))
        }
        if let media = boxes.first(along: ["moov", "trak", "mdia"]), let box = media.first("hdlr") {
            let kind = (try? HandlerFields(box))?.handler_type
            let isVideo = header.video != nil
            if kind != (isVideo ? "vide" : "soun") || media.first("minf", isVideo ? "vmhd" : "smhd") == nil {
                violations.append(
                    handler.broken(in: file, at: "hdlr", "it says \(kind?.description ?? "nothing") of \(header.codec)"))
            }
            let references = media.first("minf", "dinf", "dref")?.children ?? []
            // Flag 1, and no location: the same file.
            if references.map(\.type) != ["url "] || references[0].fields != [0, 0, 0, 1] {
                violations.append(
                    dataReference.broken(in: file, at: "dref", "it holds \(references.types.joined(separator: ", "))"))
            }
        }
        if header.edits.count > 1 || header.edits.contains(where: { $0.segmentDuration != 0 || $0.mediaRate != 1 }) {
            let list = header.edits.map { "\($0.segmentDuration) at rate \($0.mediaRate)" }.joined(separator: ", ")
            violations.append(edit.broken(in: file, at: "elst", "the durations are \(list)"))
        }
        return violations
    }
}

/// What a track of a CMAF media profile may be (ISO/IEC 23000-19 annexes A and B, tables of profiles).
private struct MediaProfile {
    let codec: VideoCodec?
    var size = Resolution(width: 0, height: 0)
    /// As the stream writes it.
    var level: UInt8 = 0
    var bitDepth = 8

    static let named: [FourCC: MediaProfile] = [
        "cfsd": MediaProfile(codec: .h264, size: Resolution(width: 864, height: 576), level: 31),
        "cfhd": MediaProfile(codec: .h264, size: Resolution(width: 1920, height: 1080), level: 40),
        "chdf": MediaProfile(codec: .h264, size: Resolution(width: 1920, height: 1080), level: 42),
        "chhd": MediaProfile(codec: .hevc, size: Resolution(width: 1920, height: 1080), level: 123),
        "chh1": MediaProfile(codec: .hevc, size: Resolution(width: 1920, height: 1080), level: 123, bitDepth: 10),
        "cud8": MediaProfile(codec: .hevc, size: Resolution(width: 3840, height: 2160), level: 150),
        "cud1": MediaProfile(codec: .hevc, size: Resolution(width: 3840, height: 2160), level: 153, bitDepth: 10),
        "caac": MediaProfile(codec: nil),
    ]

    func holds(_ header: TrackHeader) -> Bool {
        switch header.format {
        case .audio(let audio): codec == nil && audio.channelCount <= 2 && audio.sampleRate <= 48_000
        case .video(let video):
            video.codec == codec && video.level <= level && video.bitDepth <= bitDepth && video.size.width <= size.width
                && video.size.height <= size.height
        }
    }
}
