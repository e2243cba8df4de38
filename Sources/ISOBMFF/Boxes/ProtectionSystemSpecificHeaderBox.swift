/// `pssh`: what one protection system needs to fetch keys (ISO/IEC 23001-7 §8.1).
package struct ProtectionSystemSpecificHeaderBox: FullBox, Hashable {
    package static let type: FourCC = "pssh"
    /// Sixteen bytes.
    package var SystemID: [UInt8]
    /// Sixteen bytes each; of version 1 only.
    package var KIDs: [[UInt8]]
    package var Data: [UInt8]

    package init(SystemID: [UInt8], KIDs: [[UInt8]] = [], Data: [UInt8] = []) {
        self.SystemID = SystemID
        self.KIDs = KIDs
        self.Data = Data
    }

    package var version: UInt8 { KIDs.isEmpty ? 0 : 1 }

    package func writeFields(to writer: inout ByteWriter) {
        writer.append(SystemID)
        if version == 1 {
            writer.u32(UInt32(KIDs.count))
            for id in KIDs { writer.append(id) }
        }
        writer.u32(UInt32(Data.count))
        writer.append(Data)
    }
}
