import MediaCore

@testable import ISOBMFF

/// A small fragmented movie: header and one fragment of three samples.
let sampleFile: [UInt8] = {
    var file = FileTypeBox(major_brand: "cmf2", compatible_brands: ["cmf2", "cmfc", "iso6"]).serialized()
    let entry = VisualSampleEntry(
        width: 640, height: 360, configuration: .avc([1, 0x64, 0, 0x1e, 0xff, 0xe0, 0]),
        colour: ColourInformationBox(.bt709), pixelAspectRatio: .square)
    let media = MediaBox(
        header: MediaHeaderBox(timescale: 12_500, language: LanguageCode("und")!),
        handler: HandlerBox(handler_type: "vide", name: "video"),
        information: MediaInformationBox(
            header: .video(VideoMediaHeaderBox()),
            samples: SampleTableBox(description: SampleDescriptionBox(entry: .visual(entry)))))
    file += MovieBox(
        header: MovieHeaderBox(timescale: 12_500, next_track_ID: 2),
        tracks: [
            TrackBox(
                header: TrackHeaderBox(video: 1, width: 640, height: 360),
                edits: EditBox(list: EditListBox(media_time: 1000)), media: media)
        ],
        extends: MovieExtendsBox(track: TrackExtendsBox(track_ID: 1))
    ).serialized()
    var header = TrackFragmentHeaderBox(track_ID: 1)
    header.default_sample_duration = 500
    header.default_sample_flags = .dependent
    var run = TrackRunBox(sample_count: 3)
    run.data_offset = 136
    run.first_sample_flags = .sync
    run.sample_size = [3, 2, 1]
    run.sample_composition_time_offset = [0, 500, -500]
    file += SegmentTypeBox(major_brand: "msdh", compatible_brands: ["msdh", "cmfs"]).serialized()
    file += MovieFragmentBox(
        header: MovieFragmentHeaderBox(sequence_number: 7),
        track: TrackFragmentBox(
            header: header, decodeTime: TrackFragmentDecodeTimeBox(baseMediaDecodeTime: 1 << 33), run: run)
    ).serialized()
    file += [0, 0, 0, 14] + Array("mdat".utf8) + [1, 1, 1, 2, 2, 3]
    return file
}()

extension FourCC {
    var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: rawValue >> UInt32(24 - 8 * $0)) } }
}

/// A box with any size field.
func box(_ type: FourCC, size: UInt32? = nil, _ body: [UInt8] = []) -> [UInt8] {
    let size = size ?? UInt32(body.count + 8)
    return (0..<4).map { UInt8(truncatingIfNeeded: size >> UInt32(24 - 8 * $0)) } + type.bytes + body
}
