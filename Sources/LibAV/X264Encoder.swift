import CX264
import MediaCore

/// x264 itself, for what libavcodec's wrapper does not hand through: the types and offsets that one rung's encoder decides on, to
/// others. The same pictures, settings and hints give the same bytes on every machine of an architecture. One owner, any one
/// thread at a time.
struct X264Encoder: ~Copyable {
    private let encoder: OpaquePointer
    private let storage: Storage
    private let steering: Steering?
    /// The parameter sets, as NAL units with four-byte lengths.
    let parameterSets: [UInt8]
    /// What the last call gave and nobody has received yet.
    private var pending: EncodedPicture?
    private var isEnding = false
    private var order = CodingOrder()
    /// Of macroblocks, what adaptive quantisation added to their quantisers; by picture number, until its record comes.
    private var adaptive: [Int: [Float]] = [:]

    private init(
        adopting encoder: OpaquePointer, storage: consuming Storage, steering: Steering?, parameterSets: [UInt8]
    ) {
        self.encoder = encoder
        self.storage = storage
        self.steering = steering
        self.parameterSets = parameterSets
    }

    deinit { x264_encoder_close(encoder) }

    static func open(_ settings: VideoEncoderSettings) throws(LibAVError) -> X264Encoder {
        var parameters = x264_param_t()
        try checkX264(x264_param_default_preset(&parameters, settings.preset, nil), "choosing the preset \(settings.preset)")
        defer { x264_param_cleanup(&parameters) }
        parameters.i_width = Int32(settings.resolution.width)
        parameters.i_height = Int32(settings.resolution.height)
        parameters.i_fps_num = UInt32(settings.frameRate.numerator)
        parameters.i_fps_den = UInt32(settings.frameRate.denominator)
        parameters.i_log_level = X264_LOG_NONE
        for (key, value) in settings.x264Options {
            try checkX264(x264_param_parse(&parameters, key, value), "setting \(key) to \(value)")
        }
        try checkX264(x264_param_apply_profile(&parameters, "high"), "choosing the profile")
        let storage = Storage(for: settings)
        let statistics = settings.steering == .leads ? storage.statistics : nil
        guard let encoder = sluice_x264_open(&parameters, statistics) else {
            throw LibAVError(code: .other, operation: "opening x264", cause: "it refuses \(settings.resolution) pictures")
        }
        var units: UnsafeMutablePointer<x264_nal_t>?
        var count: Int32 = 0
        x264_encoder_headers(encoder, &units, &count)
        let sets = UnsafeBufferPointer(start: units, count: Int(count)).filter {
            $0.i_type == Int32(NAL_SPS.rawValue) || $0.i_type == Int32(NAL_PPS.rawValue)
        }
        return X264Encoder(
            adopting: encoder, storage: storage, steering: settings.steering,
            parameterSets: sets.flatMap { UnsafeBufferPointer(start: $0.p_payload, count: Int($0.i_payload)) })
    }

    mutating func send(
        _ picture: borrowing Frame, number: Int, asKeyframe: Bool, hint: PictureHint?
    ) throws(LibAVError) {
        var input = x264_picture_t()
        x264_picture_init(&input)
        input.img.i_csp = X264_CSP_I420
        input.img.i_plane = 3
        let planes = (picture.plane(0), picture.plane(1), picture.plane(2))
        input.img.plane = (planes.0.data, planes.1.data, planes.2.data, nil)
        input.img.i_stride = (Int32(planes.0.stride), Int32(planes.1.stride), Int32(planes.2.stride), 0)
        input.i_pts = Int64(number)
        input.i_type = asKeyframe ? X264_TYPE_IDR : X264_TYPE_AUTO
        if steering == .leads {
            let energy = BlockEnergy(picture)
            let shift = max(0, Self.leadTextureStrength * meanTexture(energy))
            storage.offsets.update(repeating: shift)
            input.prop.quant_offsets = storage.offsets.baseAddress
            adaptive[number] = adaptiveOffsets(energy, shift: shift)
        }
        if steering == .follows, let hint {
            if !asKeyframe { input.i_type = hint.kind.x264 }
            let energy = BlockEnergy(picture)
            let texture = meanTexture(energy)
            order.append(hint.kind, depth: hint.kind == .bidirectional && texture < Self.fineTexture ? 1 : 2)
            steer(energy, texture, hint)
            // Read during the call and not kept.
            input.prop.quant_offsets = storage.offsets.baseAddress
        }
        try encode(&input)
    }

