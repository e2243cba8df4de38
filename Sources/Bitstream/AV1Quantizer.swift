/// quantization_params (AV1 §5.9.12).
struct AV1Quantizer {
    let base_q_idx: Int
    /// Some plane or coefficient has another index than the base.
    private(set) var hasDeltas = false

    init(_ reader: inout BitReader, planes: Int, separatesChroma: Bool) throws(BitstreamError) {
        base_q_idx = Int(try reader.bits(8))
        try readDelta(&reader)
        if planes > 1 {
            let differs = separatesChroma ? try reader.flag() : false
            for _ in 0..<(differs ? 4 : 2) { try readDelta(&reader) }
        }
        if try reader.flag() { try reader.skip(separatesChroma ? 12 : 8) }  // qm_y, qm_u, qm_v
    }

    private mutating func readDelta(_ reader: inout BitReader) throws(BitstreamError) {
        if try reader.flag(), try reader.bits(7) != 0 { hasDeltas = true }
    }
}

/// segmentation_params (AV1 §5.9.14), of which the quantizer's part decides whether a frame is lossless.
struct AV1Segmentation: Hashable {
    /// FeatureData of SEG_LVL_ALT_Q by segment; nil where it is not enabled.
    private(set) var alternateQuantizers = [Int?](repeating: nil, count: 8)

    /// Bits of each feature's value, and whether it has a sign.
    private static let features: [(bits: Int, isSigned: Bool)] = [
        (8, true), (6, true), (6, true), (6, true), (6, true), (3, false), (0, false), (0, false),
    ]

    /// - Parameter isIndependent: nothing is taken over from another frame.
    mutating func read(_ reader: inout BitReader, isIndependent: Bool) throws(BitstreamError) {
        guard try reader.flag() else {
            self = AV1Segmentation()
            return
        }
        if !isIndependent {
            if try reader.flag() { try reader.skip(1) }  // segmentation_update_map, segmentation_temporal_update
            guard try reader.flag() else { return }  // segmentation_update_data
        }
        for segment in alternateQuantizers.indices {
            alternateQuantizers[segment] = nil
            for (index, feature) in Self.features.enumerated() where try reader.flag() {
                let bits = feature.bits + (feature.isSigned ? 1 : 0)
                let raw = Int(try reader.bits(bits))
                if index == 0 { alternateQuantizers[segment] = raw >= 256 ? raw - 512 : raw }
            }
        }
    }

    /// get_qidx of every segment (§7.12.2).
    func quantizers(base: Int) -> [Int] { alternateQuantizers.map { min(255, max(0, base + ($0 ?? 0))) } }
}
