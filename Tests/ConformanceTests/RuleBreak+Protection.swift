import MediaCore

@testable import Conformance

extension RuleBreak {
    private static let sampleEntry = ["moov", "trak", "mdia", "minf", "stbl", "stsd", "encv", "sinf"]

    /// An encrypted asset with one thing changed.
    private init(
        _ rule: Rule, _ scheme: ProtectionScheme, isOpened: Bool = false,
        _ change: @escaping @Sendable (inout AssetFiles) throws -> Void
    ) {
        self.init(rule, recipe: { $0.protections = [scheme] }, change: change)
        guard isOpened else { return }
        keys = AssetRecipe.keys
        clear = { try AssetRecipe.good.get() }
    }

    private static let cbcs = "cbcs/\(top)"
    private static let cenc = "cenc/\(top)"

    static let protection = [
        // scheme_version 1.1.
        RuleBreak(ProtectionRules.entry, .cbcs) { files in
            try files.patch("\(cbcs)/init.mp4", sampleEntry + ["schm"], at: 11, [1])
        },
        RuleBreak(ProtectionRules.entry, .cenc) { files in
            try files.patch("\(cenc)/init.mp4", sampleEntry + ["schm"], at: 4, Array("cens".utf8))
        },
        // The pattern 1:8.
        RuleBreak(ProtectionRules.parameters, .cbcs) { files in
            try files.patch("\(cbcs)/init.mp4", sampleEntry + ["schi", "tenc"], at: 5, [0x18])
        },
        RuleBreak(ProtectionRules.commonSystem, .cenc) { try $0.patch("\(cenc)/init.mp4", "moov", "pssh", at: 24, [9]) },
        RuleBreak(ProtectionRules.sampleBoxes, .cbcs) { files in
            let offset = try files.bytes("\(cbcs)/1.m4s", "moof", "traf", "saio", at: 8, count: 4)
            try files.patch("\(cbcs)/1.m4s", "moof", "traf", "saio", at: 8, [offset[0], offset[1], offset[2], offset[3] ^ 4])
        },
        RuleBreak(ProtectionRules.sampleBoxes, .cenc) { try $0.patch("\(cenc)/2.m4s", "moof", "traf", "saiz", at: 8, [1]) },
        // Behind the header of the first slice; what is left is no slice header.
        RuleBreak(ProtectionRules.headersClear, .cenc) { files in
            let path = "\(cenc)/2.m4s"
            let size = try files.bytes(path, "mdat", at: 0, count: 4).reduce(0) { $0 << 8 | Int($1) }
            let isSEI = try files.bytes(path, "mdat", at: 4, count: 1)[0] & 31 == 6
            try files.patch(path, "mdat", at: (isSEI ? 4 + size : 0) + 5, [0, 0, 0, 0, 0, 0])
        },
        // A block of the first sample's slice is clear.
        RuleBreak(ProtectionRules.onlyHeadersClear, .cenc) { files in
            // Version, flags, count, vector, count of subsamples.
            let place = 4 + 4 + 8 + 2
            let found = try files.bytes("\(cenc)/1.m4s", "moof", "traf", "senc", at: place, count: 6)
            let clear = found[0..<2].reduce(0) { $0 << 8 | Int($1) } + 16
            let protected = found[2...].reduce(0) { $0 << 8 | Int($1) } - 16
            let bytes = [clear >> 8, clear & 255, protected >> 24, protected >> 16 & 255, protected >> 8 & 255, protected & 255]
            try files.patch("\(cenc)/1.m4s", "moof", "traf", "senc", at: place, bytes.map(UInt8.init))
        },
        RuleBreak(ProtectionRules.vectorsDiffer, .cenc) { files in
            let sound = "cenc/\(sound)/1.m4s"
            let first = try files.bytes(sound, "moof", "traf", "senc", at: 8, count: 8)
            try files.patch(sound, "moof", "traf", "senc", at: 16, first)
        },
        RuleBreak(ProtectionRules.vectorsDiffer, .cbcs) { files in
            let box = sampleEntry + ["schi", "tenc"]
            let vector = try files.payload("\(cbcs)/init.mp4", box, number: 1) + 25
            try files.patch("cbcs/\(low)/init.mp4", box, at: 25, Array(files["\(cbcs)/init.mp4"]![vector..<vector + 16]))
        },
        RuleBreak(ProtectionRules.vectorsDiffer, .aes128) { files in
            let playlist = "aes-128/\(sound)/media.m3u8"
            let vectors = files.text(playlist).matches(of: /IV=(0x[0-9a-f]{32})/).map { String($0.1) }
            try files.replace(playlist, vectors[1], vectors[0])
        },
        RuleBreak(
            ProtectionRules.keysDiffer,
            recipe: { recipe in
                recipe.protections = [.cbcs]
                recipe.hasOneKey = true
            }),
        RuleBreak(
            ProtectionRules.keysDiffer,
            recipe: { recipe in
                recipe.protections = [.cbcs, .cenc]
                recipe.hasOneKey = true
            }),
        RuleBreak(ProtectionRules.keyTags, .cbcs) { try $0.replace("\(cbcs)/media.m3u8", "URI=\"/keys", "URI-X=\"/keys") },
        RuleBreak(ProtectionRules.keyTags, .cbcs) { try $0.removeLines("\(cbcs)/iframes.m3u8", containing: "EXT-X-KEY") },
        RuleBreak(ProtectionRules.keyTags, .aes128) { files in
            try files.setAttribute("aes-128/\(top)/media.m3u8", on: "EXT-X-KEY", "IV", "")
        },
        RuleBreak(ProtectionRules.contentProtection, .cbcs) { files in
            try files.setAttribute(
                "cbcs/\(mpd)", on: "mp4protection", "cenc:default_KID", "\"00000000-0000-4000-8000-000000000000\"")
        },
        RuleBreak(ProtectionRules.contentProtection, .cenc) { try $0.removeLines("cenc/\(mpd)", containing: "Laurl") },
        RuleBreak(ProtectionRules.wholeFiles, .aes128) { files in files["aes-128/\(top)/2.m4s"]!.removeLast() },
        RuleBreak(ProtectionRules.opens, .cbcs, isOpened: true) { files in
            let last = files["\(cbcs)/3.m4s"]!.count - 1
            files["\(cbcs)/3.m4s"]![last] ^= 1
        },
        RuleBreak(ProtectionRules.opens, .cenc, isOpened: true) { files in
            files["cenc/\(sound)/1.m4s"]![files["cenc/\(sound)/1.m4s"]!.count - 1] ^= 1
        },
        RuleBreak(ProtectionRules.nothingClear, .cenc) { $0["\(cenc)/init.mp4"] = try AssetRecipe.good.get()["\(top)/init.mp4"] },
        RuleBreak(ProtectionRules.nothingClear, .cbcs) { $0["\(top)/1.m4s"] = try AssetRecipe.good.get()["\(top)/1.m4s"] },
    ]
}
