import CFFmpeg
import Glibc
import MediaCore

/// Reads packets of an open file. Nothing but that descriptor is ever opened: every request of a demuxer for another file or
/// address is refused, and only containers of `AllowList` are read. One owner, any one thread at a time.
package struct Demuxer: ~Copyable {
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let input: DescriptorIO
    private let isMP4: Bool
    /// In the container's order.
    package private(set) var streams: [StreamDescription]
    /// Places that the demuxer could not read and passed over.
    package private(set) var unreadableCount = 0

    /// Well above what is accepted, so that a file over the limit is read and then refused by its number of streams.
    private static let maximumStreams = 256
    /// More failures in a row than this are the end of what can be read.
    private static let mostFailuresInARow = 100
    /// Samples that an index names behind the end of the file before one that is there; an index can claim any number.
    private static let mostMissingInARow = 1_000_000

    private init(adopting context: UnsafeMutablePointer<AVFormatContext>, input: consuming DescriptorIO) {
        self.context = context
        self.input = input
        isMP4 = strncmp(context.pointee.iformat.pointee.name, "mov,", 4) == 0
        streams = []
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
    }

    /// Recognises the container by its content and reads its headers.
    ///
    /// - Parameter descriptor: of a regular file, readable; stays the caller's and must outlive the demuxer.
    package static func open(descriptor: Int32) throws(LibAVError) -> Demuxer {
        let input = try DescriptorIO.open(descriptor)
        var format: UnsafePointer<AVInputFormat>?
        try check(av_probe_input_buffer2(input.context, &format, "", nil, 0, 1 << 20), "recognising the file")
        let names = format.map { String(cString: $0.pointee.name) } ?? "unknown"
        let name = String(names.prefix { $0 != "," })
        guard AllowList.allows(demuxer: names) else {
            throw LibAVError(
                code: .formatNotAllowed, operation: "recognising the file", cause: "\(name) is not an accepted format",
                container: name)
        }
        var context: UnsafeMutablePointer<AVFormatContext>? = try allocated(avformat_alloc_context(), "a demuxer")
        context!.pointee.pb = input.context
        context!.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
        context!.pointee.io_open = { _, _, _, _, _ in sluice_averror_eacces }
        context!.pointee.max_streams = Int32(maximumStreams)
        context!.pointee.probesize = 5_000_000
        context!.pointee.max_analyze_duration = 10 * Int64(AV_TIME_BASE)
        av_opt_set(context, "format_whitelist", AllowList.demuxers.joined(separator: ","), 0)
        av_opt_set(context, "codec_whitelist", AllowList.decoders.joined(separator: ","), 0)
        do {
            // On failure this frees the context and sets it to nil.
            try input.check(avformat_open_input(&context, nil, format, nil), "reading the \(name) header")
            var demuxer = Demuxer(adopting: context!, input: input)
            try demuxer.describeStreams()
            return demuxer
        } catch {
            var named = error
            named.container = name
            throw named
        }
    }

    /// FFmpeg's short name of the container, the first where it has several.
    package var containerName: String { String(String(cString: context.pointee.iformat.pointee.name).prefix { $0 != "," }) }

    /// The container's clock may start anew within a file, as broadcast formats' does.
    package var hasRestartingClock: Bool { context.pointee.iformat.pointee.flags & AVFMT_TS_DISCONT != 0 }

    /// Bytes of the file.
    package var fileSize: Int64 { input.size }

    /// What the container has tags for, of itself and of its streams but for pictures beside them; what they say stays here.
    package var tagNames: Set<String> {
        var names: Set<String> = []
        let streams = streams.filter { !$0.isAttachedPicture }.map { context.pointee.streams[$0.index]!.pointee.metadata }
        for tags in [context.pointee.metadata] + streams {
            var tag: UnsafeMutablePointer<AVDictionaryEntry>?
            while let next = av_dict_get(tags, "", tag, AV_DICT_IGNORE_SUFFIX) {
                names.insert(String(cString: next.pointee.key))
                tag = next
            }
        }
        return names
    }

    /// Reads the next packet of any stream; false at the end. Places that make no sense are passed over and counted.
    ///
    /// - Throws: when the file cannot be read or memory is short; never for what the file says.
    package mutating func read(into packet: borrowing Packet) throws(LibAVError) -> Bool {
        av_packet_unref(packet.pointer)
        var (failures, missing) = (0, 0)
        while failures <= Self.mostFailuresInARow {
            let readsPastEnd = input.readsPastEnd
            let status = av_read_frame(context, packet.pointer)
            if status >= 0 { return true }
            if status == sluice_averror_eagain { continue }
            if status == sluice_averror_enomem || input.hasFailed { try input.check(status, "reading a packet") }
            if status == sluice_averror_eof {
                // An MP4 whose tail is missing may have whole packets of another stream further ahead.
                missing += 1
                if isMP4, input.readsPastEnd != readsPastEnd, missing < Self.mostMissingInARow { continue }
                return false
            }
            failures += 1
            unreadableCount += 1
        }
        return false
    }

    /// Where the file holds a packet's bytes as they are; nil where the container frames them in a way of its own.
    package func sourceRange(of packet: borrowing Packet) -> Range<Int64>? {
        let start = packet.pointer.pointee.pos
        guard isMP4, start >= 0, start + Int64(packet.byteCount) <= input.size else { return nil }
        return start..<start + Int64(packet.byteCount)
    }

    /// Decode time of the last packet that the index of an MP4 names for a stream, and whether the file holds it to its last byte;
    /// nil where there is no such index. Of a fragmented file, as far as its fragments have been read.
    package func lastIndexed(stream: Int) -> (decodeTicks: Int64, isInFile: Bool)? {
        let stream = context.pointee.streams[stream]
        guard isMP4, let last = avformat_index_get_entry(stream, avformat_index_get_entries_count(stream) - 1)
        else { return nil }
        return (last.pointee.timestamp, last.pointee.pos + Int64(last.pointee.size) <= input.size)
    }

    /// What the header claims, where it is no guess of libavformat's; nobody should believe it without further evidence.
    package var claimedDuration: MediaTime? {
        guard context.pointee.duration_estimation_method == AVFMT_DURATION_FROM_STREAM, context.pointee.duration > 0 else {
            return nil
        }
        return MediaTime(ticks: context.pointee.duration, timescale: Int32(AV_TIME_BASE))
    }

    /// Moves so that the next packet of `stream` is a keyframe at or before `decodeTime`, as far as the container can tell:
    /// callers look at what they read. False where the container's index leads nowhere.
    package mutating func seek(stream: Int, to decodeTime: MediaTime) throws(LibAVError) -> Bool {
        let timeBase = context.pointee.streams[stream]!.pointee.time_base
        let ticks = av_rescale_q(decodeTime.ticks, AVRational(num: 1, den: decodeTime.timescale), timeBase)
        let status = av_seek_frame(context, Int32(stream), ticks, AVSEEK_FLAG_BACKWARD)
        if input.hasFailed { try input.check(status, "seeking") }
        return status >= 0
    }

    /// Leaves packets of all but `streams` unread where the container can skip them.
    package mutating func select(streams selected: Set<Int>) {
        for index in 0..<Int(context.pointee.nb_streams) {
            context.pointee.streams[index]!.pointee.discard = selected.contains(index) ? AVDISCARD_DEFAULT : AVDISCARD_ALL
        }
    }

    func parameters(ofStream index: Int) -> UnsafeMutablePointer<AVCodecParameters> {
        context.pointee.streams[index]!.pointee.codecpar
    }

    func timeBase(ofStream index: Int) -> AVRational { context.pointee.streams[index]!.pointee.time_base }

    private mutating func describeStreams() throws(LibAVError) {
        // To analyse a stream means to decode some of it.
        var options = (0..<Int(context.pointee.nb_streams)).map { _ -> OpaquePointer? in
            var limit: OpaquePointer?
            av_dict_set_int(&limit, "max_pixels", Decoder.mostPixels, 0)
            return limit
        }
        defer { for index in options.indices { av_dict_free(&options[index]) } }
        try input.check(avformat_find_stream_info(context, &options), "analysing the streams")
        streams = (0..<Int(context.pointee.nb_streams)).map { StreamDescription(context.pointee.streams[$0]!) }
    }
}
