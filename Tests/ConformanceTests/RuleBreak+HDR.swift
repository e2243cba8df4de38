import MediaCore

@testable import Conformance

extension RuleBreak {
    /// What a grading display says.
    static let graded = HDRMetadata(
        mastering: HDRMetadata.MasteringDisplay(
            red: .init(x: 34000, y: 16000), green: .init(x: 13250, y: 34500), blue: .init(x: 7500, y: 3000),
            white: .init(x: 15635, y: 16450), maxLuminance: 10_000_000, minLuminance: 50),
        contentLight: HDRMetadata.ContentLight(maxContentLightLevel: 1000, maxAverageLightLevel: 400))

    /// PQ in HEVC beside the H.264 of every asset.
    private static func pq(_ rule: Rule, _ change: @escaping @Sendable (inout AssetFiles) throws -> Void) -> RuleBreak {
        RuleBreak(rule, recipe: { $0.add(.hevc) { ($0.transfer, $0.hdr) = (ColorDescription.pq, graded) } }, change: change)
    }

    static let hdr = [
        pq(HLSRenditionRules.videoRange) { try $0.replace(master, ",VIDEO-RANGE=PQ", "") },
        pq(HLSRenditionRules.videoRange) { try $0.replace(master, ",VIDEO-RANGE=PQ", ",VIDEO-RANGE=HLG") },
        pq(HLSRenditionRules.videoRange) { try $0.replace(master, ",VIDEO-RANGE=SDR", "") },
        // Of an I-frame variant.
        pq(HDRRules.videoRange) { try $0.replace(master, "VIDEO-RANGE=PQ,URI", "VIDEO-RANGE=SDR,URI") },
        pq(HDRRules.properties) { try $0.removeLines(mpd, containing: "TransferCharacteristics") },
        pq(HDRRules.properties) {
            try $0.replace(mpd, "cicp:ColourPrimaries\" value=\"9\"", "cicp:ColourPrimaries\" value=\"1\"")
        },
        // H.264 in SDR with what only HDR has.
        RuleBreak(HDRRules.metadata, recipe: { $0.rungs[0].hdr = graded }),
        pq(HDRRules.metadata) {
            try $0.rename("\(hevc)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "hvc1", "clli", to: "free")
            try $0.rename("\(hevc)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "hvc1", "mdcv", to: "clli")
        },
        RuleBreak(
            HDRRules.hasStandardRange,
            recipe: { recipe in
                for index in recipe.rungs.indices {
                    (recipe.rungs[index].codec, recipe.rungs[index].transfer) = (.hevc, ColorDescription.hlg)
                }
            }),
        RuleBreak(
            LadderRules.mainProfile, recipe: { $0.add(.hevc) { ($0.transfer, $0.profile) = (ColorDescription.pq, "main") } }),
    ]
}
