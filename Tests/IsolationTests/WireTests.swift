import MediaCore
import Planning
import Testing
import Threading

@testable import Isolation

@Suite(.timeLimit(.minutes(1))) struct WireTests {
    @Test func aSampleLiesOnTheWireAsDocumented() throws {
        let wire = try Wire()
        let timing = SampleTiming(decodeTime: 0x0102_0304_0506, compositionOffset: -2, duration: 512, isSync: true)
        try wire.connection.sendSample(track: 3, timing: timing, payload: ([0xaa, 0xbb] as [UInt8]).span.bytes)
        #expect(
            try wire.receive(30) == [
                0x44, 0, 0, 0, 22, 0, 0, 0,  // kind, reserved, length
                3, 0, 1, 0, 0, 2, 0, 0,  // track, flags, duration
                0xfe, 0xff, 0xff, 0xff,  // composition offset
                6, 5, 4, 3, 2, 1, 0, 0,  // decode time
                0xaa, 0xbb,
            ])
    }

    @Test func samplesSentEitherWayAreTheSameBytes() throws {
        let timing = SampleTiming(decodeTime: 90_000, compositionOffset: 1500, duration: 1500, isSync: false)
        let payload: [UInt8] = [1, 2, 3]
        let wire = try Wire()
        try wire.connection.sendSample(track: 1, timing: timing, payload: payload.span.bytes)
        let event = WorkerEvent.sample(WorkerSample(track: 1, timing: timing, payload: payload[...]))
        #expect(try wire.receive(31) == (try recorded([event])))
    }

    @Test func samplesOfTheSourceLeaveTogetherAndBeforeAnythingElse() throws {
        let wire = try Wire()
        let ranges: [Range<Int64>] = [1000..<1004, 1004..<1010, 3_000_000..<3_000_001, 500..<600]
        for (index, range) in ranges.enumerated() {
            let timing = SampleTiming(decodeTime: Int64(index), duration: 1, isSync: true)
            try wire.connection.sendSample(track: index, timing: timing, sourceRange: range)
        }
        try wire.connection.send(.progress(packets: 4))
        var found: [[Range<Int64>]] = []
        for _ in 0..<3 {
            let header = try FrameHeader(parsing: try wire.receive(FrameHeader.byteCount))
            #expect(header.kind == EventKind.sourceSamples.rawValue)
            found.append(try SourceStretch(wireBytes: try wire.receive(header.length)).samples.map(\.range))
        }
        #expect(found == [[ranges[0], ranges[1]], [ranges[2]], [ranges[3]]])
        #expect(try FrameHeader(parsing: try wire.receive(FrameHeader.byteCount)).kind == EventKind.progress.rawValue)
        let timing = SampleTiming(decodeTime: 0, duration: 1, isSync: true)
        #expect(throws: IsolationError.protocolViolation("a sample of 0 bytes cannot be sent")) {
            try wire.connection.sendSample(track: 0, timing: timing, sourceRange: 7..<7)
        }
    }

    @Test func everyCommandArrivesAsSent() throws {
        let wire = try Wire()
        let commands: [WorkerCommand] = [
            .hello(version: "1.2.3"), .plan(Sample.plan), .task(.probe), .task(.chunks(first: 3, count: 2)), .task(.audio),
            .picture(Sample.picture), .task(.pictures),
        ]
        for command in commands {
            try wire.send(command)
            #expect(try wire.connection.nextCommand() == command)
        }
        wire.closeControl()
        #expect(try wire.connection.nextCommand() == nil)
    }

    @Test func aWorkerOfAnotherVersionSaysSo() throws {
        let wire = try Wire()
        try wire.send(.hello(version: "2"))
        #expect(throws: IsolationError.versionMismatch(ours: "1", theirs: "2")) {
            try wire.connection.handshake(version: "1", sandbox: Sandbox())
        }
        let hello = WorkerEvent.hello(WorkerHello(version: "1", sandbox: Sandbox()))
        let frame = try hello.frame()
        #expect(try wire.receive(frame.header.bytes.count + frame.payload.count) == frame.header.bytes + frame.payload)
    }

    @Test func framesOfSeveralEncodersNeverMix() throws {
        let wire = try Wire()
        let threads = try (0..<4).map { track in
            try WorkerThread<Void, any Error>.start(named: "encoder \(track)") {
                let payload = [UInt8](repeating: UInt8(track), count: 100_000)
                for index in 0..<20 {
                    let timing = SampleTiming(decodeTime: Int64(index), duration: 1, isSync: true)
                    try wire.connection.sendSample(track: track, timing: timing, payload: payload.span.bytes)
                }
            }
        }
        var next = [Int64](repeating: 0, count: 4)
        for _ in 0..<80 {
            let header = try FrameHeader(parsing: try wire.receive(FrameHeader.byteCount))
            let fields = try SampleHeader(parsing: try wire.receive(SampleHeader.byteCount))
            let payload = try wire.receive(header.length - SampleHeader.byteCount)
            #expect(fields.timing.decodeTime == next[fields.track])
            next[fields.track] += 1
            #expect(payload.count == 100_000 && payload.allSatisfy { $0 == UInt8(fields.track) })
        }
        for thread in threads { try thread.join().get() }
    }

    @Test func theWatcherSpeaksWhenTheParentIsGone() throws {
        let wire = try Wire()
        let gone = BoundedQueue<Bool>(capacity: 1)
        try wire.connection.watchControl { _ = gone.blockingPush(true) }
        // What is still unread does not hold the news back.
        try wire.send(.task(.audio))
        wire.closeControl()
        #expect(gone.blockingPop() == true)
    }
}
