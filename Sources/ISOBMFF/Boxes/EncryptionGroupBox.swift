/// `sgpd` and `sbgp` of type `seig`: all samples of a fragment are encrypted otherwise than `tenc` says, under another key or not
/// at all (ISO/IEC 23001-7 §6, ISO/IEC 14496-12 §8.9).
package struct EncryptionGroupBox: Sendable {
    package var encryption: TrackEncryptionBox
    package var sampleCount: UInt32

    package init(encryption: TrackEncryptionBox, sampleCount: UInt32) {
        self.encryption = encryption
        self.sampleCount = sampleCount
    }

    func write(to writer: inout ByteWriter) {
        var entry = ByteWriter()
        entry.u8(0)
        encryption.writeSampleFields(to: &entry)
        writer.box("sgpd") { writer in
            writer.u32(0x100_0000)  // version 1
            writer.fourCC("seig")
            writer.u32(UInt32(entry.count))  // default_length
            writer.u32(1)  // entry_count
            writer.append(entry.bytes)
        }
        writer.box("sbgp") { writer in
            writer.u32(0)  // version and flags
            writer.fourCC("seig")
            writer.u32(1)  // entry_count
            writer.u32(sampleCount)
            writer.u32(0x1_0001)  // the first description of this fragment
        }
    }
}
