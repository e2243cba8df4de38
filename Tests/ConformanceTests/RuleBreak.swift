import Ciphers
import MediaCore
import Testing

@testable import Conformance

/// One fault, made on purpose, and the one rule that must report it.
struct RuleBreak: Sendable, CustomTestStringConvertible {
    let rule: Rule
    /// Makes the broken asset.
    let make: @Sendable () throws -> AssetFiles
    /// Of an encrypted asset that is opened.
    var keys: [KeyID: Secret] = [:]
    /// What an encrypted asset was before.
    var clear: (@Sendable () throws -> AssetFiles)?

    /// A good asset with one thing changed.
    init(_ rule: Rule, _ change: @escaping @Sendable (inout AssetFiles) throws -> Void) {
        self.rule = rule
        make = {
            var files = try AssetRecipe.good.get()
            try change(&files)
            return files
        }
    }

    /// An asset that is made otherwise, and then changed.
    init(
        _ rule: Rule, recipe: @escaping @Sendable (inout AssetRecipe) -> Void,
        change: @escaping @Sendable (inout AssetFiles) throws -> Void = { _ in }
    ) {
        self.rule = rule
        make = {
            var altered = AssetRecipe()
            recipe(&altered)
            var files = try altered.make()
            try change(&files)
            return files
        }
    }

    var testDescription: String { rule.id }

    static let all =
        files + playlists + variants + renditions + trickPlay + apple + dash + headers + fragments + timeline + ladder + sounds
        + thumbnails + codecs + download + captions + hdr + protection

    static let master = "master.m3u8"
    static let mpd = "manifest.mpd"
    /// The folder of the first rung.
    static let top = "video/h264/360p"
    static let low = "video/h264/180p"
    static let hevc = "video/hevc/360p"
    static let av1 = "video/av1/360p"
    static let sound = "audio/aac/und"
}

@Suite struct RuleBreakTests {
    @Test(arguments: RuleBreak.all) func isReportedAlone(_ broken: RuleBreak) throws {
        let violations = try broken.make().validate(keys: broken.keys, clear: broken.clear?()).violations
        #expect(Set(violations.map(\.rule.id)) == [broken.rule.id], "\(violations.map(\.description).joined(separator: "\n"))")
    }

    @Test func everyRuleIsBrokenOnce() {
        #expect(Set(Rule.catalogue.map(\.id)).subtracting(RuleBreak.all.map(\.rule.id)) == [])
    }
}
