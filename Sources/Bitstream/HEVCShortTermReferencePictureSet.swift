/// st_ref_pic_set (ITU-T H.265 §7.3.7, §7.4.8): pictures near the current one that it or later ones may refer to.
struct HEVCShortTermReferencePictureSet: Hashable, Sendable {
    /// A picture's distance in output order, and whether the current one may refer to it.
    struct Entry: Hashable, Sendable {
        let deltaPOC: Int
        let isUsed: Bool
    }

    /// Earlier in output order, the nearest first.
    private(set) var negative: [Entry] = []
    /// Later in output order, the nearest first.
    private(set) var positive: [Entry] = []

    var usedCount: Int { (negative + positive).count(where: \.isUsed) }

    /// - Parameters:
    ///   - sets: those before it in the sequence parameter set; all of them for one in a slice header.
    ///   - isInSlice: it may then be predicted from any of them, else from the last.
    init(
        _ reader: inout BitReader, after sets: [HEVCShortTermReferencePictureSet], isInSlice: Bool
    ) throws(BitstreamError) {
        if !sets.isEmpty, try reader.flag() {
            let back = isInSlice ? Int(try reader.ue("delta_idx_minus1", max: UInt32(sets.count - 1))) + 1 : 1
            try predict(&reader, from: sets[sets.count - back])
            return
        }
        let counts = (Int(try reader.ue("num_negative_pics", max: 16)), Int(try reader.ue("num_positive_pics", max: 16)))
        negative = try Self.entries(&reader, count: counts.0, sign: -1)
        positive = try Self.entries(&reader, count: counts.1, sign: 1)
    }

    private static func entries(_ reader: inout BitReader, count: Int, sign: Int) throws(BitstreamError) -> [Entry] {
        var delta = 0
        var entries: [Entry] = []
        for _ in 0..<count {
            delta += sign * (Int(try reader.ue("delta_poc_minus1", max: 1 << 15)) + 1)
            entries.append(Entry(deltaPOC: delta, isUsed: try reader.flag()))
        }
        return entries
    }

    /// Equations 7-61 and 7-62.
    private mutating func predict(
        _ reader: inout BitReader, from reference: HEVCShortTermReferencePictureSet
    ) throws(BitstreamError) {
        let isNegative = try reader.flag()
        let magnitude = Int(try reader.ue("abs_delta_rps_minus1", max: 1 << 15)) + 1
        let shift = isNegative ? -magnitude : magnitude
        let entries = reference.negative + reference.positive
        // One flag for each entry and one for the reference picture itself.
        var moved: [Entry?] = []
        for index in 0...entries.count {
            let isUsed = try reader.flag()
            let isKept = isUsed ? true : try reader.flag()
            let delta = (index < entries.count ? entries[index].deltaPOC : 0) + shift
            moved.append(isKept ? Entry(deltaPOC: delta, isUsed: isUsed) : nil)
        }
        // Nearest first, as the equations walk; there are no two of one distance in a valid stream.
        let kept = moved.compactMap(\.self)
        negative = kept.filter { $0.deltaPOC < 0 }.sorted { $0.deltaPOC > $1.deltaPOC }
        positive = kept.filter { $0.deltaPOC > 0 }.sorted { $0.deltaPOC < $1.deltaPOC }
        guard negative.count <= 16, positive.count <= 16 else {
            throw .invalid(structure: "HEVC reference picture set", field: "use_delta_flag")
        }
    }
}
