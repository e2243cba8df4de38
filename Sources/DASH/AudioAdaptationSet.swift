import Presentation

extension MediaPresentationDescription {
    /// One language's sound in one number of channels.
    ///
    /// There is no presentationTimeOffset for the encoder's priming. It is subtracted from the presentation time in the media
    /// (ISO/IEC 23009-1 §7.2.1), from which the init segment's edit list has taken the priming off already: Chromium's Media
    /// Source honours the list, so with an offset its sound is 21 ms early. FFmpeg 5.1 honours the list and ignores the offset.
    /// GStreamer 1.22's adaptive demuxers ignore the list, in HLS as well, so their sound is late by the priming.
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
            children: contentProtection(audio.media) + (isMain ? [Self.mainRole] : []) + [representation])
    }
}
