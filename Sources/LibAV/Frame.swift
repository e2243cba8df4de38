import CFFmpeg
import MediaCore

/// One decoded picture or run of sound: a reference to buffers that several frames may share, so a reference is cheap and the
/// pixels are never written to after they are made.
package struct Frame: ~Copyable, @unchecked Sendable {
    // Sendable: a frame has one owner, who may hand it to another thread; FFmpeg counts references of shared buffers atomically.
    let pointer: UnsafeMutablePointer<AVFrame>

    private init(adopting pointer: UnsafeMutablePointer<AVFrame>) { self.pointer = pointer }

    static func allocate() throws(LibAVError) -> Frame { Frame(adopting: try allocated(av_frame_alloc(), "a frame")) }

    deinit {
        var pointer: UnsafeMutablePointer<AVFrame>? = pointer
        av_frame_free(&pointer)
    }

    /// Another owner of the same pixels.
    package func newReference() throws(LibAVError) -> Frame {
        Frame(adopting: try allocated(av_frame_clone(pointer), "a frame"))
    }

    /// Presentation time in ticks of the source stream's time base, as the decoder believes it; nil where it has no idea.
    package var presentationTicks: Int64? { known(pointer.pointee.best_effort_timestamp) }

    /// How long the container says that it shows, in the same ticks; zero where unknown.
    package var durationTicks: Int64 { max(0, pointer.pointee.pkt_duration) }

    package var resolution: Resolution {
        Resolution(width: Int(pointer.pointee.width), height: Int(pointer.pointee.height))
    }

    /// Samples of each channel, of a frame of sound.
    package var sampleCount: Int { Int(pointer.pointee.nb_samples) }

    package var sampleRate: Int { Int(pointer.pointee.sample_rate) }

    /// The decoder found the picture damaged and concealed it.
    package var isDamaged: Bool {
        pointer.pointee.decode_error_flags != 0 || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
    }

    /// What the bitstream says of HDR; nil where nothing.
    package var hdr: HDRMetadata? { HDRMetadata(self) }

    /// The decoder says that its lines are two fields of different times.
    var isInterlaced: Bool { pointer.pointee.interlaced_frame != 0 }

    /// The bytes of plane `index`, row after row at `stride` bytes.
    package func withPlane<R>(_ index: Int, _ body: (_ bytes: UnsafePointer<UInt8>, _ stride: Int) -> R) -> R {
        let (data, stride) = plane(index)
        return body(UnsafePointer(data), stride)
    }

    func plane(_ index: Int) -> (data: UnsafeMutablePointer<UInt8>, stride: Int) {
        withUnsafePointer(to: pointer.pointee.data) { data in
            withUnsafePointer(to: pointer.pointee.linesize) { lines in
                let planes = UnsafeRawPointer(data).assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
                let strides = UnsafeRawPointer(lines).assumingMemoryBound(to: Int32.self)
                return (planes[index]!, Int(strides[index]))
            }
        }
    }
}
