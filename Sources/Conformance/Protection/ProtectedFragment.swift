import ISOBMFF

/// How one fragment's samples are encrypted, by its own boxes and the init segment's (ISO/IEC 23001-7 §7, §8).
struct ProtectedFragment {
    struct Sample {
        /// In the file.
        let range: Range<Int>
        let vector: [UInt8]
        /// Clear and protected bytes by turns; empty where all of it is protected.
        let subsamples: [SampleEncryptionFields.Subsample]

        /// What only the key opens, in the file.
        var protectedRanges: [Range<Int>] {
            guard !subsamples.isEmpty else { return [range] }
            var position = range.lowerBound
            return subsamples.compactMap { subsample in
                let start = position + subsample.BytesOfClearData
                position = start + subsample.BytesOfProtectedData
                return start < position ? start..<position : nil
            }
        }

        /// The subsamples fill the sample to its last byte.
        var isWhole: Bool {
            subsamples.isEmpty || subsamples.reduce(0) { $0 + $1.BytesOfClearData + $1.BytesOfProtectedData } == range.count
        }
    }

    /// Of the init segment, or of the fragment where it differs.
    let encryption: TrackEncryptionFields
    let samples: [Sample]
    /// Why the boxes do not agree with each other.
    let problem: String?

    var isClear: Bool { encryption.default_isProtected == 0 }

    init(_ moof: BoxNode, _ fragment: FragmentBoxes, _ track: TrackEncryptionFields) throws(ISOBMFFError) {
        let traf = moof.first("traf")
        encryption = if let group = traf?.first("sgpd") { try TrackEncryptionFields(group: group) } else { track }
        let ranges = fragment.sampleRanges
        guard let senc = traf?.first("senc") else {
            samples = ranges.map { Sample(range: $0, vector: track.default_constant_IV, subsamples: []) }
            let isClear = encryption.default_isProtected == 0
            problem = isClear ? nil : "there is no senc"
            return
        }
        let fields = try SampleEncryptionFields(senc, vectorSize: Int(encryption.default_Per_Sample_IV_Size))
        let constant = encryption.default_constant_IV
        samples = zip(ranges, fields.samples).map { range, sample in
            Sample(
                range: range, vector: sample.InitializationVector.isEmpty ? constant : sample.InitializationVector,
                subsamples: sample.subsamples)
        }
        problem = try Self.problem(
            traf, senc, fields, count: ranges.count, moof: moof, vectorSize: encryption.default_Per_Sample_IV_Size)
    }

    private static func problem(
        _ traf: BoxNode?, _ senc: BoxNode, _ fields: SampleEncryptionFields, count: Int, moof: BoxNode, vectorSize: UInt8
    ) throws(ISOBMFFError) -> String? {
        guard fields.samples.count == count else { return "senc has \(fields.samples.count) samples, the fragment \(count)" }
        guard let saiz = traf?.first("saiz"), let saio = traf?.first("saio") else { return "there is no saiz or no saio" }
        let auxiliary = try SampleAuxiliaryInformationFields(saiz: saiz, saio: saio)
        let sizes = fields.samples.map { Int(vectorSize) + (fields.hasSubsamples ? 2 + 6 * $0.subsamples.count : 0) }
        guard auxiliary.sizes == sizes else { return "saiz says other sizes than senc has" }
        // Version, flags and the count come before the first sample's.
        guard auxiliary.offsets == [UInt64(senc.payloadRange.lowerBound + 8 - moof.offset)] else {
            return "saio points at \(auxiliary.offsets), senc's samples are elsewhere"
        }
        return nil
    }
}
