import Bitstream
import ISOBMFF
import MediaCore

/// The boxes of a track that follow from its description, its sample tables empty.
struct TrackParts {
    private(set) var codecString = ""
    /// What a codec's binding wants among the compatible brands.
    private(set) var codecBrands: [FourCC] = []
    var header: TrackHeaderBox
    var mediaHeader: MediaHeaderBox
    let handler: HandlerBox
    var information: MediaInformationBox

    init(_ description: TrackDescription) throws(CMAFError) {
        guard description.trackNumber > 0, description.trackNumber < .max else {
            throw .unrepresentable(field: "trackNumber", value: "\(description.trackNumber)")
        }
        guard description.timescale > 0 else {
            throw .unrepresentable(field: "timescale", value: "\(description.timescale)")
        }
        guard let language = LanguageCode(description.language) else {
            throw .unrepresentable(field: "language", value: description.language)
        }
        mediaHeader = MediaHeaderBox(timescale: UInt32(description.timescale), language: language)
        switch description.media {
        case .video(let configuration, let resolution, let color, let hdr):
            let entry = try Self.video(configuration, resolution, color)
            codecString = entry.coded.codecString
            codecBrands = entry.coded.brands
            header = TrackHeaderBox(video: description.trackNumber, width: entry.width, height: entry.height)
            handler = HandlerBox(handler_type: "vide", name: "video")
            var visual = VisualSampleEntry(
                width: entry.width, height: entry.height, configuration: entry.coded.record,
                colour: ColourInformationBox(color),
                masteringDisplay: hdr?.mastering.map(MasteringDisplayColourVolumeBox.init),
                contentLight: hdr?.contentLight.map(ContentLightLevelBox.init), pixelAspectRatio: .square)
            visual.protection = description.protection?.information(of: visual.configuration.entry)
            information = MediaInformationBox(
                header: .video(VideoMediaHeaderBox()),
                samples: SampleTableBox(description: SampleDescriptionBox(entry: .visual(visual))))
        case .audio(let configuration, let sampleRate, let channelCount, let bitRate):
            var entry = try Self.audio(configuration, sampleRate, channelCount, bitRate)
            codecString = entry.codecString
            entry.box.protection = description.protection?.information(of: MP4AudioSampleEntry.type)
            header = TrackHeaderBox(audio: description.trackNumber)
            handler = HandlerBox(handler_type: "soun", name: "audio")
            information = MediaInformationBox(
                header: .sound(SoundMediaHeaderBox()),
                samples: SampleTableBox(description: SampleDescriptionBox(entry: .mp4Audio(entry.box))))
        }
    }

    private static func video(
        _ configuration: CodecConfiguration, _ resolution: Resolution, _ color: ColorDescription
    ) throws(CMAFError) -> (coded: CodedVideo, width: UInt16, height: UInt16) {
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
        return (coded, width, height)
    }

    private static func audio(
        _ configuration: CodecConfiguration, _ sampleRate: Int, _ channelCount: Int, _ bitRate: Int
    ) throws(CMAFError) -> (codecString: String, box: MP4AudioSampleEntry) {
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
        return (config.codecString, entry)
    }
}
