import Presentation

extension MediaPresentationDescription {
    /// One language's sound.
    func adaptationSet(_ audio: AudioTrack, isMain: Bool) -> XMLElement {
        let channels = XMLElement(
            "AudioChannelConfiguration",
            ["schemeIdUri": "urn:mpeg:mpegB:cicp:ChannelConfiguration", "value": "\(audio.channelCount)"])
        let representation = XMLElement(
            "Representation",
            [
                "id": audio.media.id.path,
                "codecs": audio.media.codecs,
                "bandwidth": "\(audio.media.peakBitRate(targetDuration: presentation.targetDuration))",
                "audioSamplingRate": "\(audio.sampleRate)",
            ],
            children: [channels, segmentTemplate(audio.media)])
        return XMLElement(
            "AdaptationSet",
            [
                "contentType": "audio",
                "mimeType": "audio/mp4",
                "lang": audio.language,
                "segmentAlignment": "true",
                "startWithSAP": "1",
            ],
            children: (isMain ? [Self.mainRole] : []) + [representation])
    }
}
