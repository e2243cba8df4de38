@testable import Conformance

extension RuleBreak {
    /// HEVC and AV1 beside the H.264 of every asset.
    static let codecs = [
        RuleBreak(CMAFHeaderRules.recordIsTrue, recipe: { $0.add(.hevc) }) {
            // bitDepthLumaMinus8: neither the codec string nor the samples know it.
            try $0.patch("\(hevc)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "hvc1", "hvcC", at: 17, [0xfa])
        },
        RuleBreak(CMAFHeaderRules.sampleEntry, recipe: { $0.add(.hevc) }) {
            // array_completeness of the first array.
            try $0.patch("\(hevc)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "hvc1", "hvcC", at: 23, [0x20])
        },
        // A picture parameter set of two header bytes and one more.
        RuleBreak(CMAFFragmentRules.noParameterSets, recipe: { $0.add(.hevc) { $0.stray = [0, 0, 0, 3, 0x44, 1, 0xc0] } }),
        RuleBreak(CMAFFragmentRules.nalUnits, recipe: { $0.add(.hevc) { $0.stray = [0, 0, 0, 9, 0x4c, 1] } }),
        RuleBreak(CMAFFragmentRules.nalUnits, recipe: { $0.add(.av1) { $0.stray = [0x2a, 9, 1] } }),
        // A padding OBU.
        RuleBreak(CMAFFragmentRules.noDelimiters, recipe: { $0.add(.av1) { $0.stray = [0x7a, 2, 1, 0x80] } }),
        RuleBreak(CMAFFragmentRules.sequenceHeader, recipe: { $0.add(.av1) }) {
            try $0.patch("\(av1)/2.m4s", "mdat", at: 8, [0])
        },
        RuleBreak(CMAFFragmentRules.syncFlags, recipe: { $0.add(.av1) }) {
            try $0.patch("\(av1)/2.m4s", "moof", "traf", "trun", at: 12, [1, 1, 0, 0])
        },
        RuleBreak(LadderRules.mainProfile, recipe: { $0.add(.hevc) { $0.profile = "main10" } }),
        RuleBreak(DASHRules.oneCodec, recipe: { $0.add(.hevc) }) {
            let text = String(decoding: $0[mpd]!, as: UTF8.self)
            let joined = text.replacing(/<\/AdaptationSet>\s*<AdaptationSet id="2"[^>]*>\s*<Role[^>]*>/, with: "")
            if joined == text { throw AssetFiles.Unchanged(sought: "AdaptationSet 2") }
            $0[mpd] = Array(joined.utf8)
        },
    ]
}
