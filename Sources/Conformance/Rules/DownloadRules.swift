import Bitstream
import ISOBMFF
import MediaCore

/// The file to keep, where there is one. Its samples are read chunk by chunk, as it may be large.
enum DownloadRules {
    static let tablesFirst = Rule(
        "DOWNLOAD-001", .must, "download.mp4 is ftyp, moov and mdat in this order, without fragments.",
        source: "ISO/IEC 14496-12 §6.2.3; Sluice asset layout")
    static let tracks = Rule(
        "DOWNLOAD-002", .must, "It has one track of H.264 and, where the asset has sound, one of AAC.",
        source: "Sluice asset layout")
    static let durations = Rule(
        "DOWNLOAD-003", .must, "Its tracks last as long as the asset, within one frame.", source: "Sluice asset layout")
    static let samples = Rule(
        "DOWNLOAD-004", .must, "Its sample tables agree and lead to whole samples in its mdat, and stss names the IDR pictures.",
        source: "ISO/IEC 14496-12 §8.5.1, §8.6.2")

    static let noMetadata = Rule(
        "DOWNLOAD-005", .must, "Its creation and modification times are 0, and it has no udta and no meta.",
        source: "Sluice: same input, same bytes; Sluice privacy")

    static let all = [tablesFirst, tracks, durations, samples, noMetadata]

    static let file = "download.mp4"

    /// - Parameter source: of the file; nil where the asset has none. Blocks while it reads.
    static func check(_ source: ByteSource?, _ asset: PublishedAsset) -> [Violation] {
        guard let source else { return [] }
        let boxes: [BoxNode]
        do { boxes = try BoxReader.read(source) } catch { return [tablesFirst.broken(in: file, "\(error)")] }
        guard boxes.types == ["ftyp", "moov", "mdat"], let media = boxes.last, boxes[1].first("mvex") == nil else {
            return [tablesFirst.broken(in: file, "the file is \(boxes.types.joined(separator: ", "))")]
        }
        let strangers = checkMetadata(boxes[1])
        let traks = boxes[1].all("trak")
        let entries = traks.map { $0.first("mdia", "minf", "stbl", "stsd")?.children.first }
        let expected: [FourCC] = asset.audioTracks.isEmpty ? ["avc1"] : ["avc1", "mp4a"]
        guard entries.compactMap({ $0?.type }) == expected else {
            let found = entries.map { $0?.type.description ?? "nothing" }.joined(separator: " and ")
            return [tracks.broken(in: file, "it holds \(found)")]
        }
        return strangers
            + zip(traks, entries).flatMap { trak, entry in
                do throws(Fault) {
                    return try check(trak, entry, boxes[1], media, source, asset)
                } catch {
                    return [error.rule.broken(in: file, at: entry.map { "\($0.type)" }, error.message)]
                }
            }
    }

    private static func checkMetadata(_ movie: BoxNode) -> [Violation] {
        var violations: [Violation] = []
        for box in [movie] + movie.all("trak") {
            violations += box.children.filter { ["udta", "meta"].contains($0.type) }.map {
                noMetadata.broken(in: file, at: "\(box.type)", "there is a \($0.type)")
            }
            let times = [
                box.first("mvhd").flatMap { try? MovieHeaderFields($0) }.map { [$0.creation_time, $0.modification_time] },
                box.first("tkhd").flatMap { try? TrackHeaderFields($0) }.map { [$0.creation_time, $0.modification_time] },
                box.first("mdia", "mdhd").flatMap { try? MediaHeaderFields($0) }.map {
                    [$0.creation_time, $0.modification_time]
                },
            ]
            if times.contains(where: { $0?.contains { $0 != 0 } ?? false }) {
                violations.append(noMetadata.broken(in: file, at: "\(box.type)", "it names a date"))
            }
        }
        return violations
    }

    /// Of bytes; far above half a second of any rendition.
    private static let largestChunk = 256 << 20

    /// What ends the checks of a track.
    private struct Fault: Error {
        var rule = DownloadRules.samples
        let message: String
    }

