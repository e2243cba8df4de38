import FoundationEssentials
import Glibc
import MediaCore
import Planning
import Synchronization
import Testing
import Threading

@testable import Isolation

/// Values as a worker would send them.
enum Sample {
    static let picture = SmallPicture(
        frame: 75, resolution: Resolution(width: 5, height: 3), pixels: (0..<27).map { UInt8($0) })!

    /// Bytes 40 to 43 and 50 of a file.
    static let stretch: SourceStretch = {
        var stretch = SourceStretch()
        for (index, range) in ([40..<43, 50..<51] as [Range<Int64>]).enumerated() {
            let timing = SampleTiming(decodeTime: Int64(index) * 512, duration: 512, isSync: index == 0)
            precondition(stretch.append(SourceStretch.Sample(track: index, timing: timing, range: range)))
        }
        return stretch
    }()

    static let source = SourceInfo(
        container: "mov", fileSize: 123_456,
        video: [
            SourceVideoTrack(
                streamIndex: 0, codec: "h264", size: Resolution(width: 1920, height: 1080),
                orientation: Orientation(quarterTurns: 1), color: .bt709, pixelFormat: "yuv420p", frameCount: 300,
                start: MediaTime(ticks: -512, timescale: 15360), end: MediaTime(ticks: 153_088, timescale: 15360),
                medianInterval: MediaTime(ticks: 512, timescale: 15360),
                accessPoints: [
                    AccessPoint(
                        presentationTime: MediaTime(ticks: 0, timescale: 15360),
                        decodeTime: MediaTime(ticks: -1024, timescale: 15360), packetIndex: 0),
                    AccessPoint(
                        presentationTime: MediaTime(ticks: 30720, timescale: 15360),
                        decodeTime: MediaTime(ticks: 29696, timescale: 15360), packetIndex: 60),
                ], hasTrustedRandomAccess: true)
        ],
        audio: [
            SourceAudioTrack(
                streamIndex: 1, codec: "aac", sampleRate: 44100, channelCount: 2, language: "deu",
                start: MediaTime(ticks: 0, timescale: 44100), end: MediaTime(ticks: 441_000, timescale: 44100))
        ], otherStreamCount: 1, findings: [.displayMatrixIgnored])

    static let events: [WorkerEvent] = [
        .hello(WorkerHello(version: "1.2.3", sandbox: Sandbox(missing: [.landlock: "Function not implemented"]))),
        .attempt(SandboxAttempt(name: "fork", refusal: nil)),
        .source(source),
        .trackConfiguration(
            TrackConfiguration(
                track: TrackID("video/h264/360p"), codec: .avc(sps: [[0x67, 100, 0, 30]], pps: [[0x68, 0xee]]),
                priming: 0)),
        .trackConfiguration(
            TrackConfiguration(
                track: TrackID("video/hevc/360p"), codec: .hevc(vps: [[0x40, 1]], sps: [[0x42, 1]], pps: [[0x44, 1]]),
                priming: 1000)),
        .trackConfiguration(
            TrackConfiguration(
                track: TrackID("video/av1/360p"), codec: .av1(sequenceHeader: [0x0a, 1, 0]), priming: 0)),
        .trackConfiguration(
            TrackConfiguration(
                track: TrackID("audio/aac/und"), codec: .aac(audioSpecificConfig: [0x11, 0x90]), priming: 1024)),
        .sample(
            WorkerSample(
                track: 3, timing: SampleTiming(decodeTime: 7_777_777_777, compositionOffset: -1000, duration: 500, isSync: true),
                payload: [0, 0, 0, 2, 0x65, 0x88])),
        .sourceSamples(stretch),
        .picture(picture),
        .image(FinishedPicture(name: .poster(frame: 30, score: 0.5), jpeg: [0xff, 0xd8, 0xff, 0xd9])),
        .image(FinishedPicture(name: .sprite(2), jpeg: [0xff, 0xd8])),
        .progress(packets: 12_345),
        .cue(stream: 2, CaptionCue(start: -500_000, end: 1_000_000, text: "ünï\nzwei")),
        .finding(.audioTailFilled(milliseconds: 80)),
        .taskFinished(
            TaskStatistics(
                tracks: [TrackCost(track: TrackID("video/h264/360p"), cpuSeconds: 1.5)], decodedFrames: 300, damagedFrames: 1,
                peakMemory: 1 << 28)),
        .taskFailed(WorkerFailure(.rejected, "No video stream can be decoded.")),
    ]

