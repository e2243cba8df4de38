import ISOBMFF

/// A media segment's boxes and the samples in them (CMAF fragments).
enum CMAFFragmentRules {
    static let structure = Rule(
        "CMAF-020", .must, "A media segment is pairs of moof and mdat; a moof is mfhd and one traf with tfhd, tfdt and trun.",
        source: "CMAF §7.3")
    static let defaultBase = Rule("CMAF-021", .must, "tfhd sets default-base-is-moof.", source: "CMAF §7.5")
    static let noBaseOffset = Rule("CMAF-022", .must, "tfhd has no base-data-offset.", source: "CMAF §7.5")
    static let dataOffset = Rule(
        "CMAF-023", .must, "Every trun has a data offset, and it is where its samples lie in the mdat.", source: "CMAF §7.5")
    static let sampleSizes = Rule(
        "CMAF-024", .must, "The sample sizes of a fragment add up to its mdat.", source: "ISO/IEC 14496-12 §8.8.8")
    static let decodeTime = Rule(
        "CMAF-025", .must, "tfdt is the sum of all earlier sample durations.", source: "ISO/IEC 14496-12 §8.8.12; CMAF §7.3")
    static let sequence = Rule(
        "CMAF-026", .must, "The sequence numbers of mfhd increase.", source: "ISO/IEC 14496-12 §8.8.5")
    static let signedOffsets = Rule(
        "CMAF-027", .must, "A video track has trun of version 1 or an edit list, not both.", source: "CMAF §7.5")
    static let syncFlags = Rule(
        "CMAF-028", .must,
        "Samples are flagged as sync samples where they are IDR pictures, of AV1 shown key frames, and nowhere else.",
        source: "ISO/IEC 14496-12 §8.8.3.1; ISO/IEC 14496-15 §5.4, §8.4; AV1 in ISOBMFF §2.5")
    static let noParameterSets = Rule(
        "CMAF-029", .must, "Samples of avc1 and hvc1 hold no parameter sets.",
        source: "ISO/IEC 14496-15 §5.4.2.1, §8.4.1.1")
    static let nalUnits = Rule(
        "CMAF-030", .must, "The NAL units or OBUs of a sample, by their lengths, fill it.",
        source: "ISO/IEC 14496-15 §5.3.2, §8.3.2; AV1 in ISOBMFF §2.4")
    static let trackID = Rule("CMAF-031", .must, "tfhd names the init segment's track_ID.", source: "ISO/IEC 14496-12 §8.8.7")

    static let noDelimiters = Rule(
        "CMAF-032", .must, "Samples of av01 hold no temporal delimiters, tile lists or padding.", source: "AV1 in ISOBMFF §2.4")
    static let sequenceHeader = Rule(
        "CMAF-033", .must, "A key frame of av01 follows the sequence header of av1C in its sample.",
        source: "AV1 in ISOBMFF §2.5; CMAF §9")

    static let segmentType = Rule(
        "CMAF-034", .must, "The styp of a segment names cmfs.", source: "CMAF §7.2")

    static let all = [
        structure, defaultBase, noBaseOffset, dataOffset, sampleSizes, decodeTime, sequence, signedOffsets, syncFlags,
        noParameterSets, nalUnits, trackID, noDelimiters, sequenceHeader,
        segmentType,
    ]

