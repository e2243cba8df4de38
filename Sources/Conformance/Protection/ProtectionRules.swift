import ISOBMFF
import MediaCore

/// Encrypted tracks, and what manifests say of their keys.
enum ProtectionRules {
    static let entry = Rule(
        "ENC-001", .must, "An encrypted track's sample entry is encv or enca with frma, schm of version 1.0 and tenc.",
        source: "ISO/IEC 23001-7 §4.2, §8.2")
    static let parameters = Rule(
        "ENC-002", .must,
        "tenc says: cenc, vectors of 8 bytes and no pattern; cbcs, a constant vector of 16 bytes and the pattern 1:9 for pictures, none for sound.",
        source: "ISO/IEC 23001-7 §10.1, §10.4; Apple HLS Authoring 13")
    static let commonSystem = Rule(
        "ENC-003", .must, "The init segment has a pssh of the common system that lists the track's key.",
        source: "W3C “cenc” Initialization Data Format")
    static let sampleBoxes = Rule(
        "ENC-004", .must, "senc, saiz and saio are there and agree with each other and with the samples.",
        source: "ISO/IEC 23001-7 §7; ISO/IEC 14496-12 §8.7.8, §8.7.9")
    static let headersClear = Rule(
        "ENC-005", .must, "The headers of NAL units, slices, OBUs and frames are clear.",
        source: "ISO/IEC 23001-7 §9.5, §10.4; AV1 in ISOBMFF §4.3")
    static let onlyHeadersClear = Rule(
        "ENC-006", .must,
        "Nothing else is: slices, tiles and sound are protected from their first byte, or but for the odd bytes of a block.",
        source: "ISO/IEC 23001-7 §9.5, §9.6; AV1 in ISOBMFF §4.3")
    static let vectorsDiffer = Rule(
        "ENC-007", .must, "No two samples, and no two files, have one key and one initialization vector.",
        source: "ISO/IEC 23001-7 §9.3; NIST SP 800-38A appendix B")
    static let keysDiffer = Rule(
        "ENC-008", .must, "Sound and pictures have different keys, and so have two protections.",
        source: "ISO/IEC 23001-7 §6; Sluice")
    static let keyTags = Rule(
        "ENC-009", .must,
        "EXT-X-KEY has a URI and the METHOD of the protection, behind EXT-X-MAP; AES-128 has an IV for each file, and no byte ranges.",
        source: "RFC 8216 §4.3.2.4; Sluice: init segments are clear")
    static let contentProtection = Rule(
        "ENC-010", .must,
        "An AdaptationSet has ContentProtection with the scheme and the KID of tenc, the common system's pssh, and a ClearKey licence's place.",
        source: "ISO/IEC 23009-1 §5.8.4.1; DASH-IF IOP part 6")
    static let wholeFiles = Rule(
        "ENC-011", .must, "A file under AES-128 is whole blocks and opens with its key to boxes.", source: "RFC 8216 §4.3.2.4")
    static let opens = Rule(
        "ENC-012", .must, "With its key, every sample is what the clear run has.", source: "ISO/IEC 23001-7 §9")
    static let nothingClear = Rule(
        "ENC-013", .must, "The tracks of an encrypted asset are all encrypted, and lie in its protections' folders.",
        source: "Sluice asset layout")

    static let all = [
        entry, parameters, commonSystem, sampleBoxes, headersClear, onlyHeadersClear, vectorsDiffer, keysDiffer, keyTags,
        contentProtection, wholeFiles, opens, nothingClear,
    ]

    /// Media outside the folders of the protections.
    static func checkNothingClear(beside folder: AssetFolder) -> [Violation] {
        let clear = [PublishedAsset.multivariantPath, PublishedAsset.presentationPath, DownloadRules.file, "video/", "audio/"]
        return folder.files.keys.filter { path in clear.contains(where: path.hasPrefix) }.sorted().map {
            nothingClear.broken(in: $0, "it is beside the encrypted ones")
        }
    }

    /// A sample entry's own boxes.
    static func checkEntry(
        _ box: BoxNode, _ fields: TrackEncryptionFields, _ scheme: ProtectionScheme, isVideo: Bool, file: String
    ) -> [Violation] {
        var violations: [Violation] = []
        let schm = box.first("sinf", "schm")?.fields ?? []
        let version: [UInt8] = [0, 1, 0, 0]
        if schm.count != 12 || Array(schm[4..<8]) != Array(scheme.rawValue.utf8) || Array(schm[8...]) != version
            || box.first("sinf", "frma")?.fields.count != 4
        {
            violations.append(
                entry.broken(in: file, at: "schm", "it is not \(scheme.rawValue) of version 1.0, or there is no frma"))
        }
        let pattern = (fields.default_crypt_byte_block, fields.default_skip_byte_block)
        let isRight =
            scheme == .cenc
            ? fields.version == 0 && fields.default_Per_Sample_IV_Size == 8 && pattern == (0, 0)
            : fields.version == 1 && fields.default_Per_Sample_IV_Size == 0 && fields.default_constant_IV.count == 16
                && pattern == (isVideo ? (1, 9) : (0, 0))
        if !isRight || fields.default_isProtected != 1 {
            violations.append(
                parameters.broken(
                    in: file, at: "tenc",
                    "version \(fields.version), pattern \(pattern.0):\(pattern.1), vectors of \(fields.default_Per_Sample_IV_Size) and \(fields.default_constant_IV.count) bytes"
                ))
        }
        return violations
    }
}
