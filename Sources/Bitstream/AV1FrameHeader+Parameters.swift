extension AV1FrameHeader {
    /// loop_filter_params and cdef_params (AV1 §5.9.11, §5.9.19) of a frame that is neither lossless nor copies blocks of itself.
    func skipFilters(_ reader: inout BitReader) throws(BitstreamError) {
        let levels = (try reader.bits(6), try reader.bits(6))
        if NumPlanes > 1 && levels != (0, 0) { try reader.skip(12) }
        try reader.skip(3)  // loop_filter_sharpness
        if try reader.flag(), try reader.flag() {  // loop_filter_delta_enabled, loop_filter_delta_update
            for _ in 0..<10 where try reader.flag() { try reader.skip(7) }
        }
        guard sequence.tools.enable_cdef else { return }
        try reader.skip(2)  // cdef_damping_minus_3
        let strengths = 1 << Int(try reader.bits(2))
        try reader.skip(strengths * (NumPlanes > 1 ? 12 : 6))
    }

    /// lr_params (§5.9.20).
    func skipLoopRestoration(_ reader: inout BitReader) throws(BitstreamError) {
        guard sequence.tools.enable_restoration else { return }
        var isUsed = [false, false, false]
        for plane in 0..<NumPlanes { isUsed[plane] = try reader.bits(2) != 0 }
        guard isUsed.contains(true) else { return }
        if try reader.flag(), !sequence.tools.use_128x128_superblock { try reader.skip(1) }  // lr_unit_shift, lr_unit_extra_shift
        if sequence.subsampling_x && sequence.subsampling_y && (isUsed[1] || isUsed[2]) { try reader.skip(1) }
    }

    /// global_motion_params (§5.9.24). A parameter's length does not depend on what it is coded against.
    func skipGlobalMotion(_ reader: inout BitReader) throws(BitstreamError) {
        for _ in ref_frame_idx where try reader.flag() {
            let isRotation = try reader.flag()
            let isTranslation = isRotation ? false : try reader.flag()
            if !isTranslation {
                for _ in 0..<(isRotation ? 2 : 4) { try skipSubexponential(&reader, bits: 12) }
            }
            let bits = isTranslation ? 9 - (allow_high_precision_mv ? 0 : 1) : 12
            for _ in 0..<2 { try skipSubexponential(&reader, bits: bits) }
        }
    }

    /// decode_signed_subexp_with_ref of a number of so many bits without its sign (§5.9.26 to §5.9.28).
    private func skipSubexponential(_ reader: inout BitReader, bits: Int) throws(BitstreamError) {
        let count = (2 << bits) + 1
        var (index, lowest) = (0, 0)
        while true {
            let width = index > 0 ? 2 + index : 3
            if count <= lowest + 3 << width {
                _ = try reader.ns(count - lowest)
                return
            }
            guard try reader.flag() else { return try reader.skip(width) }
            index += 1
            lowest += 1 << width
        }
    }

    /// film_grain_params (§5.9.30).
    func skipFilmGrain(_ reader: inout BitReader) throws(BitstreamError) {
        guard try reader.flag() else { return }
        try reader.skip(16)  // grain_seed
        if frame_type == .inter, try !reader.flag() { return try reader.skip(3) }  // film_grain_params_ref_idx
        let lumaPoints = Int(try reader.bits(4))
        try reader.skip(16 * lumaPoints)
        let isScaledFromLuma = sequence.mono_chrome ? false : try reader.flag()
        var chromaPoints = [0, 0]
        let hasNoChroma = sequence.subsampling_x && sequence.subsampling_y && lumaPoints == 0
        if !sequence.mono_chrome && !isScaledFromLuma && !hasNoChroma {
            for plane in chromaPoints.indices {
                chromaPoints[plane] = Int(try reader.bits(4))
                try reader.skip(16 * chromaPoints[plane])
            }
        }
        try reader.skip(2)  // grain_scaling_minus_8
        let lag = Int(try reader.bits(2))
        let lumaCoefficients = 2 * lag * (lag + 1)
        if lumaPoints > 0 { try reader.skip(8 * lumaCoefficients) }
        for points in chromaPoints where isScaledFromLuma || points > 0 {
            try reader.skip(8 * (lumaCoefficients + (lumaPoints > 0 ? 1 : 0)))
        }
        try reader.skip(4)  // ar_coeff_shift_minus_6, grain_scale_shift
        for points in chromaPoints where points > 0 { try reader.skip(25) }
        try reader.skip(2)  // overlap_flag, clip_to_restricted_range
    }
}
