/// `tenc`: what holds for all samples of a track that say nothing else (ISO/IEC 23001-7 §8.2).
package struct TrackEncryptionBox: FullBox, Hashable {
    package static let type: FourCC = "tenc"
    package var isProtected = true
    /// Blocks encrypted and left of each pattern; both 0 without one.
    package var default_crypt_byte_block: UInt8
    package var default_skip_byte_block: UInt8
    /// In bytes; 0 where all samples have the constant one.
    package var default_Per_Sample_IV_Size: UInt8
    /// Sixteen bytes.
    package var default_KID: [UInt8]
    /// Empty unless `default_Per_Sample_IV_Size` is 0.
    package var default_constant_IV: [UInt8]

    /// Of counter mode: each sample has its own vector.
    package init(cenc default_KID: [UInt8]) {
        (default_crypt_byte_block, default_skip_byte_block, default_Per_Sample_IV_Size) = (0, 0, 8)
        self.default_KID = default_KID
        default_constant_IV = []
    }

    /// Of chained blocks under one vector.
    package init(cbcs default_KID: [UInt8], crypt: UInt8, skip: UInt8, constantIV: [UInt8]) {
        (default_crypt_byte_block, default_skip_byte_block, default_Per_Sample_IV_Size) = (crypt, skip, 0)
        self.default_KID = default_KID
        default_constant_IV = constantIV
    }

    package var version: UInt8 { default_constant_IV.isEmpty ? 0 : 1 }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u8(0)
        writeSampleFields(to: &writer)
    }

    /// The fields as sample groups repeat them.
    func writeSampleFields(to writer: inout ByteWriter) {
        writer.u8(default_crypt_byte_block << 4 | default_skip_byte_block)
        writer.u8(isProtected ? 1 : 0)
        writer.u8(isProtected ? default_Per_Sample_IV_Size : 0)
        writer.append(default_KID)
        if isProtected && default_Per_Sample_IV_Size == 0 {
            writer.u8(UInt8(default_constant_IV.count))
            writer.append(default_constant_IV)
        }
    }
}
