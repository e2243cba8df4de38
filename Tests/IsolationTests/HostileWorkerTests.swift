import Glibc
import MediaCore
import Planning
import Testing

@testable import Isolation

/// Bytes that a taken-over worker might send: each is refused with a reason and costs the worker its life.
@Suite(.timeLimit(.minutes(1))) struct HostileWorkerTests {
    private func violation(of bytes: [UInt8]) throws -> String? {
        let worker = try startShell("cat; exec sleep 60", input: bytes)
        guard case .protocolViolation(let detail)? = failure(of: worker) else { return nil }
        #expect(kill(worker.pid, 0) == -1)
        return detail
    }

    private func frame(_ kind: EventKind, _ payload: [UInt8]) -> [UInt8] {
        FrameHeader(kind: kind.rawValue, length: payload.count).bytes + payload
    }

    private func json(_ kind: EventKind, _ text: String) -> [UInt8] { frame(kind, Array(text.utf8)) }

    @Test func headers() throws {
        #expect(try violation(of: [0x99, 0, 0, 0, 0, 0, 0, 0]) == "unknown frame 153")
        #expect(try violation(of: [0x44, 0, 1, 0, 22, 0, 0, 0]) == "a frame header has reserved bits set")
        #expect(
            try violation(of: [0x44, 0, 0, 0, 255, 255, 255, 255]) == "a frame of 4294967295 bytes where 67108864 are allowed")
        #expect(try violation(of: [0x4a, 0, 0, 0, 1, 0, 1, 0]) == "a frame of 65537 bytes where 65536 are allowed")
        // A command is not an event.
        #expect(try violation(of: [0x02, 0, 0, 0, 0, 0, 0, 0]) == "unknown frame 2")
    }

    @Test func samples() throws {
        let header = SampleHeader(track: 0, timing: SampleTiming(decodeTime: 0, duration: 1, isSync: true)).bytes
        #expect(try violation(of: frame(.sample, header)) == "a sample is empty")
        var flags = header
        flags[2] = 3
        #expect(try violation(of: frame(.sample, flags + [1])) == "a sample has unknown flags")
        var far = header
        far[19] = 0x7f
        #expect(try violation(of: frame(.sample, far + [1])) == "a sample has an impossible time")
    }

    @Test func samplesOfTheSource() throws {
        let good = Sample.stretch.wireBytes
        func changed(_ place: Int, _ bytes: [UInt8]) -> [UInt8] {
            frame(.sourceSamples, Array(good[..<place]) + bytes + good[(place + bytes.count)...])
        }
        let misplaced = "samples of the source are empty, out of order or too far apart"
        #expect(try violation(of: frame(.sourceSamples, [])) == "a stretch of the source has no samples")
        #expect(try violation(of: frame(.sourceSamples, Array(good.dropLast()))) == "a sample of the source ends too early")
        // Before the file, empty, longer than any sample, and over the one before.
        #expect(try violation(of: changed(27, [0x80])) == misplaced)
        #expect(try violation(of: changed(28, [0])) == misplaced)
        #expect(try violation(of: changed(31, [0x7f])) == misplaced)
        #expect(try violation(of: changed(52, [42])) == misplaced)
        // So far behind it that all between would have to be read.
        #expect(try violation(of: changed(54, [0x20])) == misplaced)
        #expect(try violation(of: changed(59, [0x7f])) == misplaced)
    }

    @Test func whatASampleNamesIsOfTheSource() throws {
        let timing = SampleTiming(decodeTime: 512, duration: 512, isSync: false)
        let whole = try TemporaryFile((0..<51).map { UInt8($0) })
        let samples = try WorkerInput.open(whole.path).samples(of: Sample.stretch)
        #expect(
            samples.map { Array($0.payload) } == [[40, 41, 42], [50]] && samples[1].timing == timing && samples[1].track == 1)
        let short = try TemporaryFile((0..<50).map { UInt8($0) })
        #expect(throws: IsolationError.protocolViolation("a sample lies outside of the source")) {
            try WorkerInput.open(short.path).samples(of: Sample.stretch)
        }
        let cut = try WorkerInput.open(whole.path)
        #expect(truncate(whole.path, 50) == 0)
        #expect(throws: IsolationError.inputChanged(path: whole.path)) { try cut.samples(of: Sample.stretch) }
    }

    @Test func pictures() throws {
        let good = Sample.picture.wireBytes
        #expect(try violation(of: frame(.picture, Array(good.dropLast()))) == "a picture of 5x3 has the wrong number of bytes")
        #expect(try violation(of: frame(.picture, Array(good[..<10]))) == "a picture ends inside its header")
        var empty = good
        empty.replaceSubrange(8..<12, with: [0, 0, 0, 0])
        #expect(try violation(of: frame(.picture, Array(empty[..<12]))) == "a picture of 0x0 has the wrong number of bytes")
        var huge = good
        huge.replaceSubrange(8..<12, with: [255, 255, 255, 255])
        #expect(try violation(of: frame(.picture, huge)) == "a picture is larger than 4096 pixels on a side")
        var negative = good
        negative[7] = 0x80
        #expect(try violation(of: frame(.picture, negative)) == "a picture has an impossible frame number")
        let poster = FinishedPicture(name: .poster(frame: 1, score: .nan), jpeg: [1]).wireBytes
        #expect(try violation(of: frame(.image, poster)) == "a poster's frame or score is impossible")
    }

    @Test func sourceDescriptions() throws {
        let good = try Sample.source.wireBytes()
        #expect(try violation(of: frame(.source, Array(good.dropLast()))) == "a source's access points end too early")
        #expect(try violation(of: frame(.source, good + [0])) == "a source description is followed by stray bytes")
        #expect(try violation(of: frame(.source, [255, 255, 255, 255])) == "a source description ends too early")
        // The decode time's scale of the last access point: dividing by it would trap.
        var scale = good
        scale.replaceSubrange(scale.count - 4..<scale.count, with: [0, 0, 0, 0])
        #expect(try violation(of: frame(.source, scale)) == "an access point is out of range")
        var source = Sample.source
        source.video[0].end.ticks = .max
        #expect(try violation(of: frame(.source, try source.wireBytes())) == "a source's track is out of range")
        source = Sample.source
        source.video[0].size.width = .max
        #expect(try violation(of: frame(.source, try source.wireBytes())) == "a source's track is out of range")
        source = Sample.source
        source.fileSize = -1
        #expect(try violation(of: frame(.source, try source.wireBytes())) == "a source description is out of range")
    }

    @Test func jsonPayloads() throws {
        #expect(try violation(of: json(.finding, "{")) == "a Finding is not valid JSON")
        #expect(
            try violation(of: json(.finding, String(repeating: "[", count: 60_000))) == "a Finding is not valid JSON")
        #expect(
            try violation(of: json(.taskFinished, #"{"tracks":[],"decodedFrames":-1,"damagedFrames":0,"peakMemory":0}"#))
                == "a task's statistics are out of range")
        let bothCodecs = #"{"track":"v","chunk":0,"priming":0,"sps":[[1]],"pps":[[1]],"audioSpecificConfig":[1,2]}"#
        #expect(try violation(of: json(.trackConfiguration, bothCodecs)) == "a track configuration names no single codec")
        let emptySet = #"{"track":"v","chunk":0,"priming":0,"sps":[[]],"pps":[[1]]}"#
        #expect(
            try violation(of: json(.trackConfiguration, emptySet))
                == "a track configuration's parameter sets are out of range")
    }

    @Test func messagesCannotSteerATerminal() throws {
        let worker = try startShell(
            "cat; exec sleep 60", input: try recorded([.taskFailed(WorkerFailure(.internal, "a\u{1b}[2Jb"))]))
        #expect(try worker.nextEvent() == .taskFailed(WorkerFailure(.internal, "a\u{fffd}[2Jb")))
    }

    @Test func findingsAreCounted() throws {
        let finding = try recorded([.finding(.noAudio)])
        let worker = try startShell("cat; exec sleep 60", input: (0...FrameLimit.findings).flatMap { _ in finding })
        for _ in 0..<FrameLimit.findings { #expect(try worker.nextEvent() == .finding(.noAudio)) }
        #expect(throws: IsolationError.protocolViolation("more than 1024 findings")) { try worker.nextEvent() }
    }

    @Test func aFrameCutShortIsTheWorkersEnd() throws {
        let event = try recorded([.image(FinishedPicture(name: .poster(frame: 1, score: 1), jpeg: [1, 2, 3]))])
        let worker = try startShell("cat; exit 9", input: Array(event.dropLast()))
        #expect(throws: IsolationError.exited(code: 9, log: "")) { try worker.nextEvent() }
    }
}
