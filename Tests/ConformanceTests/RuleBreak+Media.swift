import MediaCore

@testable import Conformance

extension RuleBreak {
    static let headers = [
        RuleBreak(CMAFHeaderRules.boxes) { $0["\(low)/2.m4s"]!.removeLast() },
        RuleBreak(CMAFHeaderRules.boxes) { $0["\(sound)/init.mp4"]!.removeLast(9) },
        RuleBreak(CMAFHeaderRules.brands) { try $0.replaceBytes("\(top)/init.mp4", "iso6", "iso5") },
        RuleBreak(CMAFHeaderRules.structure) { try $0.rename("\(top)/init.mp4", "moov", "mvex", to: "free") },
        RuleBreak(CMAFHeaderRules.durations) { try $0.patch("\(top)/init.mp4", "moov", "trak", "tkhd", at: 20, [0, 0, 0, 1]) },
        RuleBreak(CMAFHeaderRules.durations) {
            try $0.patch("\(top)/init.mp4", "moov", "trak", "mdia", "mdhd", at: 16, [0, 0, 0, 1])
        },
        RuleBreak(CMAFHeaderRules.matrices) { try $0.patch("\(top)/init.mp4", "moov", "trak", "tkhd", at: 40, [0, 2, 0, 0]) },
        RuleBreak(CMAFHeaderRules.matrices) { try $0.patch("\(sound)/init.mp4", "moov", "mvhd", at: 36, [0, 2, 0, 0]) },
        RuleBreak(CMAFHeaderRules.emptyTables) {
            try $0.patch("\(top)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsz", at: 4, [0, 0, 0, 1])
        },
        RuleBreak(CMAFHeaderRules.noClock) { try $0.patch("\(top)/init.mp4", "moov", "mvhd", at: 4, [0xE0, 0, 0, 0]) },
        RuleBreak(CMAFHeaderRules.noClock) {
            let clock: [UInt8] =
                [0, 0, 0, 28] + Array("prft".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + [UInt8](repeating: 0x50, count: 12)
            let start = try $0.payload("\(sound)/2.m4s", ["moof"], number: 1) - 8
            $0["\(sound)/2.m4s"]!.insert(contentsOf: clock, at: start)
        },
        RuleBreak(CMAFHeaderRules.sampleEntry) {
            try $0.rename("\(low)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", to: "avc3")
        },
        RuleBreak(CMAFHeaderRules.enabled) { try $0.patch("\(top)/init.mp4", "moov", "trak", "tkhd", at: 0, [0, 0, 0, 0]) },
        RuleBreak(CMAFHeaderRules.pictureSize) { try $0.patch("\(top)/init.mp4", "moov", "trak", "tkhd", at: 76, [2, 0x82]) },
        RuleBreak(CMAFHeaderRules.audioEdit) {
            try $0.patch("\(sound)/init.mp4", "moov", "trak", "edts", "elst", at: 12, [0, 0, 0x0C, 1])
        },
        RuleBreak(CMAFHeaderRules.audioEdit) {
            // The edit list becomes padding of a header that may hold none; its place is taken away with it.
            let track = try $0.payload("\(sound)/init.mp4", ["moov", "trak"], number: 1)
            let edit = try $0.payload("\(sound)/init.mp4", ["moov", "trak", "edts"], number: 1) - 8
            try $0.remove("\(sound)/init.mp4", "moov", "trak", at: edit - track, count: 36)
        },
        RuleBreak(CMAFMediaRules.profileBrand) { try $0.replaceBytes("\(top)/init.mp4", "cmf2cmfc", "chhdcmfc") },
        RuleBreak(CMAFMediaRules.handler) {
            try $0.patch("\(top)/init.mp4", "moov", "trak", "mdia", "hdlr", at: 8, Array("soun".utf8))
        },
        RuleBreak(CMAFMediaRules.dataReference) {
            try $0.patch("\(sound)/init.mp4", "moov", "trak", "mdia", "minf", "dinf", "dref", "url ", at: 3, [0])
        },
        RuleBreak(CMAFMediaRules.edit) {
            try $0.patch("\(sound)/init.mp4", "moov", "trak", "edts", "elst", at: 8, [0, 0, 1, 0])
        },
        RuleBreak(CMAFHeaderRules.trackID) { try $0.patch("\(sound)/init.mp4", "moov", "mvex", "trex", at: 4, [0, 0, 0, 2]) },
    ]

    static let fragments = [
        RuleBreak(CMAFFragmentRules.structure) { try $0.rename("\(low)/2.m4s", "mdat", to: "free") },
        RuleBreak(CMAFFragmentRules.defaultBase) { try $0.patch("\(top)/2.m4s", "moof", "traf", "tfhd", at: 1, [0]) },
        RuleBreak(CMAFFragmentRules.noBaseOffset) {
            try $0.insert("\(sound)/2.m4s", "moof", "traf", "tfhd", at: 8, [UInt8](repeating: 0, count: 8))
            let flags = try $0.bytes("\(sound)/2.m4s", "moof", "traf", "tfhd", at: 3, count: 1)[0]
            try $0.patch("\(sound)/2.m4s", "moof", "traf", "tfhd", at: 3, [flags | 1])
            let offset =
                try $0.bytes("\(sound)/2.m4s", "moof", "traf", "trun", at: 8, count: 4).reduce(0) { $0 << 8 | Int($1) } + 8
            try $0.patch("\(sound)/2.m4s", "moof", "traf", "trun", at: 10, [UInt8(offset >> 8), UInt8(offset & 255)])
        },
        RuleBreak(CMAFFragmentRules.dataOffset) { try $0.patch("\(top)/2.m4s", "moof", "traf", "trun", at: 11, [0]) },
        RuleBreak(CMAFFragmentRules.sampleSizes) {
            // The size of the last of two samples.
            let count = try $0.bytes("\(sound)/3.m4s", "moof", "traf", "trun", at: 4, count: 4).reduce(0) { $0 << 8 | Int($1) }
            try $0.patch("\(sound)/3.m4s", "moof", "traf", "trun", at: 12 + 4 * (count - 1), [0, 0, 0, 9])
        },
        RuleBreak(CMAFFragmentRules.decodeTime) {
            let time = try $0.bytes("\(top)/2.m4s", "moof", "traf", "tfdt", at: 11, count: 1)[0]
            try $0.patch("\(top)/2.m4s", "moof", "traf", "tfdt", at: 11, [time ^ 1])
        },
        RuleBreak(CMAFFragmentRules.sequence) { try $0.patch("\(low)/2.m4s", "moof", "mfhd", at: 4, [0, 0, 0, 2]) },
        RuleBreak(CMAFFragmentRules.signedOffsets) {
            // An edit list that changes nothing, in a file that calls itself cmfc.
            let edit: [UInt8] =
                [0, 0, 0, 36] + Array("edts".utf8) + [0, 0, 0, 28] + Array("elst".utf8) + [0, 0, 0, 0, 0, 0, 0, 1]
                + [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
            let header = try $0.payload("\(top)/init.mp4", ["moov", "trak", "tkhd"], number: 1)
            let track = try $0.payload("\(top)/init.mp4", ["moov", "trak"], number: 1)
            try $0.insert("\(top)/init.mp4", "moov", "trak", at: header + 84 - track, edit)
            for _ in 1...2 { try $0.replaceBytes("\(top)/init.mp4", "cmf2", "cmfc") }
        },
        RuleBreak(CMAFFragmentRules.syncFlags) {
            try $0.patch("\(top)/2.m4s", "moof", "traf", "trun", at: 12, [1, 1, 0, 0])
        },
        RuleBreak(CMAFFragmentRules.noParameterSets) { try $0.patch("\(top)/1.m4s", "mdat", at: 4, [0x67]) },
        RuleBreak(CMAFFragmentRules.nalUnits) { try $0.patch("\(top)/1.m4s", "mdat", at: 1, [0xFF]) },
        RuleBreak(CMAFFragmentRules.segmentType) { try $0.replaceBytes("\(low)/2.m4s", "cmfs", "cmff") },
        RuleBreak(CMAFFragmentRules.trackID) { try $0.patch("\(top)/2.m4s", "moof", "traf", "tfhd", at: 4, [0, 0, 0, 7]) },
    ]

    static let timeline = [
        RuleBreak(TimelineRules.videoBoundaries, recipe: { $0.rungs[1].segments = [2, 1, 2] }),
        RuleBreak(TimelineRules.audioBoundaries, recipe: { $0.audioBoundaryShift = 3 }),
        RuleBreak(TimelineRules.equalDurations, recipe: { $0.rungs[1].frames = 123 }),
        RuleBreak(TimelineRules.audioEnd, recipe: { $0.audioEndShift = 4 }),
        RuleBreak(TimelineRules.startsAtZero, recipe: { $0.presentationShift = 1 }),
        RuleBreak(TimelineRules.startsWithIDR) {
            try $0.patch("\(top)/2.m4s", "moof", "traf", "trun", at: 12, [1, 1, 0, 0])
            let size = try $0.bytes("\(top)/2.m4s", "moof", "traf", "trun", at: 16, count: 4).reduce(0) { $0 << 8 | Int($1) }
            let start = try $0.payload("\(top)/2.m4s", ["mdat"], number: 1)
            var position = start
            while position < start + size {
                if $0["\(top)/2.m4s"]![position + 4] & 31 == 5 { $0["\(top)/2.m4s"]![position + 4] = 0x61 }
                position += 4 + $0["\(top)/2.m4s"]![position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            }
        },
        RuleBreak(TimelineRules.closedGOP) {
            // The composition offset of the third sample: presented 125 frames early, behind its fragment's first.
            try $0.patch("\(top)/2.m4s", "moof", "traf", "trun", at: 16 + 8 * 2 + 4, [0xFF, 0xFE, 0, 0])
        },
        RuleBreak(TimelineRules.evenPace) {
            // The third sample comes as late as another of its fragment.
            try $0.patch("\(top)/2.m4s", "moof", "traf", "trun", at: 16 + 8 * 2 + 4, [0, 0, 4, 0xB0])
        },
        RuleBreak(
            TimelineRules.idrInterval,
            recipe: {
                $0.gop = 75
                for index in $0.rungs.indices { $0.rungs[index].segments = [1, 1] }
            }),
    ]

    static let ladder = [
        RuleBreak(
            LadderRules.maximumFrameRate,
            recipe: { recipe in
                recipe.frameRate = FrameRate(75)
                recipe.gop = 75
                for index in recipe.rungs.indices { recipe.rungs[index].frames = 375 }
            }),
        RuleBreak(LadderRules.profile, recipe: { $0.rungs[1].profile = "main" }),
        RuleBreak(LadderRules.levelHolds, recipe: { $0.rungs[0].x264 = "level=1.1" }),
        RuleBreak(LadderRules.levelNotOverdeclared, recipe: { $0.rungs[0].x264 = "level=4.0" }),
        RuleBreak(LadderRules.aspectRatio, recipe: { $0.rungs[1].size = Resolution(width: 240, height: 180) }),
        RuleBreak(LadderRules.color, recipe: { $0.rungs[0].primaries = "smpte170m" }),
        RuleBreak(LadderRules.containerColor) {
            try $0.patch("\(top)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", "colr", at: 5, [9])
        },
        RuleBreak(LadderRules.squarePixels, recipe: { $0.rungs[0].filter = "setsar=4/3" }),
        RuleBreak(LadderRules.squarePixels) {
            try $0.patch("\(top)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", "pasp", at: 3, [2])
        },
    ]

    static let sounds = [
        RuleBreak(SoundRules.format) {
            // channelcount of the sample entry.
            try $0.patch("\(sound)/init.mp4", "moov", "trak", "mdia", "minf", "stbl", "stsd", "mp4a", at: 17, [6])
        },
        RuleBreak(SoundRules.stereoRate) { try $0.replaceBytes("\(sound)/init.mp4", [0, 1, 0x77, 0, 5], [0, 4, 0x77, 0, 5]) },
    ]
}

extension AssetFiles {
    /// Replaces the first four characters like these.
    fileprivate mutating func replaceBytes(_ path: String, _ old: String, _ new: String) throws {
        try replaceBytes(path, Array(old.utf8), Array(new.utf8))
    }

    fileprivate mutating func replaceBytes(_ path: String, _ old: [UInt8], _ new: [UInt8]) throws {
        guard let range = self[path]?.firstRange(of: old) else { throw Unchanged(sought: "\(old)") }
        self[path]!.replaceSubrange(range, with: new)
    }
}