    mutating func sendEnd() { isEnding = true }

    mutating func receive() throws(LibAVError) -> CodecOutput<EncodedPicture> {
        while pending == nil, isEnding, x264_encoder_delayed_frames(encoder) > 0 { try encode(nil) }
        guard let picture = pending.take() else { return isEnding ? .ended : .needsInput }
        return .output(picture)
    }

    private mutating func encode(_ input: UnsafeMutablePointer<x264_picture_t>?) throws(LibAVError) {
        if let depth = order.nextDepth { try search(depth) }
        storage.statistics.pointee.count = 0
        var units: UnsafeMutablePointer<x264_nal_t>?
        var count: Int32 = 0
        var output = x264_picture_t()
        let size = x264_encoder_encode(encoder, &units, &count, input, &output)
        try checkX264(size, "encoding h264")
        guard size > 0, let first = units else { return }
        order.advance()
        let number = Int(output.i_pts)
        pending = EncodedPicture(
            number: number, isKeyframe: output.i_type == X264_TYPE_IDR,
            bytes: UnsafeRawBufferPointer(start: first.pointee.p_payload, count: Int(size)),
            hint: steering == .leads ? hint(of: number, type: output.i_type) : nil)
    }
}

// MARK: - Hints

extension X264Encoder {
    /// Of the offsets of the lead's macroblock tree; more of them trades quality where the picture moves for more where it rests.
    private static let strength: Float = 0.6
    /// Quantiser steps for each doubling of a picture's texture, from `plainTexture` on: brings the bytes of fine and of plain pictures
    /// together. Dark and flat pictures must not take what the buffer model has for others.
    private static let textureStrength: Float = 0.2
    private static let plainTexture: Float = -4
    private static let leastTexture: Float = -10
    /// The same for the lead, of textures finer than x264 takes for usual: what full adaptive quantisation adds on average.
    private static let leadTextureStrength: Float = 0.52
    /// From here on a search without care costs more than its time is worth.
    private static let fineTexture: Float = 2

    /// Mean over one block in four.
    private func meanTexture(_ energy: BlockEnergy) -> Float {
        var sum: Float = 0
        var count = 0
        for row in stride(from: 0, to: energy.rows, by: 2) {
            for column in stride(from: 0, to: energy.columns, by: 2) {
                sum += energy.logarithm(column: column, row: row)
                count += 1
            }
        }
        return sum / Float(count)
    }

    /// The quantiser offset for each macroblock of a picture that another encoder knows already.
    private func steer(_ energy: BlockEnergy, _ texture: Float, _ hint: PictureHint) {
        let shift = Self.textureStrength * (max(Self.leastTexture, texture) - Self.plainTexture)
        guard let offsets = hint.offsets else { return storage.offsets.update(repeating: shift) }
        offsets.scale(
            to: storage.offsets, columns: energy.columns, rows: energy.rows, strength: Self.strength, shift: shift)
    }

    private func adaptiveOffsets(_ energy: BlockEnergy, shift: Float) -> [Float] {
        let strength = VideoEncoderSettings.adaptiveQuantisation * 1.0397
        return [Float](unsafeUninitializedCapacity: energy.columns * energy.rows) { values, count in
            for row in 0..<energy.rows {
                for column in 0..<energy.columns {
                    values[count] = strength * energy.logarithm(column: column, row: row) + shift
                    count += 1
                }
            }
        }
    }

