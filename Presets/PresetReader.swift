import MediaCore
import Planning
import Yams

/// YAML to `Preset`.
struct PresetReader {
    let file: String

    private static let keys = [
        "name", "description", "crf", "effort", "gop", "segment", "buffer", "audioRate", "damage", "ladder",
        "hevc", "av1", "hdr", "download", "loudness", "surround", "audio", "reuse",
    ]
    private static let alternativeKeys = ["crf", "encoderPreset", "ladder"]
    private static let rungKeys = ["shortSide", "maxRate", "crf", "fixedRate"]

    func preset(from text: String) throws(PresetError) -> Preset {
        let root = try YAMLMapping(try document(text), file: file, name: "preset", keys: Self.keys)
        guard let name = try root.text("name") else { throw root.fault("name", "is missing; every preset has a name") }
        let rungs = try rungs(of: root, .h264)
        let gop = try root.decimal("gop", unit: 1000, in: 500...10_000) ?? 2000
        let segment = try root.decimal("segment", unit: 1000, in: 1000...10_000) ?? 4000
        guard gop <= segment else {
            throw root.fault("gop", "a GOP is no longer than a segment, which lasts \(segment) ms")
        }
        return Preset(
            name: name, summary: try root.text("description") ?? name, rungs: rungs,
            crfHundredths: try crf(of: root, .h264) ?? 2300,
            effort: try root.word("effort", of: Effort.allCases.map(\.rawValue)).flatMap(Effort.init) ?? .fast,
            alternatives: try [
                alternative(.hevc, of: root, keepsHDR: try keepsHDR(of: root)), alternative(.av1, of: root),
            ].compactMap(\.self),
            gopDuration: MediaTime(ticks: Int64(gop), timescale: 1000),
            segmentDuration: MediaTime(ticks: Int64(segment), timescale: 1000),
            bufferDuration: MediaTime(
                ticks: Int64(try root.decimal("buffer", unit: 1000, in: 500...10_000) ?? 2000), timescale: 1000),
            audioBitRate: try root.rate("audioRate", in: 32_000...320_000) ?? 128_000,
            damageLimit: try root.decimal("damage", unit: 1, in: 0...100) ?? Preset.usualDamageLimit,
            loudness: try loudness(of: root), hasSurround: try root.flag("surround") ?? false,
            hasAllAudio: try root.word("audio", of: ["best", "all"]) == "all",
            hasDownload: try root.flag("download") ?? false,
            reuse: try root.word("reuse", of: ["never", "source"]).flatMap(Preset.Reuse.init) ?? .never)
    }

    private func keepsHDR(of root: YAMLMapping) throws(PresetError) -> Bool {
        let keepsHDR = try root.word("hdr", of: ["sdr", "keep"]) == "keep"
        if keepsHDR && root.node("hevc") == nil {
            throw root.fault("hdr", "HDR is kept in HEVC; give the preset a ladder under the key hevc")
        }
        return keepsHDR
    }

    /// In hundredths of LUFS.
    private func loudness(of root: YAMLMapping) throws(PresetError) -> Int? {
        guard let text = try root.text("loudness") else { return nil }
        guard let value = Double(text), (-31 ... -8).contains(value) else {
            throw root.fault("loudness", "expected LUFS from -31 to -8, found \"\(text)\"")
        }
        return Int((value * 100).rounded())
    }

    private func document(_ text: String) throws(PresetError) -> Node {
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw fault(error) }
        guard let node else { throw PresetError(file: file, line: 1, message: "is empty; a preset has a name and a ladder") }
        return node
    }

    /// A codec beside H.264, under a key of its own.
    private func alternative(
        _ codec: VideoCodec, of root: YAMLMapping, keepsHDR: Bool = false
    ) throws(PresetError) -> CodecLadder? {
        guard let node = root.node(codec.rawValue) else { return nil }
        let ladder = try YAMLMapping(node, file: file, name: codec.rawValue, keys: Self.alternativeKeys)
        return CodecLadder(
            codec: codec, rungs: try rungs(of: ladder, codec), crfHundredths: try crf(of: ladder, codec) ?? defaultCRF(codec),
            encoderPreset: try ladder.word("encoderPreset", of: Preset.encoderPresets(of: codec))
                ?? (codec == .av1 ? "9" : "veryfast"), keepsHDR: keepsHDR)
    }

    private func rungs(of root: YAMLMapping, _ codec: VideoCodec) throws(PresetError) -> [Preset.Rung] {
        // x265 and SVT-AV1 take no picture smaller than a coding tree block, 64 pixels.
        let shortSides = codec == .h264 ? 16...4320 : 64...4320
        guard let nodes = root.node("ladder")?.sequence, !nodes.isEmpty else {
            throw root.fault("ladder", "expected a list of at least one rung, such as - { shortSide: 360, maxRate: 900k }")
        }
        var rungs: [Preset.Rung] = []
        for node in nodes {
            let rung = try YAMLMapping(node, file: file, name: "ladder", keys: Self.rungKeys)
            guard let shortSide = try rung.decimal("shortSide", unit: 1, in: shortSides) else {
                throw rung.fault("shortSide", "is missing; every rung has one, in pixels")
            }
            guard shortSide % 2 == 0 else {
                throw rung.fault("shortSide", "expected an even number, found \(shortSide)")
            }
            guard !rungs.contains(where: { $0.shortSide == shortSide }) else {
                throw rung.fault("shortSide", "\(shortSide) is in the ladder already; each rung has its own")
            }
            guard let maxRate = try rung.rate("maxRate", in: 100_000...200_000_000) else {
                throw rung.fault("maxRate", "is missing; every rung has one, in bits a second")
            }
            rungs.append(
                Preset.Rung(
                    shortSide: shortSide, maxRate: maxRate, crfHundredths: try crf(of: rung, codec),
                    isRateFixed: try rung.flag("fixedRate") ?? false))
        }
        return rungs
    }

    /// In hundredths; SVT-AV1's is a whole number.
    private func crf(of mapping: YAMLMapping, _ codec: VideoCodec) throws(PresetError) -> Int? {
        codec == .av1
            ? try mapping.decimal("crf", unit: 1, in: 1...63).map { $0 * 100 }
            : try mapping.decimal("crf", unit: 100, in: 0...5100)
    }

    private func defaultCRF(_ codec: VideoCodec) -> Int { codec == .av1 ? 4000 : 2700 }

    /// A text that is not YAML at all.
    private func fault(_ error: any Error) -> PresetError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            PresetError(file: file, line: mark.line, message: "is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            PresetError(
                file: file, line: context.mark.line, key: duplicates.sorted().joined(separator: ", "),
                message: "is given twice in the same place; once is allowed")
        default:
            PresetError(file: file, message: "is not YAML: \(error)")
        }
    }
}
