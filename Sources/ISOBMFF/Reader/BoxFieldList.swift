/// The fields of a box that a dump prints, by the names of the standard.
enum BoxFieldList {
    typealias Field = (name: String, value: String)

    static func fields(of box: BoxNode) throws(ISOBMFFError) -> [Field] {
        switch box.type {
        case "ftyp", "styp": try brands(BrandFields(box))
        case "mvhd": try movieHeader(MovieHeaderFields(box))
        case "tkhd": try trackHeader(TrackHeaderFields(box))
        case "mdhd": try mediaHeader(MediaHeaderFields(box))
        case "hdlr": [("handler_type", "\(try HandlerFields(box).handler_type)")]
        case "elst": try edits(EditListFields(box))
        case "avc1", "avc3", "hvc1", "hev1", "av01", "vp09", "encv": try visual(VisualSampleEntryFields(box))
        case "mp4a", "enca", "ac-3", "ec-3", "Opus", "fLaC": try audio(AudioSampleEntryFields(box))
        case "avcC": [("AVCConfig", hexadecimal(box.fields))]
        case "hvcC": [("HEVCConfig", hexadecimal(box.fields))]
        case "av1C": [("av1Config", hexadecimal(box.fields))]
        case "colr": try colour(box)
        case "pasp": try pixelAspectRatio(box)
        case "stts", "stsc", "stsz", "stco", "co64", "ctts", "stss":
            [("entry_count", "\(try SampleTableFields(box).entry_count)")]
        case "esds": try descriptor(ESDescriptorFields(box))
        case "trex": try trackExtends(TrackExtendsFields(box))
        case "mfhd": [("sequence_number", "\(try MovieFragmentHeaderFields(box).sequence_number)")]
        case "tfhd": try trackFragmentHeader(TrackFragmentHeaderFields(box))
        case "tfdt": [("baseMediaDecodeTime", "\(try TrackFragmentDecodeTimeFields(box).baseMediaDecodeTime)")]
        case "trun": try trackRun(TrackRunFields(box))
        case "frma": [("data_format", String(decoding: box.fields, as: UTF8.self))]
        case "schm": [("scheme_type", String(decoding: box.fields.dropFirst(4).prefix(4), as: UTF8.self))]
        case "tenc": try trackEncryption(TrackEncryptionFields(box))
        case "pssh": try systemHeader(ProtectionSystemSpecificHeaderFields(box))
        default: []
        }
    }

    private static func brands(_ fields: BrandFields) -> [Field] {
        [
            ("major_brand", "\(fields.major_brand)"), ("minor_version", "\(fields.minor_version)"),
            ("compatible_brands", fields.compatible_brands.map(\.description).joined(separator: ",")),
        ]
    }

    private static func movieHeader(_ fields: MovieHeaderFields) -> [Field] {
        [
            ("timescale", "\(fields.timescale)"), ("duration", "\(fields.duration)"),
            ("next_track_ID", "\(fields.next_track_ID)"),
        ]
    }

    private static func trackHeader(_ fields: TrackHeaderFields) -> [Field] {
        var list: [Field] = [
            ("flags", hexadecimal(fields.flags)), ("track_ID", "\(fields.track_ID)"), ("duration", "\(fields.duration)"),
            ("width", "\(fields.width >> 16)"), ("height", "\(fields.height >> 16)"),
        ]
        if !fields.matrix.isUnityMatrix { list.append(("matrix", fields.matrix.map(\.description).joined(separator: ","))) }
        return list
    }

    private static func mediaHeader(_ fields: MediaHeaderFields) -> [Field] {
        [
            ("timescale", "\(fields.timescale)"), ("duration", "\(fields.duration)"),
            ("language", fields.language?.description ?? "?"),
        ]
    }

    private static func edits(_ fields: EditListFields) -> [Field] {
        fields.entries.prefix(8).map { ("edit", "\($0.segment_duration)@\($0.media_time)x\($0.media_rate_integer)") }
    }

    private static func visual(_ fields: VisualSampleEntryFields) -> [Field] {
        [("width", "\(fields.width)"), ("height", "\(fields.height)")]
    }

    private static func audio(_ fields: AudioSampleEntryFields) -> [Field] {
        [("channelcount", "\(fields.channelcount)"), ("samplerate", "\(fields.samplerate)")]
    }

