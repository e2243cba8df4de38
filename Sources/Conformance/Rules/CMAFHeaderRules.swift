import ISOBMFF
import MediaCore

/// An init segment's boxes (CMAF header).
enum CMAFHeaderRules {
    static let boxes = Rule(
        "CMAF-001", .must, "Init and media segments are whole boxes to their last byte.", source: "ISO/IEC 14496-12 §4.2")
    static let brands = Rule(
        "CMAF-002", .must, "ftyp has iso6 and cmfc or cmf2; cmf2 stands beside no edit list.", source: "CMAF §7.2")
    static let structure = Rule(
        "CMAF-003", .must,
        "An init segment is ftyp and moov with one trak, mvex and trex, and just the boxes that a CMAF header has.",
        source: "CMAF §7.3")
    static let durations = Rule("CMAF-004", .must, "Durations in mvhd, tkhd and mdhd are 0.", source: "CMAF §7.5")
    static let matrices = Rule("CMAF-005", .must, "The matrices of mvhd and tkhd are unity.", source: "CMAF §7.5")
    static let emptyTables = Rule("CMAF-006", .must, "stts, stsc, stsz and stco are empty.", source: "CMAF §7.5")
    static let noClock = Rule(
        "CMAF-007", .must, "Creation and modification times are 0, and no segment has a prft.",
        source: "Sluice: same input, same bytes")
    static let sampleEntry = Rule(
        "CMAF-008", .must,
        "The sample entry is avc1, hvc1 or av01 with its parameter sets in avcC, hvcC or av1C, or mp4a with an AudioSpecificConfig.",
        source: "ISO/IEC 14496-15 §5.4.2.1, §8.4.1.1; AV1 in ISOBMFF §2.2; CMAF §9, §10")
    static let pictureSize = Rule(
        "CMAF-009", .must, "tkhd and the sample entry say the cropped size of the sequence parameter set or sequence header.",
        source: "CMAF §7.5, §9")
    static let audioEdit = Rule(
        "CMAF-010", .must, "Sound has an edit list of one edit, from the end of the encoder's priming on.", source: "CMAF §7.5")
    static let trackID = Rule(
        "CMAF-011", .must, "trex names the track_ID of tkhd, which is not 0.", source: "ISO/IEC 14496-12 §8.3.2, §8.8.3")

    static let enabled = Rule(
        "CMAF-017", .must, "tkhd says that the track is enabled and used in the presentation.",
        source: "ISO/IEC 14496-12 §8.3.2.3; CMAF §7.5")
    static let recordIsTrue = Rule(
        "CMAF-012", .must, "avcC, hvcC and av1C say of profile, level and format what the parameter sets in them say.",
        source: "ISO/IEC 14496-15 §5.3.3.1, §8.3.3.1; AV1 in ISOBMFF §2.3")

    static let all = [
        boxes, brands, structure, durations, matrices, emptyTables, noClock, sampleEntry, pictureSize, audioEdit, trackID,
        enabled,
        recordIsTrue,
    ]

    /// The boxes of an init or media segment, and what is wrong with them as such.
    static func survey(_ bytes: [UInt8], file: String) -> (boxes: [BoxNode], violations: [Violation]) {
        do {
            let (found, defect) = try BoxReader.survey(ByteSource(bytes))
            let defects = found.defects + (defect.map { [$0] } ?? [])
            return (found, defects.prefix(1).map { boxes.broken(in: file, "\($0)") })
        } catch {
            return ([], [boxes.broken(in: file, "\(error)")])
        }
    }

    /// What needs no more than the boxes themselves.
    static func check(_ boxes: [BoxNode], file: String) -> [Violation] {
        var violations = checkStructure(boxes, file)
        do {
            if let box = boxes.first(along: ["moov", "mvhd"]) {
                let fields = try MovieHeaderFields(box)
                violations += zeros(fields.duration, fields.creation_time, fields.modification_time, of: box, file)
                if !fields.matrix.isUnityMatrix {
                    violations.append(matrices.broken(in: file, at: "mvhd", "the matrix is \(fields.matrix)"))
                }
            }
            if let box = boxes.first(along: ["moov", "trak", "tkhd"]) {
                let fields = try TrackHeaderFields(box)
                violations += zeros(fields.duration, fields.creation_time, fields.modification_time, of: box, file)
                if !fields.matrix.isUnityMatrix {
                    violations.append(matrices.broken(in: file, at: "tkhd", "the matrix is \(fields.matrix)"))
                }
                if fields.flags & 3 != 3 {
                    violations.append(enabled.broken(in: file, at: "tkhd", "the flags are \(fields.flags)"))
                }
                if let extends = boxes.first(along: ["moov", "mvex", "trex"]).map({ try? TrackExtendsFields($0) }) ?? nil,
                    extends.track_ID != fields.track_ID || fields.track_ID == 0
                {
                    violations.append(
                        trackID.broken(in: file, at: "trex", "track_ID is \(extends.track_ID), that of tkhd \(fields.track_ID)"))
                }
            }
            if let box = boxes.first(along: ["moov", "trak", "mdia", "mdhd"]) {
                let fields = try MediaHeaderFields(box)
                violations += zeros(fields.duration, fields.creation_time, fields.modification_time, of: box, file)
            }
        } catch {
            violations.append(self.boxes.broken(in: file, "\(error)"))
        }
        return violations
    }

