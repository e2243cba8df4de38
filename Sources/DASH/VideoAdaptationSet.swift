import MediaCore
import Presentation

extension MediaPresentationDescription {
    /// All rungs of a codec under one key: one picture, the same segment boundaries, so that a player may switch at each of them.
    func videoAdaptationSet(_ video: [VideoTrack]) -> XMLElement {
        let width = video.map(\.resolution.width).max() ?? 0
        let height = video.map(\.resolution.height).max() ?? 0
        var set = XMLElement(
            "AdaptationSet",
            [
                "contentType": "video",
                "mimeType": "video/mp4",
                "segmentAlignment": "true",
                "startWithSAP": "1",
                "maxWidth": "\(width)",
                "maxHeight": "\(height)",
            ],
            children: (video.first.map { contentProtection($0.media) } ?? []) + colorProperties(video) + [Self.mainRole]
                + video.map(representation))
        if let fastest = video.map(\.frameRate).max(by: { $0.framesPerSecond < $1.framesPerSecond }) {
            set.attributes.append(("maxFrameRate", fastest.description))
        }
        if let top = video.first?.resolution { set.attributes.append(("par", aspectRatio(top))) }
        return set
    }

    /// What a player must know how to show, else it leaves the set alone (ISO/IEC 23009-1 §5.8.5.10; ISO/IEC 23091-2). Sets in BT.709
    /// say nothing: it is what every player takes video for.
    private func colorProperties(_ video: [VideoTrack]) -> [XMLElement] {
        guard let color = video.first?.color, color.isHDR else { return [] }
        return [
            ("ColourPrimaries", color.primaries), ("TransferCharacteristics", color.transfer),
            ("MatrixCoefficients", color.matrix),
        ].map { XMLElement("EssentialProperty", ["schemeIdUri": "urn:mpeg:mpegB:cicp:\($0)", "value": "\($1)"]) }
    }

    static let mainRole = XMLElement("Role", ["schemeIdUri": "urn:mpeg:dash:role:2011", "value": "main"])

    private func representation(_ video: VideoTrack) -> XMLElement {
        XMLElement(
            "Representation",
            [
                "id": video.media.id.path,
                "codecs": video.media.codecs,
                "bandwidth": "\(video.media.peakBitRate(targetDuration: presentation.targetDuration))",
                "width": "\(video.resolution.width)",
                "height": "\(video.resolution.height)",
                "frameRate": video.frameRate.description,
                "sar": "1:1",
            ],
            children: [segmentTemplate(video.media)])
    }

    private func aspectRatio(_ resolution: Resolution) -> String {
        let divisor = max(1, greatestCommonDivisor(UInt64(resolution.width), UInt64(resolution.height)))
        return "\(resolution.width / Int(divisor)):\(resolution.height / Int(divisor))"
    }
}