    /// The movie fragments of a segment with their media data; nil where the structure is broken.
    static func pairs(in boxes: [BoxNode], file: String) -> (pairs: [(moof: BoxNode, mdat: BoxNode)]?, violations: [Violation]) {
        let optional: Set<FourCC> = ["styp", "prft", "emsg", "sidx"]
        let media = boxes.filter { !optional.contains($0.type) }
        var pairs: [(moof: BoxNode, mdat: BoxNode)] = []
        for index in stride(from: 0, to: media.count, by: 2) {
            guard index + 1 < media.count, media[index].type == "moof", media[index + 1].type == "mdat" else { break }
            pairs.append((media[index], media[index + 1]))
        }
        guard !pairs.isEmpty, pairs.count * 2 == media.count else {
            return (nil, [structure.broken(in: file, "it holds \(boxes.types.joined(separator: ", "))")])
        }
        let protection: Set<String> = ["sgpd", "sbgp", "senc", "saiz", "saio"]
        for (moof, _) in pairs {
            let runs = moof.first("traf")?.children.types.filter { !protection.contains($0) } ?? []
            if moof.children.types != ["mfhd", "traf"] || runs.prefix(2) != ["tfhd", "tfdt"] || runs.count < 3
                || runs.dropFirst(2).contains(where: { $0 != "trun" })
            {
                let found = moof.children.types + runs
                return (
                    nil,
                    [structure.broken(in: file, at: "moof at byte \(moof.offset)", "it holds \(found.joined(separator: ", "))")]
                )
            }
        }
        return (pairs, [])
    }

    /// What a segment says beside its fragments.
    static func check(_ boxes: [BoxNode], file: String) -> [Violation] {
        var violations: [Violation] = []
        if let box = boxes.first, box.type == "styp", let brands = try? BrandFields(box),
            !(brands.compatible_brands + [brands.major_brand]).contains("cmfs")
        {
            let list = brands.compatible_brands.map(\.description).joined(separator: ", ")
            violations.append(segmentType.broken(in: file, at: "styp", "the brands are \(list)"))
        }
        if let box = boxes.first(where: { $0.type == "prft" }) {
            violations.append(
                CMAFHeaderRules.noClock.broken(in: file, at: "prft at byte \(box.offset)", "it tells a time of day"))
        }
        return violations
    }

    static func check(_ fragment: FragmentBoxes, _ header: TrackHeader, file: String) -> [Violation] {
        let place = "moof at byte \(fragment.offset)"
        var violations: [Violation] = []
        func report(_ rule: Rule, _ message: String) { violations.append(rule.broken(in: file, at: place, message)) }

        if !fragment.trackHeader.default_base_is_moof { report(defaultBase, "the flag is not set") }
        if let offset = fragment.trackHeader.base_data_offset { report(noBaseOffset, "it is \(offset)") }
        if fragment.trackHeader.track_ID != header.trackID {
            report(trackID, "track_ID is \(fragment.trackHeader.track_ID), that of the init segment \(header.trackID)")
        }
        if let wrong = fragment.wrongDataOffset {
            report(dataOffset, "it is \(wrong.found.map(String.init) ?? "missing"), the samples begin at \(wrong.expected)")
        }
        if !fragment.fillsMediaData {
            report(sampleSizes, "the samples take \(fragment.sampleBytes) bytes, the mdat holds \(fragment.mediaData.count)")
        }
        if header.video != nil, !header.edits.isEmpty, fragment.runs.contains(where: { $0.version == 1 }) {
            report(signedOffsets, "there are both")
        }
        return violations
    }

    /// One video sample: what it holds against its flags. Nil for a sample whose units cannot be told apart.
    static func check(
        _ sample: FragmentBoxes.Sample, number: Int, _ coded: CodedSample?, at offset: Int, file: String
    ) -> [Violation] {
        let place = "moof at byte \(offset), sample \(number)"
        guard let coded else { return [nalUnits.broken(in: file, at: place, "the lengths of its units do not fill the sample")] }
        var violations: [Violation] = []
        func report(_ rule: Rule, _ message: String) { violations.append(rule.broken(in: file, at: place, message)) }
        if let type = coded.parameterSet { report(noParameterSets, "there is a NAL unit of type \(type)") }
        if let type = coded.misplacedOBU { report(noDelimiters, "there is an OBU of type \(type)") }
        if coded.lacksSequenceHeader { report(sequenceHeader, "no such sequence header precedes the frame") }
        if coded.isKeyframe == sample.flags.sample_is_non_sync_sample {
            report(syncFlags, "it is \(coded.isKeyframe ? "a" : "no") keyframe and flagged as the contrary")
        }
        return violations
    }
}
