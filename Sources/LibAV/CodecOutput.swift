import CFFmpeg

/// What a codec answers when asked for output. "Not yet" and "never again" are results, not errors, and kept apart.
package enum CodecOutput<Output: ~Copyable>: ~Copyable {
    case output(Output)
    /// Nothing until more input is sent.
    case needsInput
    /// Everything has been given out after the end of input.
    case ended
}

extension CodecOutput: Copyable where Output: Copyable {}

/// The shared part of decoders and encoders: an opened codec context.
struct CodecContext: ~Copyable {
    let pointer: UnsafeMutablePointer<AVCodecContext>

    private init(adopting pointer: UnsafeMutablePointer<AVCodecContext>) { self.pointer = pointer }

    static func allocate(_ codec: UnsafePointer<AVCodec>) throws(LibAVError) -> CodecContext {
        let context = CodecContext(
            adopting: try allocated(avcodec_alloc_context3(codec), "a \(String(cString: codec.pointee.name)) context"))
        // Nothing of the machine or the library's version reaches the output.
        context.pointer.pointee.flags |= AV_CODEC_FLAG_BITEXACT
        return context
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVCodecContext>? = pointer
        avcodec_free_context(&pointer)
    }

    /// Opens with the codec's own options; an option the codec does not know is an error.
    func open(_ codec: UnsafePointer<AVCodec>, options: KeyValuePairs<String, String> = [:]) throws(LibAVError) {
        var dictionary: OpaquePointer?
        for (key, value) in options { av_dict_set(&dictionary, key, value, 0) }
        defer { av_dict_free(&dictionary) }
        let name = String(cString: codec.pointee.name)
        try check(avcodec_open2(pointer, codec, &dictionary), "opening the \(name) codec")
        if let unknown = av_dict_get(dictionary, "", nil, AV_DICT_IGNORE_SUFFIX) {
            throw LibAVError(
                code: .other, operation: "opening the \(name) codec",
                cause: "it does not know the option \(String(cString: unknown.pointee.key))")
        }
    }

    var extradata: [UInt8] {
        Array(UnsafeBufferPointer(start: pointer.pointee.extradata, count: Int(pointer.pointee.extradata_size)))
    }
}
