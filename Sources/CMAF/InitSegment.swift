import Bitstream
import ISOBMFF
import MediaCore

/// A CMAF header: `ftyp` and `moov` of one track (ISO/IEC 23000-19 §7.3.1).
package struct InitSegment: Sendable {
    /// For CODECS and @codecs (RFC 6381).
    package let codecString: String
    private let fileType: FileTypeBox
    private let movie: MovieBox

    package init(_ description: TrackDescription) throws(CMAFError) {
        guard description.trackNumber > 0, description.trackNumber < .max else {
            throw .unrepresentable(field: "trackNumber", value: "\(description.trackNumber)")
        }
        guard description.timescale > 0 else {
            throw .unrepresentable(field: "timescale", value: "\(description.timescale)")
        }
        guard let language = LanguageCode(description.language) else {
            throw .unrepresentable(field: "language", value: description.language)
        }
        let track: TrackBox
        switch description.media {
        case .video(let configuration, let resolution, let color):
            let parts = try Self.video(configuration, resolution, color, description)
            (track, codecString) = (Self.track(parts.header, edits: nil, parts.media, description, language), parts.codec)
            fileType = FileTypeBox(major_brand: "cmf2", compatible_brands: ["cmf2", "cmfc", "iso6"])
        case .audio(let configuration, let sampleRate, let channelCount, let bitRate):
            let parts = try Self.audio(configuration, sampleRate, channelCount, bitRate, description)
            let edits = try Self.edits(primingTicks: description.primingTicks)
            (track, codecString) = (Self.track(parts.header, edits: edits, parts.media, description, language), parts.codec)
            // An edit list is a matter of `cmfc`; `cmf2` does without.
            fileType = FileTypeBox(major_brand: "cmfc", compatible_brands: ["cmfc", "iso6"])
        }
        movie = MovieBox(
            header: MovieHeaderBox(
                timescale: UInt32(description.timescale), next_track_ID: description.trackNumber + 1),
            track: track,
            extends: MovieExtendsBox(track: TrackExtendsBox(track_ID: description.trackNumber)))
    }

    package func serialized() -> [UInt8] {
        var writer = ByteWriter()
        fileType.write(to: &writer)
        movie.write(to: &writer)
        return writer.bytes
    }

    private struct Media {
        var handler: HandlerBox
        var information: MediaInformationBox
    }

    private static func track(
        _ header: TrackHeaderBox, edits: EditBox?, _ media: Media, _ description: TrackDescription, _ language: LanguageCode
    ) -> TrackBox {
        TrackBox(
            header: header, edits: edits,
            media: MediaBox(
                header: MediaHeaderBox(timescale: UInt32(description.timescale), language: language),
                handler: media.handler, information: media.information))
    }

    private static func video(
        _ configuration: CodecConfiguration, _ resolution: Resolution, _ color: ColorDescription,
        _ description: TrackDescription
    ) throws(CMAFError) -> (header: TrackHeaderBox, media: Media, codec: String) {
        guard case .avc(let sps, let pps) = configuration else { throw .codecMismatch }
        guard description.primingTicks == 0 else {
            throw .unrepresentable(field: "primingTicks for video", value: "\(description.primingTicks)")
        }
        guard let width = UInt16(exactly: resolution.width), let height = UInt16(exactly: resolution.height) else {
            throw .unrepresentable(field: "resolution", value: "\(resolution)")
        }
        for point in [color.primaries, color.transfer, color.matrix] where UInt8(exactly: point) == nil {
            throw .unrepresentable(field: "color", value: "\(point)")
        }
        let record: AVCDecoderConfigurationRecord
        let coded: [Resolution]
        do {
            record = try AVCDecoderConfigurationRecord(sequenceParameterSets: sps, pictureParameterSets: pps)
            coded = try sps.map { unit throws(BitstreamError) in try AVCSequenceParameterSet(unit).resolution }
        } catch {
            throw .configuration(error)
        }
        for size in coded where size != resolution {
            throw .resolutionMismatch(described: "\(resolution)", coded: "\(size)")
        }
        let entry = AVCSampleEntry(
            width: width, height: height, configuration: AVCConfigurationBox(AVCConfig: record.serialized()),
            colour: ColourInformationBox(color), pixelAspectRatio: .square)
        let media = Media(
            handler: HandlerBox(handler_type: "vide", name: "video"),
            information: MediaInformationBox(
                header: .video(VideoMediaHeaderBox()),
                samples: SampleTableBox(description: SampleDescriptionBox(entry: .avc(entry)))))
        return (TrackHeaderBox(video: description.trackNumber, width: width, height: height), media, record.codecString)
    }

    private static func audio(
        _ configuration: CodecConfiguration, _ sampleRate: Int, _ channelCount: Int, _ bitRate: Int,
        _ description: TrackDescription
    ) throws(CMAFError) -> (header: TrackHeaderBox, media: Media, codec: String) {
        guard case .aac(let bytes) = configuration else { throw .codecMismatch }
        guard let channelcount = UInt16(exactly: channelCount) else {
            throw .unrepresentable(field: "channelCount", value: "\(channelCount)")
        }
        guard let samplerate = UInt32(exactly: sampleRate) else {
            throw .unrepresentable(field: "sampleRate", value: "\(sampleRate)")
        }
        guard let rate = UInt32(exactly: bitRate) else { throw .unrepresentable(field: "bitRate", value: "\(bitRate)") }
        let config: AudioSpecificConfig
        do { config = try AudioSpecificConfig(parsing: bytes) } catch { throw .configuration(error) }
        let entry = MP4AudioSampleEntry(
            channelcount: channelcount, samplerate: samplerate,
            descriptor: ESDBox(audioSpecificConfig: bytes, avgBitrate: rate, maxBitrate: rate))
        let media = Media(
            handler: HandlerBox(handler_type: "soun", name: "audio"),
            information: MediaInformationBox(
                header: .sound(SoundMediaHeaderBox()),
                samples: SampleTableBox(description: SampleDescriptionBox(entry: .mp4Audio(entry)))))
        return (TrackHeaderBox(audio: description.trackNumber), media, config.codecString)
    }

    private static func edits(primingTicks: Int) throws(CMAFError) -> EditBox? {
        guard primingTicks != 0 else { return nil }
        guard primingTicks > 0, let media_time = Int32(exactly: primingTicks) else {
            throw .unrepresentable(field: "primingTicks", value: "\(primingTicks)")
        }
        return EditBox(list: EditListBox(media_time: media_time))
    }
}
