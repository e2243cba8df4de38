import MediaCore
import Planning
import Testing

@testable import Presets

@Suite struct PresetReaderTests {
    private func error(_ text: String) -> PresetError? {
        do {
            _ = try PresetLibrary.load(contentsOf: text, file: "mine.yaml")
            return nil
        } catch { return error }
    }

    @Test("What a preset may say is read, in any order of rungs")
    func full() throws {
        let preset = try PresetLibrary.load(
            contentsOf: """
                name: mine
                crf: 22.5
                effort: best
                gop: 1.92
                segment: 5.76
                buffer: 1.5
                audioRate: 96000
                loudness: -16.5
                surround: true
                audio: all
                download: true
                ladder:
                  - shortSide: 720
                    maxRate: 2.5M
                    crf: 21
                  - { shortSide: 240, maxRate: 300k, fixedRate: true }
                """, file: "mine.yaml")
        #expect(preset.name == "mine" && preset.summary == "mine")
        #expect(preset.crfHundredths == 2250 && preset.effort == .best && preset.audioBitRate == 96_000)
        #expect(preset.loudness == -1650 && preset.hasSurround && preset.hasAllAudio && preset.hasDownload)
        #expect(preset.gopDuration == MediaTime(ticks: 1920, timescale: 1000))
        #expect(preset.segmentDuration == MediaTime(ticks: 5760, timescale: 1000))
        #expect(preset.bufferDuration == MediaTime(ticks: 1500, timescale: 1000))
        #expect(
            preset.rungs == [
                .init(shortSide: 240, maxRate: 300_000, isRateFixed: true),
                .init(shortSide: 720, maxRate: 2_500_000, crfHundredths: 2100),
            ])
    }

    @Test("What it leaves out has defaults")
    func least() throws {
        let preset = try PresetLibrary.load(contentsOf: "{name: a, ladder: [{shortSide: 360, maxRate: 900k}]}", file: "a")
        #expect(preset == Preset(name: "a", summary: "a", rungs: [.init(shortSide: 360, maxRate: 900_000)]))
    }

    @Test(
        "A fault names its key, its line and what is allowed",
        arguments: [
            // line 2 is replaced by the text; key; words of the message
            ("crff: 23", "crff", "unknown key; allowed are name, description, crf"),
            ("loudness: 3", "loudness", "expected LUFS from -31 to -8, found \"3\""),
            ("hdr: yes", "hdr", "not one of sdr, keep"), ("hdr: keep", "hdr", "a ladder under the key hevc"),
            ("audio: some", "audio", "not one of best, all"),
            ("crf: high", "crf", "expected a number from 0 to 51, found \"high\""),
            ("crf: 51.5", "crf", "from 0 to 51"), ("crf: -1", "crf", "from 0 to 51"), ("crf: 22.555", "crf", "from 0 to 51"),
            ("crf: [23]", "crf", "found a list or keys"), ("crf:", "crf", "from 0 to 51"),
            ("effort: turbo", "effort", "\"turbo\" is not one of fast, balanced, best"),
            ("encoderPreset: fast", "encoderPreset", "unknown key"),
            ("gop: 0.1", "gop", "from 0.5 to 10"), ("gop: 5", "gop", "no longer than a segment"),
            ("segment: 11", "segment", "from 1 to 10"), ("buffer: 0", "buffer", "from 0.5 to 10"),
            ("audioRate: 8k", "audioRate", "from 32k to 320k"), ("audioRate: 96kb", "audioRate", "such as 900k"),
            ("audioRate: 9999999999999999999999", "audioRate", "from 32k"),
            ("description: [a]", "description", "expected a text"),
            ("name: again", "name", "given twice"),
        ])
    func topLevel(line: String, key: String, message: String) {
        let error = error("name: mine\n\(line)\nladder:\n  - { shortSide: 360, maxRate: 900k }\n")
        #expect(error?.file == "mine.yaml")
        #expect(error?.key == key)
        #expect(error?.line == (key == "name" ? 1 : 2))
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(
        "So does a fault in the ladder",
        arguments: [
            ("{ shortSide: 361, maxRate: 900k }", "shortSide", "even"),
            ("{ shortSide: 8, maxRate: 900k }", "shortSide", "16 to 4320"),
            ("{ shortSide: 540, maxRate: 900k }", "shortSide", "540 is in the ladder already"),
            ("{ maxRate: 900k }", "shortSide", "is missing"), ("{ shortSide: 360 }", "maxRate", "is missing"),
            ("{ shortSide: 360, maxRate: 1k }", "maxRate", "from 100k to 200000k"),
            ("{ shortSide: 360, maxRate: fast }", "maxRate", "found \"fast\""),
            ("{ shortSide: 360, maxRate: 900k, height: 3 }", "height", "allowed are shortSide, maxRate, crf, fixedRate"),
            ("{ shortSide: 360, maxRate: 900k, fixedRate: maybe }", "fixedRate", "true, false"),
            ("{ shortSide: 360, maxRate: 900k, crf: 99 }", "crf", "from 0 to 51"), ("360", "ladder", "expected keys"),
        ])
    func rungs(rung: String, key: String, message: String) {
        let error = error("name: mine\nladder:\n  - { shortSide: 540, maxRate: 2M }\n  - \(rung)\n")
        #expect(error?.key == key)
        #expect(error?.line == 4)
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test("Further codecs have defaults of their own")
    func alternatives() throws {
        let rung = "ladder: [{shortSide: 360, maxRate: 900k}]"
        let preset = try PresetLibrary.load(
            contentsOf: "{name: a, \(rung), av1: {\(rung)}, hevc: {crf: 24.5, \(rung)}}", file: "a")
        let rungs = [Preset.Rung(shortSide: 360, maxRate: 900_000)]
        #expect(
            preset.alternatives == [
                CodecLadder(codec: .hevc, rungs: rungs, crfHundredths: 2450, encoderPreset: "veryfast"),
                CodecLadder(codec: .av1, rungs: rungs, crfHundredths: 4000, encoderPreset: "9"),
            ])
    }

    @Test(
        "A fault in a further codec's ladder",
        arguments: [
            ("av1: { crf: 30.5, ladder: [] }", "ladder", "at least one rung"),
            ("av1: { crf: 30.5, ladder: [{ shortSide: 64, maxRate: 200k }] }", "crf", "from 1 to 63"),
            ("av1: { encoderPreset: fast, ladder: [{ shortSide: 64, maxRate: 200k }] }", "encoderPreset", "not one of 0, 1"),
            ("hevc: { ladder: [{ shortSide: 62, maxRate: 200k }] }", "shortSide", "64 to 4320"),
            ("hevc: { gop: 2 }", "gop", "allowed are crf, encoderPreset, ladder"), ("hevc: 720", "hevc", "expected keys"),
        ])
    func alternative(line: String, key: String, message: String) {
        let error = error("name: mine\n\(line)\nladder:\n  - { shortSide: 360, maxRate: 900k }\n")
        #expect(error?.key == key && error?.line == 2)
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(
        "Texts that are no preset",
        arguments: [
            ("", 1, "empty"), ("- a", 1, "expected keys"), ("name: a\nladder: []", 2, "at least one rung"),
            ("name: a\nladder: big", 2, "at least one rung"), ("ladder: [{shortSide: 360, maxRate: 900k}]", 1, "missing"),
            ("name: a\nladder: [\n", 3, "not YAML"), ("name: a\n\tx: b", 2, "not YAML"), ("name: a\n", 1, "at least one rung"),
        ])
    func noPreset(text: String, line: Int, message: String) {
        let error = error(text)
        #expect(error?.line == line, "\(String(describing: error))")
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test("An error reads as file, line, key and sentence")
    func description() {
        let error = PresetError(file: "a.yaml", line: 7, key: "crf", message: "expected a number")
        #expect(error.description == "a.yaml:7: crf: expected a number")
        #expect(PresetError(file: "a.yaml", message: "is not YAML").description == "a.yaml: is not YAML")
    }
}
