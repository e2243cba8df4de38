import Bitstream
import ISOBMFF

/// Turns an init segment's boxes into a `TrackHeader`.
struct TrackHeaderReader {
    private let boxes: [BoxNode]
    private let file: String
    private let byteCount: Int

    /// The header, or why there is none, beside what its boxes break of the rules.
    static func read(_ bytes: [UInt8], file: String) -> (header: TrackHeader?, violations: [Violation]) {
        let (boxes, violations) = CMAFHeaderRules.survey(bytes, file: file)
        guard violations.isEmpty else { return (nil, violations) }
        let broken = CMAFHeaderRules.check(boxes, file: file)
        do {
            let reader = TrackHeaderReader(boxes: boxes, file: file, byteCount: bytes.count)
            let header = try reader.header()
            return (header, broken + CMAFHeaderRules.check(boxes, header))
        } catch {
            // A box that is missing has been reported as such.
            return (nil, broken.isEmpty ? [CMAFHeaderRules.sampleEntry.broken(in: file, error.message)] : broken)
        }
    }

    /// What keeps an init segment from being understood.
    private struct Obstacle: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }

    private func header() throws(Obstacle) -> TrackHeader {
        let track = try box(["moov", "trak"])
        let mediaHeader = try fields(try box(["moov", "trak", "mdia", "mdhd"]), MediaHeaderFields.init)
        guard let timescale = Int32(exactly: mediaHeader.timescale), timescale > 0 else {
            throw Obstacle("mdhd's timescale is \(mediaHeader.timescale)")
        }
        let trackHeader = try fields(try box(["moov", "trak", "tkhd"]), TrackHeaderFields.init)
        let entries = try box(["moov", "trak", "mdia", "minf", "stbl", "stsd"]).children
        guard entries.count == 1, let entry = entries.first else { throw Obstacle("stsd has \(entries.count) sample entries") }
        let (codec, format) = try format(of: entry)
        return TrackHeader(
            file: file, byteCount: byteCount, trackID: trackHeader.track_ID, timescale: timescale, codec: codec,
            edits: try edits(of: track), format: format, defaults: try defaults())
    }

    private func format(of entry: BoxNode) throws(Obstacle) -> (codec: String, format: TrackHeader.Format) {
        switch originalType(of: entry) {
        case "avc1", "hvc1", "av01":
            let video = try videoFormat(of: entry)
            return (video.codecString, .video(video))
        case "mp4a":
            let fields = try fields(entry, AudioSampleEntryFields.init)
            guard let descriptor = fields.descriptor, descriptor.objectTypeIndication == 0x40 else {
                throw Obstacle("mp4a has no esds of MPEG-4 audio")
            }
            do {
                let config = try AudioSpecificConfig(parsing: descriptor.audioSpecificConfig)
                let channelCount = config.channelCount ?? Int(fields.channelcount)
                let isEntryTrue =
                    Int(fields.samplerate) == config.samplingFrequency && Int(fields.channelcount) == channelCount
                return (
                    config.codecString,
                    .audio(
                        AudioFormat(
                            sampleRate: config.samplingFrequency, channelCount: channelCount, isEntryTrue: isEntryTrue,
                            declaredBitRate: Int(descriptor.avgBitrate)))
                )
            } catch {
                throw Obstacle("\(error)")
            }
        default: throw Obstacle("the sample entry is “\(entry.type)”, none of avc1, hvc1, av01 and mp4a")
        }
    }

    /// What the entry was before it was encrypted.
    private func originalType(of entry: BoxNode) -> FourCC {
        guard entry.type == "encv" || entry.type == "enca", let frma = entry.first("sinf", "frma"), frma.fields.count == 4 else {
            return entry.type
        }
        return FourCC(rawValue: frma.fields.reduce(0) { $0 << 8 | UInt32($1) })
    }

    private func videoFormat(of entry: BoxNode) throws(Obstacle) -> VideoFormat {
        let fields = try fields(entry, VisualSampleEntryFields.init)
        do throws(BitstreamError) {
            switch originalType(of: entry) {
            case "avc1": if let record = fields.AVCConfig { return try VideoFormat(avcC: record, entry: fields) }
            case "hvc1": if let record = fields.HEVCConfig { return try VideoFormat(hvcC: record, entry: fields) }
            default: if let record = fields.av1Config { return try VideoFormat(av1C: record, entry: fields) }
            }
        } catch { throw Obstacle("\(error)") }
        throw Obstacle("\(entry.type) has no decoder configuration record")
    }

    private func edits(of track: BoxNode) throws(Obstacle) -> [TrackHeader.Edit] {
        guard let box = track.first("edts", "elst") else { return [] }
        return try fields(box, EditListFields.init).entries.map {
            TrackHeader.Edit(
                segmentDuration: $0.segment_duration, mediaTime: $0.media_time, mediaRate: $0.media_rate_integer)
        }
    }

    private func defaults() throws(Obstacle) -> TrackHeader.SampleDefaults {
        guard let box = boxes.first(along: ["moov", "mvex", "trex"]) else { return TrackHeader.SampleDefaults() }
        let extends = try fields(box, TrackExtendsFields.init)
        return TrackHeader.SampleDefaults(
            duration: extends.default_sample_duration, size: extends.default_sample_size, flags: extends.default_sample_flags)
    }

    private func box(_ path: [FourCC]) throws(Obstacle) -> BoxNode {
        guard let box = boxes.first(along: path[...]) else {
            throw Obstacle("there is no \(path.map(\.description).joined(separator: "/"))")
        }
        return box
    }

    private func fields<Fields>(
        _ box: BoxNode, _ read: (BoxNode) throws(ISOBMFFError) -> Fields
    ) throws(Obstacle) -> Fields {
        do { return try read(box) } catch { throw Obstacle("\(error)") }
    }
}
