import Bitstream
import Ciphers
import ISOBMFF
import MediaCore

/// Reads one encrypted track's files and says what they break of the rules. Of `cenc` and `cbcs`.
struct ProtectedTrack {
    /// Of the track's folder in the asset.
    let folder: String
    let scheme: ProtectionScheme
    let header: TrackHeader
    let encryption: TrackEncryptionFields
    private(set) var keyIDs: Set<KeyID>
    private(set) var violations: [Violation] = []
    /// In counter mode each of a key's must be new. Runs of numbers, so that memory does not grow with samples.
    private(set) var vectors: [KeyID: [ClosedRange<UInt64>]] = [:]
    private var finder: CodedDataFinder?

    /// Nil where the init segment is not that of an encrypted track.
    /// - Parameter header: what `bytes` say of the track itself.
    init?(initSegment bytes: [UInt8], header: TrackHeader, scheme: ProtectionScheme) {
        guard let boxes = try? BoxReader.read(ByteSource(bytes)),
            let entry = boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl", "stsd"])?.children.first,
            let tenc = entry.first("sinf", "schi", "tenc"), let encryption = try? TrackEncryptionFields(tenc),
            encryption.default_KID.count == 16
        else { return nil }
        let file = header.file
        folder = file.split(separator: "/").dropLast().joined(separator: "/")
        self.scheme = scheme
        self.header = header
        self.encryption = encryption
        keyIDs = [KeyID(bytes: encryption.default_KID)]
        finder = header.video.flatMap { try? CodedDataFinder($0.configuration, lengthSize: max(1, $0.nalLengthSize)) }
        violations = ProtectionRules.checkEntry(entry, encryption, scheme, isVideo: header.video != nil, file: file)
        let systems =
            boxes.first { $0.type == "moov" }?.all("pssh").compactMap { try? ProtectionSystemSpecificHeaderFields($0) } ?? []
        let common = systems.first { $0.SystemID == KeyID.commonSystem.bytes }
        if common?.KIDs.contains(encryption.default_KID) != true {
            violations.append(
                ProtectionRules.commonSystem.broken(
                    in: file, "there is none with the key \(KeyID(bytes: encryption.default_KID))"))
        }
        keyIDs.formUnion((common?.KIDs ?? []).map(KeyID.init(bytes:)))
    }

    /// Reads the next segment.
    ///
    /// - Parameters:
    ///   - clear: the same segment of the clear run, where there is one.
    mutating func read(_ bytes: [UInt8], file: String, keys: [KeyID: Secret], clear: [UInt8]?) {
        do {
            let boxes = try BoxReader.read(ByteSource(bytes))
            let originals = try clear.map { (it) throws(ISOBMFFError) in try samples(of: it) }
            var first = 0
            guard let pairs = CMAFFragmentRules.pairs(in: boxes, file: file).pairs else { return }
            for (moof, mdat) in pairs {
                let fragment = try FragmentBoxes(moof: moof, mdat: mdat, defaults: header.defaults)
                guard fragment.fillsMediaData else { continue }
                let protected = try ProtectedFragment(moof, fragment, encryption)
                let place = "moof at byte \(moof.offset)"
                if let problem = protected.problem {
                    violations.append(ProtectionRules.sampleBoxes.broken(in: file, at: place, problem))
                    continue
                }
                check(protected, bytes, file: file, place: place)
                compare(protected, bytes, file: file, place: place, keys: keys, originals: originals.map { $0.dropFirst(first) })
                first += protected.samples.count
            }
        } catch { violations.append(ProtectionRules.sampleBoxes.broken(in: file, "\(error)")) }
    }

    /// What is clear is what may be.
    private mutating func check(_ fragment: ProtectedFragment, _ bytes: [UInt8], file: String, place: String) {
        let id = KeyID(bytes: fragment.encryption.default_KID)
        if !fragment.isClear { keyIDs.insert(id) }
        for (index, sample) in fragment.samples.enumerated() {
            let span = bytes.span.bytes.extracting(sample.range)
            var coded: [Range<Int>] = [0..<sample.range.count]
            if finder != nil {
                guard let ranges = try? finder!.ranges(in: span) else {
                    violations.append(
                        ProtectionRules.headersClear.broken(in: file, at: "\(place), sample \(index + 1)", "they cannot be read"))
                    return
                }
                coded = ranges
            }
            if fragment.isClear { continue }
            if scheme == .cenc { note(sample.vector, of: id) }
            let found = sample.protectedRanges.map {
                $0.lowerBound - sample.range.lowerBound..<$0.upperBound - sample.range.lowerBound
            }
            let expected = coded.compactMap { range -> Range<Int>? in
                if header.video == nil { return range }
                let odd = scheme == .cenc ? range.count % 16 : 0
                return range.count >= 16 ? range.lowerBound + odd..<range.upperBound : nil
            }
            if !sample.isWhole || found != expected {
                violations.append(
                    ProtectionRules.onlyHeadersClear.broken(
                        in: file, at: "\(place), sample \(index + 1)",
                        "it protects \(found), of its \(sample.range.count) bytes it should \(expected)"))
                return
            }
        }
    }

    private mutating func note(_ vector: [UInt8], of key: KeyID) {
        let number = vector.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        var first = number
        if let last = vectors[key]?.last, number > 0, last.upperBound == number - 1 {
            first = last.lowerBound
            vectors[key]?.removeLast()
        }
        vectors[key, default: []].append(first...number)
    }

    /// With its key, each sample is what the clear run has.
    private mutating func compare(
        _ fragment: ProtectedFragment, _ bytes: [UInt8], file: String, place: String, keys: [KeyID: Secret],
        originals: ArraySlice<[UInt8]>?
    ) {
        guard let originals else { return }
        let id = KeyID(bytes: fragment.encryption.default_KID)
        guard originals.count >= fragment.samples.count else {
            violations.append(ProtectionRules.opens.broken(in: file, at: place, "the clear run has fewer samples"))
            return
        }
        for (index, (sample, original)) in zip(fragment.samples, originals).enumerated() {
            var opened = Array(bytes[sample.range])
            if !fragment.isClear {
                guard let key = keys[id] else {
                    violations.append(ProtectionRules.opens.broken(in: file, at: place, "its key \(id) is not among those given"))
                    return
                }
                opened = (try? SampleDecryptor(key: key, encryption: fragment.encryption).decrypt(sample, in: bytes)) ?? []
            }
            if opened != original {
                violations.append(
                    ProtectionRules.opens.broken(
                        in: file, at: "\(place), sample \(index + 1)", "the key \(id) opens it to something else"))
                return
            }
        }
    }

    /// Of a segment of the clear run, in order.
    private func samples(of bytes: [UInt8]) throws(ISOBMFFError) -> [[UInt8]] {
        var samples: [[UInt8]] = []
        for (moof, mdat) in CMAFFragmentRules.pairs(in: try BoxReader.read(ByteSource(bytes)), file: "").pairs ?? [] {
            let fragment = try FragmentBoxes(moof: moof, mdat: mdat, defaults: header.defaults)
            guard fragment.fillsMediaData else { continue }
            samples += fragment.sampleRanges.map { Array(bytes[$0]) }
        }
        return samples
    }
}
