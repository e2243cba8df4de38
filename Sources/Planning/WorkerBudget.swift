import MediaCore

/// What a worker process may take for an asset before it is ended: several times what the largest real uploads were seen to take,
/// and no more than a machine can bear.
package enum WorkerBudget {
    /// Resident bytes of a process that only reads.
    package static let readingMemory = 1 << 30

    /// Resident bytes that a process that transcodes may not exceed, several times what it takes: frames in flight grow with the pictures, never with the duration.
    package static func memory(source: SourceInfo, plan: TranscodePlan) -> Int {
        let decoded = source.video.map(\.size.pixelCount).max() ?? 0
        let encoded = plan.video?.encoded.renditions.map(\.resolution.pixelCount).reduce(0, +) ?? 0
        return readingMemory + 128 * (decoded + encoded)
    }

    /// Resident bytes that a process takes while it transcodes, as a rule: what the decoder and each encoder hold are pictures. Measured
    /// from 360p to 2160p.
    package static func encodingMemory(source: SourceInfo, plan: TranscodePlan) -> Int {
        let decoded = source.video.map(\.size.pixelCount).max() ?? 0
        let encoders = (plan.video?.encoded.renditions ?? []).map { $0.resolution.pixelCount * bytesPerPixel($0.codec) }
        return 80_000_000 + 76 * decoded + encoders.reduce(0, +)
    }

    /// Resident bytes of all other processes of a transcode: the parent and one that makes sound or pictures.
    package static let memoryBesideEncoding = 150_000_000

    private static func bytesPerPixel(_ codec: VideoCodec) -> Int {
        switch codec {
        case .h264: 76
        case .hevc: 200
        case .av1: 210
        }
    }

    /// Seconds of processor time to read a file of so many bytes.
    package static func readingSeconds(bytes: Int64) -> Int { 10 + Int(bytes / 50_000_000) }

    /// Seconds of processor time for all tasks of a plan: one for each second of sound and each million pixels encoded.
    package static func seconds(plan: TranscodePlan) -> Int {
        let pixels = plan.video.map { $0.encoded.renditions.map(\.resolution.pixelCount).reduce(0, +) * $0.grid.frameCount }
        let sound = plan.audio.map { $0.sampleCount / Int64($0.sampleRate) }
        return 120 + Int(sound ?? 0) + (pixels ?? 0) / 1_000_000
    }
}
