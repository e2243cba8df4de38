import Bitstream
import MediaCore
import Testing

/// Header ends against FFmpeg's parsers, which are not ours, over streams that use what slice headers have.
@Suite(.enabled(if: TracedStream.isAvailable, "ffmpeg is not installed")) struct CodedDataTests {
    private static let moving = "testsrc2=s=320x176:r=25:d=1.2,fade=t=in:d=0.4,fade=t=out:st=0.8:d=0.4"

    @Test(
        arguments: [
            "bframes=3:b-pyramid=normal:weightp=2:ref=5:slices=4",
            "cabac=0:bframes=2:weightp=1:slices=3:aud=1",
            "bframes=3:b-adapt=0:direct=temporal:keyint=7:open-gop=1:ref=8",
            "interlaced=1:tff=1:bframes=2:weightb=1",
            "fake-interlaced=1:bframes=0:keyint=250:no-deblock=1",
            "bframes=0:intra-refresh=1:ref=16:level=51:slice-max-size=300",
            "nal-hrd=vbr:vbv-maxrate=400:vbv-bufsize=400:bframes=16:b-pyramid=strict:qp=40",
        ], ["yuv420p", "yuv444p", "gray"]) func `slice headers of H.264`(_ parameters: String, _ format: String) throws
    {
        try check(
            ["-i", Self.moving, "-pix_fmt", format, "-c:v", "libx264", "-x264-params", parameters], "h264",
            isSlice: { (1...5).contains($0 & 31) }
        ) { units in
            .avc(sps: units.filter { $0[0] & 31 == 7 }, pps: units.filter { $0[0] & 31 == 8 })
        }
    }

    @Test(
        arguments: [
            "bframes=4:b-pyramid=1:weightp=1:weightb=1:ref=4:slices=3:ctu=16",
            "bframes=0:wpp=1:ctu=16:keyint=9",
            "open-gop=1:keyint=8:bframes=3:no-sao=1:no-wpp=1",
            "temporal-layers=1:bframes=3:b-adapt=0",
            "scaling-list=default:no-deblock=1:weightp=1:aud=1:hrd=1:vbv-maxrate=500:vbv-bufsize=500",
            "lossless=1:no-temporal-mvp=1:rc-lookahead=5",
            "intra-refresh=1:bframes=0:rdoq-level=0:cbqpoffs=3:crqpoffs=-2",
        ], ["yuv420p", "yuv420p10le", "yuv444p", "gray"]) func `slice headers of HEVC`(_ parameters: String, _ format: String)
        throws
    {
        try check(
            [
                "-i", Self.moving, "-pix_fmt", format, "-c:v", "libx265", "-preset", "veryfast", "-x265-params",
                "log-level=none:" + parameters,
            ],
            "hevc", isSlice: { $0 >> 1 & 63 < 32 }
        ) { units in
            func sets(_ type: UInt8) -> [[UInt8]] { units.filter { $0[0] >> 1 & 63 == type } }
            return .hevc(vps: sets(32), sps: sets(33), pps: sets(34))
        }
    }

    private func check(
        _ arguments: [String], _ format: String, isSlice: (UInt8) -> Bool, configuration: ([[UInt8]]) -> CodecConfiguration
    ) throws {
        let stream = try TracedStream(arguments, format: format)
        // Start codes are the same in both codecs.
        let units = try AVCNALUnit.split(annexB: stream.bytes.span.bytes).map { Array(stream.bytes[$0.range]) }
        var finder = try CodedDataFinder(configuration(units))
        let slices = units.filter { isSlice($0[0]) }
        #expect(slices.count == stream.headerBits.count && slices.count > 20)
        for (unit, bits) in zip(slices, stream.headerBits) {
            let sample = withUnsafeBytes(of: UInt32(unit.count).bigEndian) { Array($0) } + unit
            let ranges = try finder.ranges(in: sample.span.bytes)
            try #require(ranges == [4 + Self.escaped(bits, in: unit)..<sample.count], "\(bits) bits of \(unit.prefix(24))")
        }
    }

    /// Bytes of the unit that hold its first bits, emulation prevention taken out: the shortest start with so many bytes left.
    private static func escaped(_ bits: Int, in unit: [UInt8]) -> Int {
        (1...unit.count).first { count in
            let start = Array(unit[..<count])
            return 8 * (1 + rawByteSequencePayload(of: start.span.bytes).count) >= bits
        } ?? 0
    }

    @Test(arguments: [
        ["-c:v", "libaom-av1", "-cpu-used", "8", "-tiles", "2x2"],
        ["-c:v", "libaom-av1", "-cpu-used", "8", "-aom-params", "lossless=1"],
        ["-c:v", "libaom-av1", "-cpu-used", "8", "-aom-params", "error-resilient=1:enable-order-hint=0"],
        ["-c:v", "libaom-av1", "-cpu-used", "6", "-denoise-noise-level", "30"],
        ["-c:v", "libaom-av1", "-cpu-used", "8", "-aom-params", "tune-content=screen:aq-mode=2:deltaq-mode=1"],
        ["-c:v", "libsvtav1", "-preset", "10", "-svtav1-params", "superres-mode=1:superres-denom=12:enable-restoration=1"],
        [
            "-c:v", "libaom-av1", "-cpu-used", "8", "-aom-params",
            "sb-size=128:enable-cdef=0:enable-global-motion=1:reduced-tx-type-set=1",
        ],
        ["-c:v", "libaom-av1", "-cpu-used", "8", "-pix_fmt", "yuv444p", "-aom-params", "matrix-coefficients=bt709"],
        ["-c:v", "libaom-av1", "-cpu-used", "8", "-pix_fmt", "gray"],
        ["-c:v", "libsvtav1", "-preset", "10", "-g", "12"],
        [
            "-c:v", "libsvtav1", "-preset", "8", "-pix_fmt", "yuv420p10le", "-svtav1-params",
            "film-grain=8:tile-columns=1:tile-rows=1",
        ],
    ]) func `frame headers of AV1`(_ encoder: [String]) throws {
        let stream = try TracedStream(["-i", Self.moving] + encoder + ["-b:v", "300k"], format: "obu")
        let units = try AV1OBU.split(stream.bytes.span.bytes)
        let header = try #require(units.first { $0.type == .sequenceHeader })
        var finder = try CodedDataFinder(.av1(sequenceHeader: Array(stream.bytes[header.range])))
        var checked = 0
        for unit in units where unit.type != .temporalDelimiter {
            let tiles = try finder.ranges(in: stream.bytes.span.bytes.extracting(unit.range))
            guard let first = tiles.first else { continue }
            try #require(checked < stream.headerBits.count)
            // All tiles but the last have their size before them, and they fill the unit.
            let sizeBytes = tiles.count > 1 ? tiles[1].lowerBound - tiles[0].upperBound : 0
            try #require(8 * (first.lowerBound - sizeBytes) == stream.headerBits[checked])
            #expect(tiles.last?.upperBound == unit.range.count)
            checked += 1
        }
        #expect(checked == stream.headerBits.count && checked > 20)
    }
}

