import MediaCore

@testable import Conformance

extension RuleBreak {
    static let files = [
        RuleBreak(FileRules.manifestsExist) { $0["manifest.mpd"] = nil },
        RuleBreak(FileRules.namedFilesExist) { $0["\(top)/2.m4s"] = nil },
        RuleBreak(FileRules.namedFilesExist) { try $0.replaceAll("thumbnails/thumbnails.vtt", "sprite-2", "../../sprite-2") },
        RuleBreak(FileRules.filesAreNamed) { $0["\(top)/4.mp4"] = [0] },
        RuleBreak(FileRules.filesAreNamed) { $0["notes.txt"] = [0] },
        RuleBreak(FileRules.filesAreNamed, recipe: { $0.protections = [.cbcs] }, change: { $0["notes.txt"] = [0] }),
        RuleBreak(ReportRules.readable) { $0.report = nil },
        RuleBreak(ReportRules.readable) { $0["report.json"] = $0.makeReport().dropLast(9) },
        RuleBreak(ReportRules.readable) { files in
            files["report.json"] = Array(
                String(decoding: files.makeReport(), as: UTF8.self).replacing("preset", with: "present").utf8)
        },
        RuleBreak(ReportRules.isTrue) { $0.report?.duration = 7 },
        RuleBreak(ReportRules.isTrue) { $0.report?.folders = ["cbcs"] },
        misreport("\"segments\":3", "\"segments\":4"),
        misreport("\(low)\"", "\(top)\""),
        misreport("\(top)\"", "\(top)1\""),
        misreport("\"preset\"", "\"download\":{\"file\":\"download.mp4\",\"bytes\":9},\"preset\""),
        RuleBreak(
            ReportRules.isTrue, recipe: { $0.hasDownload = true },
            change: { $0["report.json"] = try AssetRecipe.good.get().makeReport() }),
    ]

    /// A report in which one thing is not so.
    private static func misreport(_ old: String, _ new: String) -> RuleBreak {
        RuleBreak(ReportRules.isTrue) {
            $0["report.json"] = $0.makeReport()
            try $0.replace("report.json", old, new)
        }
    }

    static let playlists = [
        RuleBreak(HLSPlaylistRules.grammar) { try $0.replace("\(top)/media.m3u8", "#EXTM3U", "# EXTM3U") },
        RuleBreak(HLSPlaylistRules.grammar) { try $0.replace(master, "AUTOSELECT=YES", "AUTOSELECT=YES,DEFAULT=YES") },
        RuleBreak(HLSPlaylistRules.version) { try $0.replace("\(low)/media.m3u8", "VERSION:7", "VERSION:5") },
        RuleBreak(HLSPlaylistRules.version) { try $0.removeLines(master, containing: "EXT-X-VERSION") },
        RuleBreak(
            HLSPlaylistRules.targetDuration,
            recipe: {
                $0.gop = 31
                $0.hasAudio = false
                for index in $0.rungs.indices {
                    $0.rungs[index].segments = [2, 2]
                    $0.rungs[index].frames = 124
                }
            }, change: { try $0.replace("\(low)/media.m3u8", "EXTINF:2.480000", "EXTINF:2.500000") }),
        RuleBreak(HLSPlaylistRules.equalTargetDurations) {
            try $0.replace("\(sound)/media.m3u8", "TARGETDURATION:2", "TARGETDURATION:3")
        },
        RuleBreak(HLSPlaylistRules.playlistType) { try $0.replace("\(top)/media.m3u8", "TYPE:VOD", "TYPE:EVENT") },
        RuleBreak(HLSPlaylistRules.once) { try $0.replace("\(top)/media.m3u8", "#EXTINF", "#EXT-X-TARGETDURATION:2\n#EXTINF") },
        RuleBreak(HLSPlaylistRules.once) { try $0.replace("\(sound)/media.m3u8", "2.m4s\n", "2.m4s\n#EXT-X-MEDIA-SEQUENCE:0\n") },
        RuleBreak(HLSPlaylistRules.once) {
            try $0.replace(
                "\(top)/iframes.m3u8", "#EXT-X-TARGET", "#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-TARGET")
        },
        RuleBreak(HLSPlaylistRules.endList) { try $0.removeLines("\(sound)/media.m3u8", containing: "ENDLIST") },
        RuleBreak(HLSPlaylistRules.map) { try $0.removeLines("\(top)/iframes.m3u8", containing: "EXT-X-MAP") },
        RuleBreak(HLSPlaylistRules.independentSegments) {
            try $0.removeLines(master, containing: "INDEPENDENT")
            try $0.removeLines("\(low)/media.m3u8", containing: "INDEPENDENT")
        },
        RuleBreak(HLSPlaylistRules.decimals) { try $0.replace("\(top)/media.m3u8", "2.000000", "2.00000") },
        RuleBreak(HLSPlaylistRules.noClock) {
            try $0.replace("\(low)/media.m3u8", "#EXTINF", "#EXT-X-PROGRAM-DATE-TIME:2024-02-29T12:00:00Z\n#EXTINF")
        },
        RuleBreak(HLSPlaylistRules.noClock) { $0[master]! += Array("#EXT-X-DATERANGE:ID=\"a\"\n".utf8) },
        RuleBreak(HLSPlaylistRules.unbroken) {
            try $0.replace("\(sound)/media.m3u8", "2.m4s\n", "2.m4s\n#EXT-X-DISCONTINUITY\n")
        },
        RuleBreak(HLSPlaylistRules.exactDurations) { try $0.replace("\(top)/media.m3u8", "2.000000", "1.959000") },
        RuleBreak(HLSPlaylistRules.exactDurations) { try $0.replaceAll("\(sound)/media.m3u8", "EXTINF:2.0", "EXTINF:2.1") },
        RuleBreak(
            HLSPlaylistRules.segmentLength,
            recipe: {
                // 2.52 s and 2.48 s.
                $0.gop = 21
                $0.hasAudio = false
                for index in $0.rungs.indices { $0.rungs[index].segments = [3, 3] }
            },
            change: {
                for path in $0.paths where path.hasSuffix("/media.m3u8") {
                    try $0.replace(path, "TARGETDURATION:3", "TARGETDURATION:2")
                    try $0.replace(path, "EXTINF:2.520000", "EXTINF:2.499000")
                }
            }),
    ]

