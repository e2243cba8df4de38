import Presentation

extension MediaPresentationDescription {
    /// One language's sound.
    ///
    /// There is no presentationTimeOffset for the encoder's priming. The init segment's edit list already maps the end of the
    /// priming to presentation time zero, and MPD times are times after the edit list (ISO/IEC 23009-1 §7.2.1). Players that
    /// honour the list, such as Chromium's Media Source, would take the priming off twice and sound 21 ms early. FFmpeg's
    /// demuxer ignores the offset. GStreamer 1.22's adaptive demuxers ignore the edit list, in HLS as well, so there the sound
    /// is late by the priming in both.
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
