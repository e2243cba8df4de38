/// How much a rule weighs.
package enum Requirement: String, Hashable, Codable, Sendable {
    /// Breaking it makes the asset unfit to publish.
    case must
    /// Breaking it is worth a warning.
    case should
}

/// One sentence that a published asset keeps, with where it comes from.
package struct Rule: Hashable, Encodable, Sendable {
    /// Group and number, such as `HLS-003`; never reused for another sentence.
    package let id: String
    package let requirement: Requirement
    package let sentence: String
    /// The standard and clause, such as `RFC 8216 §4.3.3.1`.
    package let source: String

    package init(_ id: String, _ requirement: Requirement, _ sentence: String, source: String) {
        self.id = id
        self.requirement = requirement
        self.sentence = sentence
        self.source = source
    }

    /// Every rule that `AssetValidator` checks, in the order of its groups.
    package static let catalogue: [Rule] =
        FileRules.all + HLSPlaylistRules.all + HLSVariantRules.all + HLSRenditionRules.all + HLSTrickPlayRules.all
        + HLSImageRules.all + DASHRules.all + CMAFHeaderRules.all + CMAFMediaRules.all + CMAFFragmentRules.all
        + TimelineRules.all + LadderRules.all + SoundRules.all + ThumbnailRules.all + CaptionRules.all + DownloadRules.all
        + HDRRules.all + AppleRules.all + ProtectionRules.all

    /// This rule, broken in `file` (relative to the asset), at `place` inside it where that says more.
    func broken(in file: String, at place: String? = nil, _ message: String) -> Violation {
        Violation(rule: self, file: file, place: place, message: message)
    }
}