    static let variants = [
        RuleBreak(HLSVariantRules.attributes) { try $0.setAttribute(master, on: "STREAM-INF", "FRAME-RATE", "") },
        RuleBreak(HLSVariantRules.attributes) { try $0.setAttribute(master, on: "STREAM-INF", "AVERAGE-BANDWIDTH", "") },
        RuleBreak(HLSVariantRules.codecs) {
            try $0.setAttribute(master, on: "STREAM-INF", "CODECS", "\"avc1.640028,mp4a.40.2\"")
        },
        RuleBreak(HLSVariantRules.codecs) { try $0.replace(master, ",mp4a.40.2", "") },
        RuleBreak(HLSVariantRules.resolution) { try $0.setAttribute(master, on: "STREAM-INF", "RESOLUTION", "642x360") },
        RuleBreak(HLSVariantRules.frameRate) { try $0.setAttribute(master, on: "STREAM-INF", "FRAME-RATE", "24.975") },
        RuleBreak(HLSVariantRules.audioGroup) { try $0.setAttribute(master, on: "STREAM-INF", "AUDIO", "\"other\"") },
        RuleBreak(HLSVariantRules.audioGroup) { try $0.setAttribute(master, on: "STREAM-INF", "AUDIO", "") },
        RuleBreak(HLSVariantRules.renditionAttributes) { try $0.setAttribute(master, on: "EXT-X-MEDIA", "LANGUAGE", "") },
        RuleBreak(HLSVariantRules.channels) { try $0.setAttribute(master, on: "EXT-X-MEDIA", "CHANNELS", "\"6\"") },
        RuleBreak(HLSVariantRules.bandwidth) { try $0.scaleAttribute(master, on: "STREAM-INF", "BANDWIDTH", 1.12) },
        RuleBreak(HLSVariantRules.bandwidth) { try $0.scaleAttribute(master, on: "STREAM-INF", "BANDWIDTH", 0.88) },
        RuleBreak(HLSVariantRules.averageBandwidth) {
            try $0.scaleAttribute(master, on: "STREAM-INF", "AVERAGE-BANDWIDTH", 0.88)
        },
        RuleBreak(
            HLSVariantRules.peakToAverage,
            recipe: {
                // One of three segments is heavy.
                $0.rungs[0].filler = { $0 >= 100 ? 100_000 : 0 }
            }),
        RuleBreak(
            HLSVariantRules.defaultVariant, recipe: { $0.rungs[0].filler = { _ in 4000 } },
            change: { try $0.swapVariants() }),
    ]