    /// What was found out about the picture just coded.
    private mutating func hint(of number: Int, type: Int32) -> PictureHint {
        var offsets: BlockOffsets?
        if var values = adaptive.removeValue(forKey: number), storage.statistics.pointee.count == 1 + 2 * values.count {
            let record = storage.statistics.pointee.bytes!
            for index in values.indices {
                let total = Int16(truncatingIfNeeded: Int(record[1 + 2 * index]) << 8 | Int(record[2 + 2 * index]))
                values[index] = Float(total) / 256 - values[index]
            }
            offsets = BlockOffsets(columns: storage.columns, rows: storage.rows, values: values)
        }
        return PictureHint(kind: PictureHint.Kind(x264: type), offsets: offsets)
    }

    /// Pictures that no other refers to are searched with less care, which spares a quarter of the time.
    private func search(_ depth: Int32) throws(LibAVError) {
        var parameters = x264_param_t()
        x264_encoder_parameters(encoder, &parameters)
        guard parameters.analyse.i_subpel_refine != depth else { return }
        parameters.analyse.i_subpel_refine = depth
        try checkX264(x264_encoder_reconfig(encoder, &parameters), "setting the search's depth")
    }
}

extension X264Encoder {
    /// Memory at fixed addresses, which x264 writes to or reads from.
    private struct Storage: ~Copyable {
        let columns: Int
        let rows: Int
        let statistics: UnsafeMutablePointer<sluice_x264_statistics>
        let offsets: UnsafeMutableBufferPointer<Float>

        init(for settings: VideoEncoderSettings) {
            columns = (settings.resolution.width + 15) / 16
            rows = (settings.resolution.height + 15) / 16
            let capacity = 1 + 2 * columns * rows
            statistics = .allocate(capacity: 1)
            statistics.initialize(to: sluice_x264_statistics(bytes: .allocate(capacity: capacity), capacity: capacity, count: 0))
            offsets = .allocate(capacity: columns * rows)
            offsets.initialize(repeating: 0)
        }

        deinit {
            statistics.pointee.bytes.deallocate()
            statistics.deallocate()
            offsets.deallocate()
        }
    }

    /// How deep to search (`subme`) each picture, in the order in which x264 codes them: a picture that may be referred to from both
    /// sides goes before those between it and the last, the references among these before the others.
    private struct CodingOrder {
        private var coded: [Int32] = []
        private var between: [(kind: PictureHint.Kind, depth: Int32)] = []

        /// Of the picture coded next, where it is known.
        var nextDepth: Int32? { coded.first }

        mutating func append(_ kind: PictureHint.Kind, depth: Int32) {
            if kind == .bidirectional || kind == .bidirectionalReference {
                between.append((kind, depth))
                return
            }
            coded.append(depth)
            for kind in [PictureHint.Kind.bidirectionalReference, .bidirectional] {
                coded += between.lazy.filter { $0.kind == kind }.map(\.depth)
            }
            between.removeAll(keepingCapacity: true)
        }

        mutating func advance() { if !coded.isEmpty { coded.removeFirst() } }
    }
}

extension PictureHint.Kind {
    fileprivate init(x264 type: Int32) {
        self =
            switch type {
            case X264_TYPE_IDR: .instantaneousRefresh
            case X264_TYPE_I: .intra
            case X264_TYPE_BREF: .bidirectionalReference
            case X264_TYPE_B: .bidirectional
            default: .predicted
            }
    }

    /// Where the grid wants no refresh, none comes.
    fileprivate var x264: Int32 {
        switch self {
        case .instantaneousRefresh, .intra: X264_TYPE_I
        case .predicted: X264_TYPE_P
        case .bidirectionalReference: X264_TYPE_BREF
        case .bidirectional: X264_TYPE_B
        }
    }
}

private func checkX264(_ status: Int32, _ operation: @autoclosure () -> String) throws(LibAVError) {
    if status < 0 { throw LibAVError(code: .other, operation: operation(), cause: "x264 answers \(status)") }
}
