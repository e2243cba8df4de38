import LibAV
import MediaCore
import Planning

/// Reads every packet of a source once, without decoding, and says what is really in it.
package struct PacketScanner {
    private let descriptor: Int32
    private let cue: (_ stream: Int, CaptionCue) throws(TranscodingError) -> Void
    private let progress: (_ packets: Int) throws(TranscodingError) -> Void

    private static let packetsPerProgress = 16_384
    /// Of all streams together: six hours of 48 keyframes a second.
    private static let mostAccessPoints = 1 << 20
    private static let mostPacketsToFirstPicture = 64

    /// - Parameters:
    ///   - descriptor: of the source, readable; stays the caller's.
    ///   - cue: called with each caption of text, on the container's timeline.
    ///   - progress: called now and then while packets are read.
    package init(
        descriptor: Int32, cue: @escaping (_ stream: Int, CaptionCue) throws(TranscodingError) -> Void = { _, _ in },
        progress: @escaping (_ packets: Int) throws(TranscodingError) -> Void
    ) {
        self.descriptor = descriptor
        self.cue = cue
        self.progress = progress
    }

    package func scan() throws(TranscodingError) -> SourceInfo {
        try typed { try measure() }
    }

    private func measure() throws -> SourceInfo {
        var demuxer = try open()
        // Which planning refuses by their number alone.
        guard demuxer.streams.count <= SourceLimits.streams else {
            return SourceInfo(
                container: demuxer.containerName, fileSize: demuxer.fileSize, video: [], audio: [],
                otherStreamCount: demuxer.streams.count, findings: [])
        }
        var video: [Int: VideoStreamScan] = [:]
        var audio: [Int: AudioStreamScan] = [:]
        var captions: [Int: CaptionStreamScan] = [:]
        for stream in demuxer.streams {
            switch stream.kind {
            case .video(let picture) where !stream.isAttachedPicture && stream.isDecodable:
                video[stream.index] = VideoStreamScan(
                    stream, picture, hdr: picture.color.isHDR ? try firstPictureMetadata(of: stream.index) : nil,
                    restarts: demuxer.hasRestartingClock,
                    mostAccessPoints: Self.mostAccessPoints / demuxer.streams.count)
            case .audio(let sound):
                audio[stream.index] = AudioStreamScan(
                    stream, sound, isDecodable: stream.isDecodable && (try? Decoder.open(demuxer, stream: stream.index)) != nil,
                    restarts: demuxer.hasRestartingClock)
            case .caption: captions[stream.index] = CaptionStreamScan(stream)
            default: break
            }
        }
        let refused = demuxer.streams.compactMap { stream -> String? in
            if case .video = stream.kind, !stream.isAttachedPicture, !stream.isDecodable { stream.codec } else { nil }
        }
        guard !video.isEmpty || (!audio.isEmpty && refused.isEmpty) else {
            let isIndexDamaged = demuxer.containerName == "mov" && demuxer.streams.isEmpty
            throw TranscodingError.rejected(isIndexDamaged ? .indexDamaged : .noDecodableVideo(codecs: refused))
        }
        let packet = try Packet.allocate()
        var packets = 0
        while try demuxer.read(into: packet) {
            defer { packets += 1 }
            if packets % Self.packetsPerProgress == 0, packets > 0 { try progress(packets) }
            let index = packet.streamIndex
            if index >= demuxer.streams.count { continue }
            video[index]?.note(packet, filePlace: packets)
            audio[index]?.note(packet, filePlace: packets)
            for found in captions[index]?.note(packet) ?? [] { try cue(index, found) }
        }
        for index in captions.keys.sorted() {
            for found in captions[index]?.finish() ?? [] { try cue(index, found) }
        }
        let container = demuxer.containerName
        let tracks = video.values.compactMap { $0.track(container: container) }.sorted { $0.streamIndex < $1.streamIndex }
        let sounds = audio.values.compactMap(\.track).sorted { $0.streamIndex < $1.streamIndex }
        guard !tracks.isEmpty || !sounds.isEmpty else { throw TranscodingError.rejected(.noDecodableVideo(codecs: [])) }
        let runs = tracks.flatMap(\.runs) + sounds.flatMap(\.runs)
        let times = tracks.flatMap { $0.accessPoints.flatMap { [$0.presentationTime, $0.decodeTime] } }
        guard (times + runs.flatMap { [$0.start, $0.end] }).allSatisfy(\.isRecorded) else {
            throw TranscodingError.rejected(.timestampsOutOfRange)
        }
        let decoded = demuxer.streams.compactMap { stream in
            (video[stream.index]?.lastDecode ?? audio[stream.index]?.lastDecode).map { (stream, $0) }
        }
        let loss = SourceLoss(
            demuxer, ContainerStructure(descriptor: descriptor, container: container), lastDecode: decoded,
            end: runs.map(\.end).max() ?? .zero)
        return SourceInfo(
            container: container, fileSize: demuxer.fileSize, video: tracks, audio: sounds,
            captions: captions.values.map(\.track).sorted { $0.streamIndex < $1.streamIndex },
            otherStreamCount: demuxer.streams.count - tracks.count - sounds.count - captions.count,
            findings: video.values.sorted { $0.index < $1.index }.flatMap(\.findings) + loss.findings
                + captions.values.flatMap(\.findings)
                + (tracks.isEmpty && !video.isEmpty ? [.pictureMissing] : [])
                + (Self.clockWraps(container, runs) ? [.clockWrapped] : []) + leftOut(of: demuxer))
    }

    /// Whether times pass the end of the 33 bits that MPEG's clocks count with (ISO/IEC 13818-1 §2.4.3.7). The demuxer goes on
    /// counting, or counts from below zero up to the place where the clock begins again.
    private static func clockWraps(_ container: String, _ runs: [ClockRun]) -> Bool {
        let ends = [MediaTime.zero, MediaTime(ticks: 1 << 33, timescale: 90_000)]
        return ["mpegts", "mpeg"].contains(container) && runs.contains { run in ends.contains { run.start < $0 && $0 < run.end } }
    }

    /// Of a file that is not passed on, beside its streams.
    private func leftOut(of demuxer: borrowing Demuxer) -> [Finding] {
        let tags = PrivateTag.all(in: demuxer.tagNames)
        return (demuxer.streams.contains(where: \.isAttachedPicture) ? [.coverArtDropped] : [])
            + (tags.isEmpty ? [] : [.privateTagsDropped(tags)])
    }

    /// What the first picture that decodes says of HDR: the only thing here that is decoded.
    private func firstPictureMetadata(of stream: Int) throws -> HDRMetadata? {
        var demuxer = try open()
        guard stream < demuxer.streams.count, var decoder = try? Decoder.open(demuxer, stream: stream) else { return nil }
        demuxer.select(streams: [stream])
        let packet = try Packet.allocate()
        for _ in 0..<Self.mostPacketsToFirstPicture {
            guard try demuxer.read(into: packet) else { break }
            guard packet.streamIndex == stream else { continue }
            try decoder.send(packet)
            if case .output(let frame) = try decoder.receive() { return frame.hdr }
        }
        try decoder.sendEnd()
        if case .output(let frame) = try decoder.receive() { return frame.hdr }
        return nil
    }

    private func open() throws -> Demuxer {
        do {
            return try Demuxer.open(descriptor: descriptor)
        } catch {
            throw TranscodingError.rejected(try rejection(error))
        }
    }

    /// What a failure to open says about the upload; rethrows what is no fault of the upload.
    private func rejection(_ error: LibAVError) throws -> Rejection {
        guard let container = error.container else { return .notMedia }
        switch error.code {
        case .formatNotAllowed: return .formatNotAccepted(name: container)
        case .inputOutput: throw TranscodingError.library(error)
        case .outOfMemory:
            return .headerUnreadable(container: container, cause: "it asks for more streams or memory than any real video")
        case .invalidData where container == "mov":
            return ContainerStructure(descriptor: descriptor, container: container).hasWholeIndex ? .indexDamaged : .indexMissing
        default:
            return error.operation.hasPrefix("recognising")
                ? .notMedia : .headerUnreadable(container: container, cause: error.cause)
        }
    }
}
