import CFFmpeg
import MediaCore

/// One compressed packet, reused from read to read. One owner, any one thread at a time.
package struct Packet: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    private init(adopting pointer: UnsafeMutablePointer<AVPacket>) { self.pointer = pointer }

    package static func allocate() throws(LibAVError) -> Packet { Packet(adopting: try allocated(av_packet_alloc(), "a packet")) }

    deinit {
        var pointer: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&pointer)
    }

    package var streamIndex: Int { Int(pointer.pointee.stream_index) }
    package var byteCount: Int { Int(pointer.pointee.size) }
    package var isKeyframe: Bool { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    /// Decoded for others' sake but not shown: outside the edit list.
    package var isDiscarded: Bool { pointer.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }
    /// Ticks of the stream's time base; nil where the container says nothing.
    package var presentationTicks: Int64? { known(pointer.pointee.pts) }
    package var decodeTicks: Int64? { known(pointer.pointee.dts) }
    /// Ticks of the stream's time base, zero where unknown.
    package var durationTicks: Int64 { pointer.pointee.duration }

    /// Samples of sound, from this packet's first on, that the container says are the encoder's priming: the decoder drops them.
    package var primingSampleCount: Int {
        var size = 0
        guard let data = av_packet_get_side_data(pointer, AV_PKT_DATA_SKIP_SAMPLES, &size), size >= 4 else { return 0 }
        return Int(UInt32(littleEndian: UnsafeRawPointer(data).loadUnaligned(as: UInt32.self)))
    }

    /// Moves its times by `ticks` of the stream's time base.
    package func shift(by ticks: Int64) {
        if presentationTicks != nil { pointer.pointee.pts &+= ticks }
        if decodeTicks != nil { pointer.pointee.dts &+= ticks }
    }

    /// The compressed bytes; valid until the packet is read into again.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: pointer.pointee.data, count: Int(pointer.pointee.size))
    }
}

/// FFmpeg's "no value" as nil.
func known(_ ticks: Int64) -> Int64? { ticks == sluice_av_nopts_value ? nil : ticks }
