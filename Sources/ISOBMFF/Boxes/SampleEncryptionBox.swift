/// `senc`: each sample's initialization vector and what of it is encrypted (ISO/IEC 23001-7 §7.2), with the boxes that say where
/// that information lies: `saiz` and `saio` (ISO/IEC 14496-12 §8.7.8, §8.7.9).
package struct SampleEncryptionBox: FullBox {
    package struct Subsample: Hashable, Sendable {
        package var BytesOfClearData: UInt16
        package var BytesOfProtectedData: UInt32

        package init(BytesOfClearData: UInt16, BytesOfProtectedData: UInt32) {
            self.BytesOfClearData = BytesOfClearData
            self.BytesOfProtectedData = BytesOfProtectedData
        }
    }

    package struct Sample: Hashable, Sendable {
        /// Empty under a constant vector.
        package var InitializationVector: [UInt8]
        /// Empty where the whole sample is encrypted.
        package var subsamples: [Subsample]

        package init(InitializationVector: [UInt8], subsamples: [Subsample]) {
            self.InitializationVector = InitializationVector
            self.subsamples = subsamples
        }
    }

    package static let type: FourCC = "senc"
    package var samples: [Sample]
    /// Samples are encrypted in part.
    package var hasSubsamples: Bool

    package init(samples: [Sample], hasSubsamples: Bool) {
        self.samples = samples
        self.hasSubsamples = hasSubsamples
    }

    package var flags: UInt32 { hasSubsamples ? 2 : 0 }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(samples.count))
        for sample in samples {
            writer.append(sample.InitializationVector)
            guard hasSubsamples else { continue }
            writer.u16(UInt16(sample.subsamples.count))
            for subsample in sample.subsamples {
                writer.u16(subsample.BytesOfClearData)
                writer.u32(subsample.BytesOfProtectedData)
            }
        }
    }

    /// Bytes of the information of a sample; `saiz` has 8 bits for it.
    private func informationSize(_ sample: Sample) -> Int {
        sample.InitializationVector.count + (hasSubsamples ? 2 + 6 * sample.subsamples.count : 0)
    }

    /// Subsamples that the information of a sample may have.
    package static func mostSubsamples(vectorSize: Int) -> Int { (255 - vectorSize - 2) / 6 }

    /// This box, `saiz` and `saio` as the last children of a `traf`.
    /// - Parameter offset: of this box from the first byte of the `moof`.
    func writeWithSizes(to writer: inout ByteWriter, offset: Int) {
        let sizes = samples.map(informationSize)
        // Zero for all means that each is listed.
        let shared = Set(sizes).count == 1 && sizes.first != 0 ? sizes.first : nil
        write(to: &writer)
        writer.box("saiz") { writer in
            writer.u32(0)  // version and flags
            writer.u8(UInt8(shared ?? 0))
            writer.u32(UInt32(samples.count))
            if shared == nil { for size in sizes { writer.u8(UInt8(size)) } }
        }
        writer.box("saio") { writer in
            writer.u32(0)  // version and flags
            writer.u32(1)  // entry_count
            writer.u32(UInt32(offset + Self.headerSize))
        }
    }

    /// Size, type, version, flags and sample_count.
    private static let headerSize = 16
}
