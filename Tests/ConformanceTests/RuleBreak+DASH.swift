@testable import Conformance

extension RuleBreak {
    static let dash = [
        RuleBreak(DASHRules.wellFormed) { try $0.replace(mpd, "</Period>", "") },
        RuleBreak(DASHRules.wellFormed) { try $0.replace(mpd, "urn:mpeg:dash:schema:mpd:2011", "urn:mpeg:dash:schema:mpd:2012") },
        RuleBreak(DASHRules.isStatic) { try $0.replace(mpd, "type=\"static\"", "type=\"dynamic\"") },
        RuleBreak(DASHRules.duration) { try $0.replaceAll(mpd, "uration=\"PT5S\"", "uration=\"PT4.9S\"") },
        RuleBreak(DASHRules.duration) {
            try $0.replace(mpd, "mediaPresentationDuration=\"PT5S\"", "mediaPresentationDuration=\"PT15S\"")
        },
        RuleBreak(DASHRules.duration) { try $0.replace(mpd, "mediaPresentationDuration=\"PT5S\"", "") },
        RuleBreak(DASHRules.duration) { try $0.replace(mpd, " start=\"PT0S\"", " start=\"PT10S\"") },
        RuleBreak(DASHRules.coversPeriod) {
            try $0.replace(mpd, "timescale=\"10000\"", "timescale=\"10000\" presentationTimeOffset=\"10000\"")
        },
        RuleBreak(DASHRules.timeline) { try $0.replace(mpd, "d=\"10000\"", "d=\"10001\"") },
        RuleBreak(DASHRules.timeline) { try $0.replace(mpd, "t=\"0\"", "t=\"10\"") },
        RuleBreak(DASHRules.timescale) { try $0.replace(mpd, " timescale=\"10000\"", "") },
        RuleBreak(DASHRules.oneCodec) { files in
            // The sound moves into the pictures' set.
            let text = files.text(mpd)
            guard let match = text.firstMatch(of: /(?s)<Representation id="audio.*?<\/Representation>/) else {
                throw AssetFiles.Unchanged(sought: "audio")
            }
            let sound = match.output.replacing("<Representation ", with: "<Representation mimeType=\"audio/mp4\" lang=\"und\" ")
            files[mpd] = Array(text.replacing(match.output, with: "").utf8)
            try files.replace(mpd, "</AdaptationSet>", "\(sound)</AdaptationSet>")
        },
        RuleBreak(DASHRules.oneCodec) {
            // Each rung in a set of its own.
            try $0.replace(
                mpd, "<Representation id=\"video/h264/180p\"",
                "</AdaptationSet><AdaptationSet contentType=\"video\" mimeType=\"video/mp4\" startWithSAP=\"1\" segmentAlignment=\"true\">"
                    + "<Representation id=\"video/h264/180p\"")
        },
        RuleBreak(DASHRules.sameTracks) { files in
            let text = files.text(mpd)
            guard let match = text.firstMatch(of: /(?s)<Representation id="video\/h264\/180p.*?<\/Representation>/) else {
                throw AssetFiles.Unchanged(sought: "180p")
            }
            files[mpd] = Array(text.replacing(match.output, with: "").utf8)
        },
        RuleBreak(DASHRules.codecs) { try $0.setAttribute(mpd, on: "<Representation", "codecs", "\"avc1.640028\"") },
        RuleBreak(DASHRules.codecs) { try $0.replace(mpd, "mimeType=\"audio/mp4\"", "mimeType=\"audio/aac\"") },
        RuleBreak(DASHRules.size) { try $0.replace(mpd, " width=\"320\"", " width=\"322\"") },
        RuleBreak(DASHRules.frameRate) { try $0.replace(mpd, "frameRate=\"25\"", "frameRate=\"24000/1001\"") },
        RuleBreak(DASHRules.sampleAspect) { try $0.replace(mpd, "sar=\"1:1\"", "sar=\"4:3\"") },
        RuleBreak(DASHRules.startWithSAP) { try $0.replace(mpd, "startWithSAP=\"1\"", "startWithSAP=\"2\"") },
        RuleBreak(DASHRules.segmentAlignment) { try $0.replace(mpd, " segmentAlignment=\"true\"", "") },
        RuleBreak(DASHRules.bandwidth) { try $0.setAttribute(mpd, on: "<Representation", "bandwidth", "\"1000\"") },
        RuleBreak(DASHTileRules.property) { try $0.replace(mpd, "value=\"2x2\"", "value=\"2\"") },
        RuleBreak(DASHTileRules.property) { files in
            let text = files.text(mpd)
            guard let match = text.firstMatch(of: /(?s)<Representation id="thumbnails.*?<\/Representation>/) else {
                throw AssetFiles.Unchanged(sought: "thumbnails")
            }
            files[mpd] = Array(text.replacing(match.output, with: "").utf8)
        },
        RuleBreak(DASHTileRules.sheetSize) { try $0.setAttribute(mpd, on: "id=\"thumbnails\"", "width", "\"322\"") },
        RuleBreak(DASHDescriptionRules.identity) { try $0.replace(mpd, " minBufferTime=", " xMinBufferTime=") },
        RuleBreak(DASHDescriptionRules.identity) {
            try $0.replace(mpd, "<Representation id=\"thumbnails\"", "<Representation id=\"\(sound)\"")
        },
        RuleBreak(DASHDescriptionRules.identity) { try $0.setAttribute(mpd, on: "id=\"thumbnails\"", "bandwidth", "") },
        RuleBreak(DASHDescriptionRules.noClock) {
            try $0.replace(mpd, " type=\"static\"", " type=\"static\" publishTime=\"2024-02-29T12:00:00Z\"")
        },
        RuleBreak(DASHDescriptionRules.noClock) {
            try $0.replace(mpd, "<Period", "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:direct:2014\"/><Period")
        },
        RuleBreak(DASHDescriptionRules.sound) {
            try $0.replace(mpd, "audioSamplingRate=\"48000\"", "audioSamplingRate=\"44100\"")
        },
        RuleBreak(DASHDescriptionRules.sound) {
            try $0.replace(mpd, "cicp:ChannelConfiguration\" value=\"2\"", "cicp:ChannelConfiguration\" value=\"6\"")
        },
        RuleBreak(DASHDescriptionRules.language) { try $0.replace(mpd, "lang=\"und\"", "lang=\"fr\"") },
        RuleBreak(DASHDescriptionRules.buffer) { try $0.setAttribute(mpd, on: "<MPD", "minBufferTime", "\"PT0.5S\"") },
        RuleBreak(DASHDescriptionRules.profile) { try $0.replace(mpd, ":isoff-live:", ":isoff-on-demand:") },
        RuleBreak(DASHDescriptionRules.sets) { try $0.replace(mpd, "contentType=\"audio\"", "contentType=\"video\"") },
        RuleBreak(DASHDescriptionRules.sets) { try $0.replace(mpd, " contentType=\"image\"", "") },
        RuleBreak(DASHDescriptionRules.sets) { try $0.replace(mpd, "maxWidth=\"640\"", "maxWidth=\"320\"") },
        RuleBreak(DASHDescriptionRules.sets) { try $0.replace(mpd, "maxHeight=\"360\"", "maxHeight=\"362\"") },
        RuleBreak(DASHDescriptionRules.sets) { try $0.replace(mpd, "maxFrameRate=\"25\"", "maxFrameRate=\"50\"") },
        RuleBreak(DASHDescriptionRules.sets) { try $0.replace(mpd, "par=\"16:9\"", "par=\"4:3\"") },
        RuleBreak(DASHTileRules.sheets) { try $0.replace(mpd, "sprite-$Number$.jpg", "sprite-1.jpg") },
        RuleBreak(DASHTileRules.duration) { try $0.replace(mpd, "duration=\"4\"", "duration=\"3\"") },
    ]
}