    static let plan = TranscodePlan(
        version: "1.2.3", preset: "web", origin: MediaTime(ticks: -512, timescale: 15360),
        video: VideoPlan(
            streamIndex: 0, frameRate: FrameRate(30), decode: .parallel, decoderThreads: 2, orientation: .upright,
            sourceColor: .bt709,
            renditions: [
                VideoRendition(
                    track: TrackID("video/h264/360p"), name: "360p", codec: .h264,
                    resolution: Resolution(width: 640, height: 360),
                    encoderPreset: "medium", crfHundredths: 2300, maxRate: 900_000, bufferSize: 1_800_000)
            ],
            grid: SegmentGrid(frameCount: 300, gopFrames: 60, gopsPerSegment: 2),
            chunks: [
                Chunk(
                    index: 0, firstSegment: 0, endSegment: 3, frames: FrameRange(0, 300),
                    accessPoint: source.video[0].accessPoints[1])
            ],
            thumbnails: ThumbnailPlan(
                frameInterval: 30, count: 10, tile: Resolution(width: 160, height: 90), columns: 5, rows: 2,
                poster: Resolution(width: 1280, height: 720))),
        audio: nil, findings: [.noAudio])
}

/// Both ends of a worker's pipes in one process: what a parent would write and read, as bytes.
final class Wire: Sendable {
    let connection: WorkerConnection
    private let control: Mutex<FileDescriptor?>
    private let events: FileDescriptor

    init() throws {
        let (commandReader, commandWriter) = try Self.pipe()
        let (eventReader, eventWriter) = try Self.pipe()
        control = Mutex(FileDescriptor(adopting: commandWriter))
        events = FileDescriptor(adopting: eventReader)
        connection = WorkerConnection(
            control: FileDescriptor(adopting: commandReader), events: FileDescriptor(adopting: eventWriter))
    }

    private static func pipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    func sendToWorker(_ bytes: [UInt8]) throws {
        try control.withLock { try $0?.writeAll(bytes.span.bytes) }
    }

    func send(_ command: WorkerCommand) throws {
        let frame = try command.frame()
        try sendToWorker(frame.header.bytes + frame.payload)
    }

    func closeControl() { control.withLock { $0 = nil } }

    func receive(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let read = try buffer.withUnsafeMutableBytes { try events.read(into: $0) }
            guard read > 0 else { break }
            bytes += buffer[..<read]
        }
        return bytes
    }
}

/// A file that is deleted when it is let go.
final class TemporaryFile: Sendable {
    let path: String

    init(_ bytes: [UInt8] = [0]) throws {
        var template = Array("/tmp/sluice-test-XXXXXX".utf8CString)
        let descriptor = FileDescriptor(adopting: template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) })
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        try descriptor.writeAll(bytes.span.bytes)
    }

    deinit { unlink(path) }
}

/// The bytes of events as a worker writes them.
func recorded(_ events: [WorkerEvent]) throws -> [UInt8] {
    try events.flatMap { event in
        let frame = try event.frame()
        return frame.header.bytes + frame.payload
    }
}

/// Starts `/bin/sh -c script` in a worker's place.
func startShell(
    _ script: String, input: [UInt8] = [0], limits: WorkerLimits = WorkerLimits(stall: .seconds(30), grace: .milliseconds(300))
) throws -> WorkerProcess {
    let file = try TemporaryFile(input)
    let opened = try WorkerInput.open(file.path)
    return try WorkerProcess.start(executable: "/bin/sh", arguments: ["-c", script], input: opened, limits: limits)
}

/// What the next event fails with.
func failure(of worker: WorkerProcess) -> IsolationError? {
    do throws(IsolationError) {
        _ = try worker.nextEvent()
        return nil
    } catch {
        return error
    }
}
