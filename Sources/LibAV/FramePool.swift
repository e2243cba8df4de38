import CFFmpeg
import MediaCore

/// Buffers for pictures of one size and format, used again and again. Rows start at multiples of 64 bytes.
struct FramePool: ~Copyable {
    private let pool: OpaquePointer
    private let resolution: Resolution
    private let format: AVPixelFormat

    private static let alignment: Int32 = 64

    private init(adopting pool: OpaquePointer, _ resolution: Resolution, _ format: AVPixelFormat) {
        self.pool = pool
        self.resolution = resolution
        self.format = format
    }

    init(_ resolution: Resolution, format: AVPixelFormat) throws(LibAVError) {
        // Rows are padded to the alignment and some SIMD code reads a vector past the end.
        let bytes = try check(
            av_image_get_buffer_size(format, Int32(resolution.width + 127) & ~63, Int32(resolution.height), Self.alignment),
            "measuring a \(resolution) picture")
        guard let pool = av_buffer_pool_init(Int(bytes) + 256, nil) else {
            throw LibAVError(sluice_averror_enomem, "allocating a picture pool")
        }
        self.init(adopting: pool, resolution, format)
    }

    deinit {
        var pool: OpaquePointer? = pool
        av_buffer_pool_uninit(&pool)
    }

    func matches(_ resolution: Resolution, _ format: AVPixelFormat) -> Bool {
        self.resolution == resolution && self.format == format
    }

    /// A picture with undefined pixels.
    func frame() throws(LibAVError) -> Frame {
        let frame = try Frame.allocate()
        let f = frame.pointer
        f.pointee.width = Int32(resolution.width)
        f.pointee.height = Int32(resolution.height)
        f.pointee.format = format.rawValue
        guard let buffer = av_buffer_pool_get(pool) else { throw LibAVError(sluice_averror_enomem, "allocating a picture") }
        f.pointee.buf.0 = buffer
        let start = buffer.pointee.data!
        let padding = (64 - Int(UInt(bitPattern: start) % 64)) % 64
        try withUnsafeMutablePointer(to: &f.pointee.data) { (data) throws(LibAVError) in
            try withUnsafeMutablePointer(to: &f.pointee.linesize) { (lines) throws(LibAVError) in
                _ = try check(
                    av_image_fill_arrays(
                        UnsafeMutableRawPointer(data).assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self),
                        UnsafeMutableRawPointer(lines).assumingMemoryBound(to: Int32.self), start + padding, format,
                        Int32(resolution.width), Int32(resolution.height), Self.alignment), "laying out a picture")
            }
        }
        f.pointee.extended_data = UnsafeMutableRawPointer(f).advanced(by: MemoryLayout<AVFrame>.offset(of: \AVFrame.data)!)
            .assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
        return frame
    }
}

extension Frame {
    func setColor(_ color: ColorDescription) {
        pointer.pointee.color_primaries = AVColorPrimaries(UInt32(color.primaries))
        pointer.pointee.color_trc = AVColorTransferCharacteristic(UInt32(color.transfer))
        pointer.pointee.colorspace = AVColorSpace(UInt32(color.matrix))
        pointer.pointee.color_range = color.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        pointer.pointee.chroma_location = color.chromaLocation
    }
}
