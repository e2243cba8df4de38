import ISOBMFF
import MediaCore

/// The protection systems that a track's init segment and manifests name: the common one, which lists the track's keys, and those
/// of DRM services as they were given.
package struct SystemHeaders: Sendable {
    /// For the init segment. FairPlay has no box.
    package let boxes: [ProtectionSystemSpecificHeaderBox]
    /// For manifests: each with its whole box, FairPlay with its key URI.
    package let systems: [ProtectionSystem]

    package init(keys: [KeyID], given: [ProtectionSystem]) {
        let common = ProtectionSystemSpecificHeaderBox(SystemID: KeyID.commonSystem.bytes, KIDs: keys.map(\.bytes))
        boxes = [common] + given.filter { $0.id != .fairPlay }.map(Self.box)
        systems =
            boxes.map { ProtectionSystem(id: KeyID(bytes: $0.SystemID), data: $0.serialized()) }
            + given.filter { $0.id == .fairPlay }
    }

    /// What was given is a whole box or the data of one.
    private static func box(_ system: ProtectionSystem) -> ProtectionSystemSpecificHeaderBox {
        if let box = try? BoxReader.read(ByteSource(system.data)).first, box.type == "pssh", box.size == Int64(system.data.count),
            let fields = try? ProtectionSystemSpecificHeaderFields(box), fields.SystemID == system.id.bytes
        {
            return ProtectionSystemSpecificHeaderBox(SystemID: fields.SystemID, KIDs: fields.KIDs, Data: fields.Data)
        }
        return ProtectionSystemSpecificHeaderBox(SystemID: system.id.bytes, Data: system.data)
    }
}
