import Foundation
import MediaCore
import Testing

@testable import Conformance

@Suite struct GoodAssetTests {
    private func expectNoViolation(in recipe: AssetRecipe, preset: String? = nil) throws {
        var files = try recipe.make()
        files["report.json"] = preset.map { Array("{\"preset\":\"\($0)\"}".utf8) }
        let violations = try files.validate().violations.map(\.description)
        #expect(violations == [])
    }

    @Test func breaksNoRule() throws {
        let report = try AssetRecipe.good.get().validate()
        #expect(report.violations.map(\.description) == [])
        #expect(report.isConformant)
    }

    @Test func breaksNoRuleWithoutSound() throws {
        var recipe = AssetRecipe()
        recipe.hasAudio = false
        try expectNoViolation(in: recipe)
    }

    @Test func breaksNoRuleWithAnEditListForVideo() throws {
        var recipe = AssetRecipe()
        recipe.hasVideoEditList = true
        try expectNoViolation(in: recipe)
    }

    @Test(arguments: [true, false]) func breaksNoRuleWithAFileToKeep(hasAudio: Bool) throws {
        var recipe = AssetRecipe()
        recipe.hasDownload = true
        recipe.hasAudio = hasAudio
        recipe.hasVideoEditList = hasAudio
        try expectNoViolation(in: recipe)
    }

    @Test func breaksNoRuleWithCaptions() throws {
        var recipe = AssetRecipe()
        recipe.hasCaptions = true
        try expectNoViolation(in: recipe)
    }

    @Test func breaksNoRuleWithMoreCodecs() throws {
        var recipe = AssetRecipe()
        recipe.add(.hevc)
        recipe.add(.av1)
        try expectNoViolation(in: recipe)
    }

    @Test(arguments: [ColorDescription.pq, ColorDescription.hlg]) func breaksNoRuleWithHDR(transfer: Int) throws {
        var recipe = AssetRecipe()
        recipe.add(.hevc) {
            $0.transfer = transfer
            $0.hdr = RuleBreak.graded
        }
        #expect(try recipe.make().validate().violations.map(\.description) == [])
    }

    @Test(arguments: [[.cenc], [.cbcs], [.aes128], [.aes128, .cbcs, .cenc]] as [[ProtectionScheme]])
    func breaksNoRuleEncrypted(_ schemes: [ProtectionScheme]) throws {
        var recipe = AssetRecipe()
        recipe.add(.hevc)
        recipe.add(.av1)
        recipe.hasCaptions = true
        let clear = try recipe.make()
        recipe.protections = schemes
        let files = try recipe.make()
        #expect(try files.validate().violations.map(\.description) == [])
        #expect(try files.validate(keys: AssetRecipe.keys, clear: clear).violations.map(\.description) == [])
    }

    @Test func breaksNoRuleAtNTSCRates() throws {
        var recipe = AssetRecipe()
        recipe.frameRate = FrameRate(30000, 1001)
        recipe.gop = 60
        for index in recipe.rungs.indices {
            recipe.rungs[index].frames = 607
            recipe.rungs[index].segments = [2, 2, 2]
        }
        try expectNoViolation(in: recipe)
    }

    @Test func breaksNoRuleWithOneShortSegment() throws {
        var recipe = AssetRecipe()
        for index in recipe.rungs.indices {
            recipe.rungs[index].frames = 7
            recipe.rungs[index].segments = [1]
        }
        try expectNoViolation(in: recipe)
    }

    @Test func breaksNoRuleOfApples() throws {
        var recipe = AssetRecipe()
        for index in recipe.rungs.indices {
            recipe.rungs[index].frames = 225
            recipe.rungs[index].segments = [6, 3]
        }
        recipe.rungs[1].x264 = "bitrate=50:vbv-maxrate=60:vbv-bufsize=60"
        try expectNoViolation(in: recipe, preset: "apple")
    }

    @Test func reportIsEncodedAsDocumented() throws {
        var files = try AssetRecipe.good.get()
        files["manifest.mpd"] = nil
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = String(decoding: try encoder.encode(try files.validate()), as: UTF8.self)
        #expect(
            json
                == #"{"conformant":false,"rules":\#(Rule.catalogue.count),"violations":["#
                + #"{"file":"manifest.mpd","message":"the file does not exist","requirement":"must","rule":"FILE-001"}]}"#)
    }

    @Test func warningsLeaveAnAssetConformant() {
        let violation = HLSVariantRules.peakToAverage.broken(in: "master.m3u8", at: "line 4", "the peak is 240 % of the average")
        let report = ConformanceReport(checkedRules: Rule.catalogue, violations: [violation])
        #expect(report.isConformant)
        #expect(violation.description == "HLS-029 (should) master.m3u8: line 4: the peak is 240 % of the average")
    }

    @Test func ruleNumbersAreUnique() {
        #expect(Set(Rule.catalogue.map(\.id)).count == Rule.catalogue.count)
    }

    @Test func aMissingFolderIsAnError() {
        #expect(throws: ConformanceError.notAFolder(path: "/nonexistent")) {
            try AssetValidator(root: "/nonexistent").blockingValidate()
        }
    }
}