    private static func colour(_ box: BoxNode) throws(ISOBMFFError) -> [Field] {
        var reader = FieldReader(box)
        let colour_type = try reader.fourCC()
        guard colour_type == "nclx" else { return [("colour_type", "\(colour_type)")] }
        return [
            ("colour_type", "\(colour_type)"), ("colour_primaries", "\(try reader.u16())"),
            ("transfer_characteristics", "\(try reader.u16())"), ("matrix_coefficients", "\(try reader.u16())"),
            ("full_range_flag", "\(try reader.u8() >> 7)"),
        ]
    }

    private static func pixelAspectRatio(_ box: BoxNode) throws(ISOBMFFError) -> [Field] {
        var reader = FieldReader(box)
        return [("hSpacing", "\(try reader.u32())"), ("vSpacing", "\(try reader.u32())")]
    }

    private static func descriptor(_ fields: ESDescriptorFields) -> [Field] {
        [
            ("objectTypeIndication", hexadecimal([fields.objectTypeIndication])), ("maxBitrate", "\(fields.maxBitrate)"),
            ("avgBitrate", "\(fields.avgBitrate)"), ("AudioSpecificConfig", hexadecimal(fields.audioSpecificConfig)),
        ]
    }

    private static func trackExtends(_ fields: TrackExtendsFields) -> [Field] {
        [
            ("track_ID", "\(fields.track_ID)"), ("default_sample_duration", "\(fields.default_sample_duration)"),
            ("default_sample_size", "\(fields.default_sample_size)"),
            ("default_sample_flags", hexadecimal(fields.default_sample_flags.rawValue)),
        ]
    }

    private static func trackFragmentHeader(_ fields: TrackFragmentHeaderFields) -> [Field] {
        var list: [Field] = [("flags", hexadecimal(fields.flags)), ("track_ID", "\(fields.track_ID)")]
        if let offset = fields.base_data_offset { list.append(("base_data_offset", "\(offset)")) }
        if let duration = fields.default_sample_duration { list.append(("default_sample_duration", "\(duration)")) }
        if let size = fields.default_sample_size { list.append(("default_sample_size", "\(size)")) }
        if let flags = fields.default_sample_flags { list.append(("default_sample_flags", hexadecimal(flags.rawValue))) }
        return list
    }

    /// Columns as their sums, offsets as their range.
    private static func trackRun(_ fields: TrackRunFields) -> [Field] {
        var list: [Field] = [
            ("version", "\(fields.version)"), ("flags", hexadecimal(fields.flags)), ("sample_count", "\(fields.samples.count)"),
        ]
        if let offset = fields.data_offset { list.append(("data_offset", "\(offset)")) }
        if let flags = fields.first_sample_flags { list.append(("first_sample_flags", hexadecimal(flags.rawValue))) }
        let durations = fields.samples.compactMap(\.sample_duration)
        if !durations.isEmpty { list.append(("durations", "\(durations.reduce(Int64(0)) { $0 + Int64($1) })")) }
        let sizes = fields.samples.compactMap(\.sample_size)
        if !sizes.isEmpty { list.append(("sizes", "\(sizes.reduce(Int64(0)) { $0 + Int64($1) })")) }
        let offsets = fields.samples.compactMap(\.sample_composition_time_offset)
        if let lowest = offsets.min(), let highest = offsets.max() {
            list.append(("composition_offsets", "\(lowest)...\(highest)"))
        }
        return list
    }

    private static func trackEncryption(_ fields: TrackEncryptionFields) -> [Field] {
        [
            ("pattern", "\(fields.default_crypt_byte_block):\(fields.default_skip_byte_block)"),
            ("isProtected", "\(fields.default_isProtected)"), ("Per_Sample_IV_Size", "\(fields.default_Per_Sample_IV_Size)"),
            ("KID", hexadecimal(fields.default_KID)), ("constant_IV", hexadecimal(fields.default_constant_IV)),
        ]
    }

    private static func systemHeader(_ fields: ProtectionSystemSpecificHeaderFields) -> [Field] {
        [("SystemID", hexadecimal(fields.SystemID)), ("KIDs", fields.KIDs.map(hexadecimal).joined(separator: ","))]
    }

    private static func hexadecimal(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.prefix(256).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + (bytes.count > 256 ? "…" : "")
    }
}