    /// What needs the track's header as understood.
    static func check(_ boxes: [BoxNode], _ header: TrackHeader) -> [Violation] {
        var violations: [Violation] = []
        if let type = boxes.first(along: ["ftyp"]), let fields = try? BrandFields(type) {
            let names = Set([fields.major_brand] + fields.compatible_brands)
            if !names.contains("iso6") || names.isDisjoint(with: ["cmfc", "cmf2"])
                || (names.contains("cmf2") && !header.edits.isEmpty)
            {
                let list = names.map(\.description).sorted().joined(separator: ", ")
                violations.append(brands.broken(in: header.file, at: "ftyp", "the brands are \(list)"))
            }
        }
        if header.audio != nil {
            // Priming of the AAC encoders in use is one to three frames.
            let isPriming = header.edits.count == 1 && (1...3 * AudioFormat.frameSamples).contains(header.edits[0].mediaTime)
            if !isPriming {
                let starts = header.edits.map { "\($0.mediaTime)" }
                let list = starts.isEmpty ? "there is no edit" : "the edits start at \(starts.joined(separator: ", "))"
                violations.append(audioEdit.broken(in: header.file, at: "elst", list))
            }
        }
        if header.video?.isRecordTrue == false {
            violations.append(recordIsTrue.broken(in: header.file, at: "stsd", "they differ"))
        }
        return violations + checkPictureSize(boxes, header) + CMAFMediaRules.check(boxes, header)
    }

    private static func checkPictureSize(_ boxes: [BoxNode], _ header: TrackHeader) -> [Violation] {
        guard let size = header.video?.size, let box = boxes.first(along: ["moov", "trak", "tkhd"]),
            let entry = boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl", "stsd"])?.children.first,
            let track = try? TrackHeaderFields(box), let fields = try? VisualSampleEntryFields(entry)
        else { return [] }
        var violations: [Violation] = []
        if Int(track.width) != size.width << 16 || Int(track.height) != size.height << 16 {
            violations.append(
                pictureSize.broken(
                    in: header.file, at: "tkhd", "it says \(track.width >> 16)x\(track.height >> 16), the picture is \(size)"))
        }
        if Int(fields.width) != size.width || Int(fields.height) != size.height {
            violations.append(
                pictureSize.broken(
                    in: header.file, at: "\(entry.type)", "it says \(fields.width)x\(fields.height), the picture is \(size)"))
        }
        return violations
    }

    private static func zeros(
        _ duration: UInt64, _ created: UInt64, _ modified: UInt64, of box: BoxNode, _ file: String
    ) -> [Violation] {
        var violations: [Violation] = []
        if duration != 0 { violations.append(durations.broken(in: file, at: "\(box.type)", "the duration is \(duration)")) }
        if created != 0 || modified != 0 {
            violations.append(noClock.broken(in: file, at: "\(box.type)", "the times are \(created) and \(modified)"))
        }
        return violations
    }

    private static func checkStructure(_ boxes: [BoxNode], _ file: String) -> [Violation] {
        let isVideo = boxes.first(along: ["moov", "trak", "mdia", "minf", "vmhd"]) != nil
        let expected: [(path: [FourCC], children: [String], optional: Set<String>)] = [
            ([], ["ftyp", "moov"], []),
            (["moov"], ["mvhd", "trak", "mvex"], ["pssh"]),
            (["moov", "mvex"], ["trex"], ["mehd"]),
            (["moov", "trak"], ["tkhd", "mdia"], ["edts"]),
            (["moov", "trak", "mdia"], ["mdhd", "hdlr", "minf"], ["elng"]),
            (["moov", "trak", "mdia", "minf"], [isVideo ? "vmhd" : "smhd", "dinf", "stbl"], []),
            (["moov", "trak", "mdia", "minf", "stbl"], ["stsd", "stts", "stsc", "stsz", "stco"], []),
        ]
        for (path, types, optional) in expected {
            let found = (path.isEmpty ? boxes : boxes.first(along: path[...])?.children ?? []).types
            if found.filter({ !optional.contains($0) }) != types {
                let place = path.isEmpty ? nil : path.map(\.description).joined(separator: "/")
                return [
                    structure.broken(
                        in: file, at: place,
                        "it holds \(found.joined(separator: ", ")) in place of \(types.joined(separator: ", "))")
                ]
            }
        }
        let tables = boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl"])?.children ?? []
        return tables.filter { $0.type != "stsd" && !$0.isEmptyTable }.map {
            emptyTables.broken(in: file, at: "\($0.type)", "the table has entries")
        }
    }
}

extension BoxNode {
    /// Version and flags, for `stsz` the common size, and a count, all 0.
    fileprivate var isEmptyTable: Bool { fields.count == (type == "stsz" ? 12 : 8) && fields.allSatisfy { $0 == 0 } }
}
