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
        let edits = try Self.edits(primingTicks: description.primingTicks)
        let parts: Parts
        switch description.media {
        case .video(let configuration, let resolution, let color):
            parts = try Self.video(configuration, resolution, color, track: description.trackNumber)
        case .audio(let configuration, let sampleRate, let channelCount, let bitRate):
            parts = try Self.audio(configuration, sampleRate, channelCount, bitRate, track: description.trackNumber)
        }
        codecString = parts.codecString
        // `cmf2` is `cmfc` without edit lists and with every sample default in the fragment.
        fileType =
            edits == nil
            ? FileTypeBox(major_brand: "cmf2", compatible_brands: ["cmf2", "cmfc", "iso6"] + parts.codecBrands)
            : FileTypeBox(major_brand: "cmfc", compatible_brands: ["cmfc", "iso6"] + parts.codecBrands)
        let track = TrackBox(
            header: parts.header, edits: edits,
            media: MediaBox(
                header: MediaHeaderBox(timescale: UInt32(description.timescale), language: language),
                handler: parts.handler, information: parts.information))
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

    /// What depends on the kind of media.
    private struct Parts {
        let codecString: String
        /// What a codec's binding wants among the compatible brands.
        var codecBrands: [FourCC] = []
        let header: TrackHeaderBox
        let handler: HandlerBox
        let information: MediaInformationBox
    }

    private static func video(
        _ configuration: CodecConfiguration, _ resolution: Resolution, _ color: ColorDescription,
        track: UInt32
    ) throws(CMAFError) -> Parts {
        guard let width = UInt16(exactly: resolution.width), let height = UInt16(exactly: resolution.height) else {
            throw .unrepresentable(field: "resolution", value: "\(resolution)")
        }
        for point in [color.primaries, color.transfer, color.matrix] where UInt8(exactly: point) == nil {
            throw .unrepresentable(field: "color", value: "\(point)")
        }
        let coded = try CodedVideo(configuration)
        for size in coded.sizes where size != resolution {
            throw .resolutionMismatch(described: "\(resolution)", coded: "\(size)")
        }
        let entry = VisualSampleEntry(
            width: width, height: height, configuration: coded.record, colour: ColourInformationBox(color),
            pixelAspectRatio: .square)
        return Parts(
            codecString: coded.codecString, codecBrands: coded.brands,
            header: TrackHeaderBox(video: track, width: width, height: height),
            handler: HandlerBox(handler_type: "vide", name: "video"),
            information: MediaInformationBox(
                header: .video(VideoMediaHeaderBox()),
                samples: SampleTableBox(description: SampleDescriptionBox(entry: .visual(entry)))))
    }

    private static func audio(
        _ configuration: CodecConfiguration, _ sampleRate: Int, _ channelCount: Int, _ bitRate: Int,
        track: UInt32
    ) throws(CMAFError) -> Parts {
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
        return Parts(
            codecString: config.codecString, header: TrackHeaderBox(audio: track),
            handler: HandlerBox(handler_type: "soun", name: "audio"),
            information: MediaInformationBox(
                header: .sound(SoundMediaHeaderBox()),
                samples: SampleTableBox(description: SampleDescriptionBox(entry: .mp4Audio(entry)))))
    }

    private static func edits(primingTicks: Int) throws(CMAFError) -> EditBox? {
        guard primingTicks != 0 else { return nil }
        guard primingTicks > 0, let media_time = Int32(exactly: primingTicks) else {
            throw .unrepresentable(field: "primingTicks", value: "\(primingTicks)")
        }
        return EditBox(list: EditListBox(media_time: media_time))
    }
}