/// What nobody's encoder made.
@Suite(.enabled(if: TracedStream.isAvailable, "ffmpeg is not installed")) struct HostileCodedDataTests {
    private static let source = "testsrc2=s=160x96:r=25:d=0.5"

    @Test(arguments: ["h264", "hevc", "obu"]) func `damaged samples never crash and never lead outside`(_ format: String) throws {
        let encoder = [
            "h264": ["libx264"], "hevc": ["libx265", "-x265-params", "log-level=none"], "obu": ["libaom-av1", "-cpu-used", "8"],
        ]
        let stream = try TracedStream(["-i", Self.source, "-c:v"] + encoder[format]!, format: format)
        let (configuration, samples) = try format == "obu" ? av1(stream.bytes) : units(stream.bytes, isAVC: format == "h264")
        var random = SystemRandomNumberGenerator()
        var (accepted, refused) = (0, 0)
        for round in 0..<20_000 {
            var sample = samples[round % samples.count]
            switch round % 3 {
            case 0: sample = Array(sample.prefix(Int.random(in: 0...min(sample.count, 64), using: &random)))
            case 1: sample = Array(sample.prefix(Int.random(in: 0...sample.count, using: &random)))
            default: break
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) where !sample.isEmpty {
                sample[Int.random(in: 0..<min(sample.count, 48), using: &random)] = .random(in: 0...255, using: &random)
            }
            var finder = try CodedDataFinder(configuration)
            do {
                var end = 0
                for range in try finder.ranges(in: sample.span.bytes) {
                    #expect(range.lowerBound >= end && !range.isEmpty)
                    end = range.upperBound
                }
                #expect(end <= sample.count)
                accepted += 1
            } catch { refused += 1 }
        }
        print("\(format): \(accepted) damaged samples accepted, \(refused) refused")
        #expect(accepted > 100 && refused > 1000)
    }

    private func units(_ bytes: [UInt8], isAVC: Bool) throws -> (CodecConfiguration, [[UInt8]]) {
        let units = try AVCNALUnit.split(annexB: bytes.span.bytes).map { Array(bytes[$0.range]) }
        func type(_ unit: [UInt8]) -> UInt8 { isAVC ? unit[0] & 31 : unit[0] >> 1 & 63 }
        let sets = { (wanted: UInt8) in units.filter { type($0) == wanted } }
        let samples = units.filter { isAVC ? (1...5).contains(type($0)) : type($0) < 32 }
            .map { unit in withUnsafeBytes(of: UInt32(unit.count).bigEndian) { Array($0) } + unit }
        return (isAVC ? .avc(sps: sets(7), pps: sets(8)) : .hevc(vps: sets(32), sps: sets(33), pps: sets(34)), samples)
    }

    private func av1(_ bytes: [UInt8]) throws -> (CodecConfiguration, [[UInt8]]) {
        let units = try AV1OBU.split(bytes.span.bytes)
        let header = try #require(units.first { $0.type == .sequenceHeader })
        return (
            .av1(sequenceHeader: Array(bytes[header.range])),
            units.filter { $0.type == .frame || $0.type == .sequenceHeader }.map { Array(bytes[$0.range]) }
        )
    }

    @Test func `sound has no coded pictures`() {
        #expect(throws: BitstreamError.self) { try CodedDataFinder(.aac(audioSpecificConfig: [0x11, 0x90])) }
    }
}