    static let renditions = [
        RuleBreak(HLSRenditionRules.videoRange) {
            try $0.replace(master, "#EXT-X-STREAM-INF:", "#EXT-X-STREAM-INF:VIDEO-RANGE=PQ,")
        },
        RuleBreak(HLSRenditionRules.choice) { try $0.setAttribute(master, on: "EXT-X-MEDIA", "AUTOSELECT", "NO") },
        RuleBreak(HLSRenditionRules.choice) { try $0.setAttribute(master, on: "EXT-X-MEDIA", "DEFAULT", "TRUE") },
        RuleBreak(HLSRenditionRules.choice) {
            // The same rendition a second time.
            let line = $0.text(master).split(separator: "\n").first { $0.hasPrefix("#EXT-X-MEDIA:") } ?? ""
            try $0.replace(master, String(line), "\(line)\n\(line.replacing("DEFAULT=YES", with: "DEFAULT=NO"))")
        },
        RuleBreak(HLSRenditionRules.choice) {
            let line = $0.text(master).split(separator: "\n").first { $0.hasPrefix("#EXT-X-MEDIA:") } ?? ""
            try $0.replace(master, String(line), "\(line)\n\(line.replacing(/NAME="[^"]*"/, with: "NAME=\"Other\""))")
        },
    ]

    static let apple = [
        RuleBreak(
            AppleRules.segmentDuration,
            recipe: {
                $0.hasAudio = false
                // 5 s and 3 s of a picture that takes next to nothing.
                for index in $0.rungs.indices {
                    $0.rungs[index].frames = 200
                    $0.rungs[index].segments = [5, 3]
                    $0.rungs[index].x264 = "crf=51"
                }
            }, change: { $0.report?.preset = "apple" }),
        RuleBreak(
            AppleRules.lowestVariant,
            recipe: {
                for index in $0.rungs.indices {
                    $0.rungs[index].frames = 225
                    $0.rungs[index].segments = [6, 3]
                }
            }, change: { $0.report?.preset = "apple" }),
    ]

    static let trickPlay = [
        RuleBreak(HLSTrickPlayRules.iFrameStream) {
            try $0.removeLines(master, containing: "\(low)/iframes.m3u8")
            $0["\(low)/iframes.m3u8"] = nil
        },
        RuleBreak(HLSTrickPlayRules.iFrameStream) { try $0.setAttribute(master, on: "I-FRAME-STREAM-INF", "RESOLUTION", "") },
        RuleBreak(HLSTrickPlayRules.iFrameStreamAttributes) {
            try $0.replace(master, "I-FRAME-STREAM-INF:", "I-FRAME-STREAM-INF:FRAME-RATE=25.000,")
        },
        RuleBreak(HLSTrickPlayRules.iFrameStreamValues) {
            try $0.scaleAttribute(master, on: "I-FRAME-STREAM-INF", "BANDWIDTH", 1.2)
        },
        RuleBreak(HLSTrickPlayRules.iFrameStreamValues) {
            try $0.setAttribute(master, on: "I-FRAME-STREAM-INF", "CODECS", "\"avc1.640028\"")
        },
        RuleBreak(HLSTrickPlayRules.iFramesOnly) { try $0.removeLines("\(top)/iframes.m3u8", containing: "I-FRAMES-ONLY") },
        RuleBreak(HLSTrickPlayRules.iFrameRanges) {
            // The range is moved off the moof behind the segment's type.
            let offset = try $0.payload("\(top)/1.m4s", ["moof"], number: 1) - 8
            try $0.replace("\(top)/iframes.m3u8", "@\(offset)", "@\(offset + 8)")
        },
        RuleBreak(HLSTrickPlayRules.iFrameRanges) {
            let size = try $0.iFrameSize("\(top)/1.m4s")
            try $0.replace("\(top)/iframes.m3u8", "BYTERANGE:\(size)@", "BYTERANGE:\(size - 1)@")
        },
        RuleBreak(HLSTrickPlayRules.iFrameDurations) {
            try $0.replace("\(top)/iframes.m3u8", "EXTINF:1.000000", "EXTINF:0.950000")
        },
        RuleBreak(HLSTrickPlayRules.iFrameDurations) {
            // As long in all.
            try $0.replace("\(top)/iframes.m3u8", "EXTINF:1.000000", "EXTINF:0.900000")
            try $0.replace("\(top)/iframes.m3u8", "EXTINF:1.000000", "EXTINF:1.100000")
        },
        RuleBreak(HLSImageRules.imageStream) {
            try $0.removeLines(master, containing: "IMAGE-STREAM-INF")
            $0["thumbnails/images.m3u8"] = nil
        },
        RuleBreak(HLSImageRules.imageStream) { try $0.setAttribute(master, on: "IMAGE-STREAM-INF", "CODECS", "\"mjpg\"") },
        RuleBreak(HLSImageRules.imagesOnly) { try $0.removeLines("thumbnails/images.m3u8", containing: "IMAGES-ONLY") },
        RuleBreak(HLSImageRules.imagesOnly) { try $0.replaceAll("thumbnails/images.m3u8", ",DURATION=", ",LENGTH=") },
        RuleBreak(HLSImageRules.imageStreamValues) {
            try $0.setAttribute(master, on: "IMAGE-STREAM-INF", "RESOLUTION", "320x180")
        },
        RuleBreak(HLSImageRules.imageStreamValues) { try $0.scaleAttribute(master, on: "IMAGE-STREAM-INF", "BANDWIDTH", 0.8) },
        RuleBreak(HLSImageRules.sheetDurations) {
            try $0.replace("thumbnails/images.m3u8", "EXTINF:4.000000", "EXTINF:3.900000")
            try $0.replace("thumbnails/images.m3u8", "EXTINF:1.000000", "EXTINF:1.100000")
        },
    ]