    private static func check(
        _ trak: BoxNode, _ entry: BoxNode?, _ movie: BoxNode, _ media: BoxNode, _ source: ByteSource, _ asset: PublishedAsset
    ) throws(Fault) -> [Violation] {
        guard let entry, let stbl = trak.first("mdia", "minf", "stbl"), let mdhd = trak.first("mdia", "mdhd"),
            let mvhd = movie.first("mvhd")
        else { throw Fault(message: "a header box is missing") }
        let table: SampleTableReader
        let (mediaHeader, movieHeader, edit): (MediaHeaderFields, MovieHeaderFields, EditListFields.Entry?)
        var video: VideoFormat?
        do {
            table = try SampleTableReader(stbl: stbl)
            mediaHeader = try MediaHeaderFields(mdhd)
            movieHeader = try MovieHeaderFields(mvhd)
            edit = try trak.first("edts", "elst").map { box throws(ISOBMFFError) in try EditListFields(box) }?.entries.first
            if entry.type == "avc1" {
                let fields = try VisualSampleEntryFields(entry)
                video = try fields.AVCConfig.map { record throws(BitstreamError) in try VideoFormat(avcC: record, entry: fields) }
            }
        } catch { throw Fault(message: "\(error)") }
        try checkDurations(table, mediaHeader, movieHeader, edit, isVideo: video != nil, asset)
        try checkSamples(table, video, media, source)
        return []
    }

    private static func checkDurations(
        _ table: SampleTableReader, _ mediaHeader: MediaHeaderFields, _ movieHeader: MovieHeaderFields,
        _ edit: EditListFields.Entry?, isVideo: Bool, _ asset: PublishedAsset
    ) throws(Fault) {
        guard let scale = Int32(exactly: mediaHeader.timescale), let movieScale = Int32(exactly: movieHeader.timescale),
            scale > 0, movieScale > 0, let end = asset.end
        else { throw Fault(rule: durations, message: "a timescale is out of range") }
        guard UInt64(clamping: table.duration) == mediaHeader.duration else {
            throw Fault(message: "mdhd says \(mediaHeader.duration) ticks, stts \(table.duration)")
        }
        let frame = MediaTime(ticks: table.sampleDuration, timescale: scale)
        // Reordered pictures are shown as much later as the edit list takes away; priming is not shown at all.
        let priming = isVideo ? 0 : max(0, edit?.media_time ?? 0)
        let played = MediaTime(ticks: table.duration &- priming, timescale: scale)
        let promised = MediaTime(ticks: Int64(clamping: edit?.segment_duration ?? movieHeader.duration), timescale: movieScale)
        for time in [played, promised] where time.distance(to: end) > frame {
            throw Fault(rule: durations, message: "the track lasts \(time.seconds) s, the asset \(end.seconds) s")
        }
    }

    private static func checkSamples(
        _ table: SampleTableReader, _ video: VideoFormat?, _ media: BoxNode, _ source: ByteSource
    ) throws(Fault) {
        let syncs = table.syncs.map(Set.init)
        var index = 0
        for chunk in table.chunks {
            let sizes = table.sizes[index..<index + chunk.sampleCount]
            let count = sizes.reduce(Int64(0)) { $0 + Int64($1) }
            guard count <= largestChunk, let offset = Int64(exactly: chunk.offset), offset >= media.payloadRange.lowerBound,
                offset <= media.end - count
            else { throw Fault(message: "the chunk of sample \(index + 1) does not lie in the mdat") }
            guard count > 0, let video else {
                index += sizes.count
                continue
            }
            let bytes: [UInt8]
            do { bytes = try source.read(offset, Int(count)) } catch { throw Fault(message: "\(error)") }
            var position = 0
            for size in sizes {
                index += 1
                let end = position + Int(size)
                guard let coded = CodedSample(bytes.span.bytes.extracting(position..<end), video) else {
                    throw Fault(message: "the units of sample \(index) do not fill it")
                }
                guard coded.isKeyframe == syncs?.contains(UInt32(index)) ?? true else {
                    throw Fault(message: "stss is wrong about sample \(index)")
                }
                position = end
            }
        }
    }
}
