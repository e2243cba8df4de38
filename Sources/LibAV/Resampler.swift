import CFFmpeg

/// Turns decoded sound of any rate, layout and sample format into planar 32-bit float at one rate and channel count,
/// with libswresample's own down-mix. One owner, any one thread at a time.
package struct Resampler: ~Copyable {
    private let context: OpaquePointer
    private let channelCount: Int
    private let source: Source
    private let sampleRate: Int

    private struct Source: Equatable {
        let sampleRate: Int32
        let format: Int32
        let channelCount: Int32
        let channelMask: UInt64

        init(_ frame: borrowing Frame) {
            let f = frame.pointer.pointee
            sampleRate = f.sample_rate
            format = f.format
            channelCount = f.ch_layout.nb_channels
            channelMask = f.ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? f.ch_layout.u.mask : 0
        }
    }

    private init(adopting context: OpaquePointer, channelCount: Int, sampleRate: Int, source: Source) {
        self.context = context
        self.channelCount = channelCount
        self.sampleRate = sampleRate
        self.source = source
    }

    /// For sound like `frame`; an unknown layout is taken as the usual one for its number of channels.
    package init(for frame: borrowing Frame, sampleRate: Int, channelCount: Int) throws(LibAVError) {
        var input = AVChannelLayout()
        if frame.pointer.pointee.ch_layout.order == AV_CHANNEL_ORDER_NATIVE {
            av_channel_layout_copy(&input, &frame.pointer.pointee.ch_layout)
        } else {
            av_channel_layout_default(&input, max(1, frame.pointer.pointee.ch_layout.nb_channels))
        }
        var output = AVChannelLayout()
        av_channel_layout_default(&output, Int32(channelCount))
        var context: OpaquePointer?
        try check(
            swr_alloc_set_opts2(
                &context, &output, AV_SAMPLE_FMT_FLTP, Int32(sampleRate), &input,
                AVSampleFormat(frame.pointer.pointee.format), frame.pointer.pointee.sample_rate, 0, nil), "planning the down-mix")
        if input.nb_channels == 1 {
            // One channel plays from every speaker as loud as it is; the library's own mix takes 3 dB off.
            swr_set_matrix(context, Array(repeating: 1, count: channelCount), 1)
        }
        // Coefficients of ITU-R BS.775 (centre and surround 3 dB down, no low frequencies), and in all so far down that speakers
        // at full scale together do not clip.
        av_opt_set_double(UnsafeMutableRawPointer(context), "rematrix_maxval", 1, 0)
        let status = swr_init(context)
        guard status >= 0 else {
            swr_free(&context)
            throw LibAVError(status, "planning the down-mix")
        }
        self.init(adopting: context!, channelCount: channelCount, sampleRate: sampleRate, source: Source(frame))
    }

    deinit {
        var context: OpaquePointer? = context
        swr_free(&context)
    }

    package func accepts(_ frame: borrowing Frame) -> Bool { Source(frame) == source }

    /// Converts `frame`; what it yields is appended to `output`, a channel an array.
    package func convert(_ frame: borrowing Frame, appendingTo output: inout [[Float]]) throws(LibAVError) {
        try run(UnsafeRawPointer(frame.pointer.pointee.extended_data), frame.sampleCount, appendingTo: &output)
    }

    /// Samples of the output rate that went in and have not come out.
    package func pendingSampleCount() -> Int { Int(swr_get_delay(context, Int64(sampleRate))) }

    /// Speeds the sound up or down until told otherwise or `distance` samples have come out, which then are `delta` more.
    package func compensate(_ delta: Int, over distance: Int) throws(LibAVError) {
        try check(swr_set_compensation(context, Int32(delta), Int32(distance)), "correcting the sound's speed")
    }

    /// Ready for new sound of the same kind after a `drain`.
    package func restart() throws(LibAVError) { try check(swr_init(context), "planning the down-mix") }

    /// Gives out what the filter still holds.
    package func drain(appendingTo output: inout [[Float]]) throws(LibAVError) { try run(nil, 0, appendingTo: &output) }

    private func run(_ input: UnsafeRawPointer?, _ count: Int, appendingTo output: inout [[Float]]) throws(LibAVError) {
        let capacity = Int(try check(swr_get_out_samples(context, Int32(count)), "resampling")) + 64
        let planes = (0..<channelCount).map { _ in UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 4) }
        defer { for plane in planes { plane.deallocate() } }
        var pointers: [UnsafeMutablePointer<UInt8>?] = planes
        let source = input.map { UnsafeMutablePointer(mutating: $0.assumingMemoryBound(to: UnsafePointer<UInt8>?.self)) }
        let produced = Int(try check(swr_convert(context, &pointers, Int32(capacity), source, Int32(count)), "resampling"))
        for channel in 0..<channelCount {
            planes[channel].withMemoryRebound(to: Float.self, capacity: produced) {
                output[channel].append(contentsOf: UnsafeBufferPointer(start: $0, count: produced))
            }
        }
    }
}