    static let thumbnails = [
        RuleBreak(ThumbnailRules.cues) { try $0.replace(vtt, "WEBVTT", "VTT") },
        RuleBreak(ThumbnailRules.cues) { $0[vtt] = nil },
        RuleBreak(ThumbnailRules.continuous) { try $0.replace(vtt, "--> 00:00:02.000", "--> 00:00:01.900") },
        RuleBreak(ThumbnailRules.continuous) { try $0.replace(vtt, "--> 00:00:05.000", "--> 00:00:04.950") },
        RuleBreak(ThumbnailRules.insideSheet) { try $0.replace(vtt, "xywh=160,0,160,90", "xywh=160,0,161,90") },
        RuleBreak(ThumbnailRules.insideSheet) { try $0.replace(vtt, "xywh=160,0,160,90", "t=160") },
        RuleBreak(ThumbnailRules.sheetSize) { try $0.replaceAll(images, "LAYOUT=2x2", "LAYOUT=1x4") },
        RuleBreak(ThumbnailRules.imagesCover) { try $0.replace(images, "EXTINF:1.000000", "EXTINF:0.950000") },
        RuleBreak(ThumbnailRules.poster) { $0["thumbnails/poster.jpg"] = nil },
        RuleBreak(ThumbnailRules.poster) {
            $0["thumbnails/poster.jpg"] = try EncodedTrack.picture(Resolution(width: 1282, height: 720))
        },
        RuleBreak(ThumbnailRules.noMetadata) {
            $0["thumbnails/poster.jpg"]!.insert(contentsOf: [0xFF, 0xE1, 0, 8] + Array("Exif\0\0".utf8), at: 2)
        },
        RuleBreak(ThumbnailRules.noMetadata) {
            $0["thumbnails/sprite-1.jpg"]!.insert(contentsOf: [0xFF, 0xED, 0, 8] + Array("Photo\0".utf8), at: 2)
        },
        RuleBreak(ThumbnailRules.aspectRatio) {
            $0["thumbnails/poster.jpg"] = try EncodedTrack.picture(Resolution(width: 480, height: 360))
        },
        RuleBreak(ThumbnailRules.readable) { $0["thumbnails/sprite-2.jpg"]![0] = 0 },
    ]

    private static let vtt = "thumbnails/thumbnails.vtt"
    private static let images = "thumbnails/images.m3u8"
}

extension AssetFiles {
    fileprivate mutating func scaleAttribute(_ path: String, on part: String, _ name: String, _ factor: Double) throws {
        let line = text(path).split(separator: "\n").first { $0.contains(part) } ?? ""
        guard let match = line.firstMatch(of: try Regex("[,:]\(name)=([0-9]+)", as: (Substring, Substring).self)),
            let value = Double(match.output.1)
        else { throw Unchanged(sought: name) }
        try setAttribute(path, on: part, name, "\(Int(value * factor))")
    }

    /// Puts the last variant first.
    fileprivate mutating func swapVariants() throws {
        var lines = text("master.m3u8").split(separator: "\n").map(String.init)
        let variants = lines.indices.filter { lines[$0].hasPrefix("#EXT-X-STREAM-INF") }
        guard variants.count == 2 else { throw Unchanged(sought: "EXT-X-STREAM-INF") }
        for offset in 0...1 { lines.swapAt(variants[0] + offset, variants[1] + offset) }
        self["master.m3u8"] = Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Bytes from the first moof to the end of its first sample.
    fileprivate func iFrameSize(_ path: String) throws -> Int {
        let playlist = text(path.replacing("1.m4s", with: "iframes.m3u8"))
        guard let match = playlist.firstMatch(of: /BYTERANGE:([0-9]+)@/), let size = Int(match.output.1) else {
            throw Unchanged(sought: "BYTERANGE")
        }
        return size
    }
}
