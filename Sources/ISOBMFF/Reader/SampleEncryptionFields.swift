/// The fields of `senc` (ISO/IEC 23001-7 §7.2).
package struct SampleEncryptionFields: Hashable, Sendable {
    package struct Subsample: Hashable, Sendable {
        package let BytesOfClearData: Int
        package let BytesOfProtectedData: Int
    }

    package struct Sample: Hashable, Sendable {
        package let InitializationVector: [UInt8]
        package let subsamples: [Subsample]
    }

    package let hasSubsamples: Bool
    package let samples: [Sample]

    /// - Parameter vectorSize: Per_Sample_IV_Size, which the track or a sample group says.
    package init(_ box: BoxNode, vectorSize: Int) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        hasSubsamples = try reader.fullBox().flags & 2 != 0
        let count = Int(try reader.u32())
        let least = vectorSize + (hasSubsamples ? 2 : 0)
        // A box without a byte for each sample could claim billions.
        guard least > 0 ? count <= reader.bytesLeft / least : count <= 1 << 20 else {
            throw .truncatedFields(box: box.type, offset: box.offset)
        }
        var samples: [Sample] = []
        for _ in 0..<count {
            let vector = try reader.bytes(vectorSize)
            var subsamples: [Subsample] = []
            for _ in 0..<(hasSubsamples ? Int(try reader.u16()) : 0) {
                subsamples.append(
                    Subsample(BytesOfClearData: Int(try reader.u16()), BytesOfProtectedData: Int(try reader.u32())))
            }
            samples.append(Sample(InitializationVector: vector, subsamples: subsamples))
        }
        guard reader.bytesLeft == 0 else { throw .unsupported(box: box.type, field: "sample_count", offset: box.offset) }
        self.samples = samples
    }
}

/// The fields of `saiz` and `saio` (ISO/IEC 14496-12 §8.7.8, §8.7.9).
package struct SampleAuxiliaryInformationFields: Hashable, Sendable {
    /// Of each sample.
    package let sizes: [Int]
    package let offsets: [UInt64]

    package init(saiz: BoxNode, saio: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(saiz)
        if try reader.fullBox().flags & 1 != 0 { try reader.skip(8) }  // aux_info_type and its parameter
        let shared = Int(try reader.u8())
        let count = Int(try reader.u32())
        guard shared > 0 ? count <= 1 << 20 : count <= reader.bytesLeft else {
            throw .truncatedFields(box: saiz.type, offset: saiz.offset)
        }
        var sizes = [Int](repeating: shared, count: count)
        if shared == 0 { for index in 0..<count { sizes[index] = Int(try reader.u8()) } }
        self.sizes = sizes

        reader = FieldReader(saio)
        let (version, flags) = try reader.fullBox(highest: 1)
        if flags & 1 != 0 { try reader.skip(8) }
        let entries = Int(try reader.u32())
        guard entries <= reader.bytesLeft / 4 else { throw .truncatedFields(box: saio.type, offset: saio.offset) }
        var offsets: [UInt64] = []
        for _ in 0..<entries { offsets.append(try reader.u32or64(version)) }
        self.offsets = offsets
    }
}
