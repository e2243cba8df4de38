import CMAF
import ISOBMFF
import MediaCore
import Packaging
import Planning
import Presentation
import Storage
import Threading

/// The file to keep: the samples of one rendition and its sound, copied from their segments into a progressive MP4. Memory holds
/// the sample tables and half a second of media.
struct Download {
    /// Within the asset.
    static let fileName = "download.mp4"

    let plan: DownloadPlan
    let headers: [TrackID: TrackHeader]
    let segments: [TrackID: [SegmentRecord]]
    let staging: LocalStaging

    func write(duration: MediaTime, until cancellation: CancellationFlag) throws -> Report.Download {
        let tracks = [plan.video, plan.audio].compactMap(\.self)
        let movie = try ProgressiveMovie(
            try tracks.enumerated().map { index, track in
                guard var description = headers[track]?.description else {
                    throw WorkerFailure(.internal, "The track \(track) has no segments.")
                }
                description.trackNumber = UInt32(index + 1)
                return (description, try samples(of: track, timescale: description.timescale))
            }, duration: duration)
        let bytes = try copy(movie, of: tracks, until: cancellation)
        return Report.Download(file: Self.fileName, video: plan.video, audio: plan.audio, bytes: bytes)
    }

    private func samples(of track: TrackID, timescale: Int32) throws -> SampleTable {
        var table = SampleTable(timescale: timescale)
        for segment in segments[track] ?? [] {
            let file = try OpenSegment(path(of: segment, track))
            try table.append(segment: ByteSource(size: Int64(segment.byteCount), read: file.bytes))
        }
        return table
    }

    private func copy(_ movie: ProgressiveMovie, of tracks: [TrackID], until cancellation: CancellationFlag) throws -> Int {
        // Chunks of a track come in order, so each track has one segment open at a time.
        var open: [(index: Int, file: OpenSegment)?] = tracks.map { _ in nil }
        var head: [UInt8]? = movie.head
        var chunks = movie.chunks[...]
        var bytes = 0
        try staging.put(Self.fileName) {
            if cancellation.isCancelled { throw CancellationError() }
            defer { head = nil }
            if let head {
                bytes += head.count
                return head
            }
            guard let (track, chunk) = chunks.popFirst() else { return nil }
            if open[track]?.index != chunk.segment {
                let record = segments[tracks[track], default: []][chunk.segment]
                open[track] = (chunk.segment, try OpenSegment(path(of: record, tracks[track])))
            }
            let block = try open[track]!.file.bytes(chunk.offset, chunk.byteCount)
            guard block.count == chunk.byteCount else { throw ISOBMFFError.unreadable(offset: chunk.offset) }
            bytes += block.count
            return block
        }
        return bytes
    }

    private func path(of segment: SegmentRecord, _ track: TrackID) -> String {
        "\(staging.path)/\(track)/\(segment.fileName)"
    }
}

/// A segment file of the staging folder, open to read.
private final class OpenSegment {
    private let descriptor: FileDescriptor

    init(_ path: String) throws(SystemError) { descriptor = try FileDescriptor.open(path) }

    func bytes(_ offset: Int64, _ count: Int) throws(ISOBMFFError) -> [UInt8] {
        guard let bytes = try? descriptor.read(count, at: offset) else { throw .unreadable(offset: offset) }
        return bytes
    }
}
