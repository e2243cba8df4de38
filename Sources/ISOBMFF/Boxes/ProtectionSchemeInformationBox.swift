/// `sinf`: what the sample entry was before it was encrypted, and how samples are (ISO/IEC 14496-12 §8.12.1).
package struct ProtectionSchemeInformationBox: Box {
    package static let type: FourCC = "sinf"
    /// The original sample entry's type: `frma` (§8.12.2).
    package var data_format: FourCC
    /// `schm` (§8.12.5); its version is 1.0 (ISO/IEC 23001-7 §4.1).
    package var scheme_type: FourCC
    package var encryption: TrackEncryptionBox

    package init(data_format: FourCC, scheme_type: FourCC, encryption: TrackEncryptionBox) {
        self.data_format = data_format
        self.scheme_type = scheme_type
        self.encryption = encryption
    }

    package func writeBody(to writer: inout ByteWriter) {
        writer.box("frma") { $0.fourCC(data_format) }
        writer.box("schm") { writer in
            writer.u32(0)  // version and flags
            writer.fourCC(scheme_type)
            writer.u32(0x1_0000)  // scheme_version
        }
        writer.box("schi") { encryption.write(to: &$0) }
    }
}
