import CFFmpeg
import Glibc

/// FFmpeg's view of an open file descriptor: positional reads only, so the descriptor's own offset is never touched and no name
/// is ever opened.
struct DescriptorIO: ~Copyable {
    let context: UnsafeMutablePointer<AVIOContext>
    private let position: UnsafeMutablePointer<Position>

    fileprivate struct Position {
        let descriptor: Int32
        let size: Int64
        var offset: Int64
        var readsPastEnd = 0
        var hasFailed = false
    }

    private static let bufferBytes = 256 * 1024

    private init(adopting context: UnsafeMutablePointer<AVIOContext>, position: UnsafeMutablePointer<Position>) {
        self.context = context
        self.position = position
    }

    /// The descriptor stays the caller's and must outlive this value.
    static func open(_ descriptor: Int32) throws(LibAVError) -> DescriptorIO {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw LibAVError(-errno, "reading the input's size") }
        let position = UnsafeMutablePointer<Position>.allocate(capacity: 1)
        position.initialize(to: Position(descriptor: descriptor, size: Int64(status.st_size), offset: 0))
        let buffer = av_malloc(bufferBytes)?.assumingMemoryBound(to: UInt8.self)
        guard let buffer,
            let context = avio_alloc_context(buffer, Int32(bufferBytes), 0, position, readPacket, nil, seekPacket)
        else {
            av_free(buffer)
            position.deallocate()
            throw LibAVError(sluice_averror_enomem, "allocating the input's buffer")
        }
        return DescriptorIO(adopting: context, position: position)
    }

    var size: Int64 { position.pointee.size }
    /// Reads so far that found nothing because they began at or after the end.
    var readsPastEnd: Int { position.pointee.readsPastEnd }
    /// The operating system refused a read.
    var hasFailed: Bool { position.pointee.hasFailed }

    /// Throws for a negative status of what read from here. Demuxers call it an input error as well when the bytes make no sense to
    /// them; the system's own word decides.
    func check(_ status: Int32, _ operation: String) throws(LibAVError) {
        try LibAV.check(status == sluice_averror_eio && !hasFailed ? sluice_averror_invaliddata : status, operation)
    }

    deinit {
        av_freep(&context.pointee.buffer)
        var context: UnsafeMutablePointer<AVIOContext>? = context
        avio_context_free(&context)
        position.deallocate()
    }
}

private func readPacket(opaque: UnsafeMutableRawPointer?, buffer: UnsafeMutablePointer<UInt8>?, size: Int32) -> Int32 {
    let position = opaque!.assumingMemoryBound(to: DescriptorIO.Position.self)
    while true {
        let count = pread(position.pointee.descriptor, buffer, Int(size), off_t(position.pointee.offset))
        if count > 0 {
            position.pointee.offset += Int64(count)
            return Int32(count)
        }
        if count == 0 {
            position.pointee.readsPastEnd += 1
            return sluice_averror_eof
        }
        if errno != EINTR {
            position.pointee.hasFailed = true
            return sluice_averror_eio
        }
    }
}

private func seekPacket(opaque: UnsafeMutableRawPointer?, offset: Int64, whence: Int32) -> Int64 {
    let position = opaque!.assumingMemoryBound(to: DescriptorIO.Position.self)
    let target: Int64
    switch whence & ~AVSEEK_FORCE {
    case AVSEEK_SIZE: return position.pointee.size
    case SEEK_SET: target = offset
    case SEEK_CUR: target = position.pointee.offset + offset
    case SEEK_END: target = position.pointee.size + offset
    default: return Int64(sluice_averror_einval)
    }
    guard target >= 0 else { return Int64(sluice_averror_einval) }
    position.pointee.offset = target
    return target
}
