import MediaCore
import Planning

/// Where frames are read from: one end of a pipe, with that end's idea of waiting.
protocol FrameSource {
    /// Fills `buffer`. False where the pipe ends before its first byte.
    /// - Throws: where it ends within.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(IsolationError) -> Bool
}

extension FrameSource {
    /// The next frame's header; nil at the end of the pipe.
    func nextHeader() throws(IsolationError) -> FrameHeader? {
        guard let bytes = try bytes(FrameHeader.byteCount) else { return nil }
        return try FrameHeader(parsing: bytes)
    }

    /// Exactly `count` bytes of a frame that has begun, read straight into the array.
    func payload(_ count: Int) throws(IsolationError) -> [UInt8] {
        guard let bytes = try bytes(count) else { throw .protocolViolation("the pipe ends inside a frame") }
        return bytes
    }

    private func bytes(_ count: Int) throws(IsolationError) -> [UInt8]? {
        guard count > 0 else { return [] }
        var outcome: Result<Bool, IsolationError> = .success(false)
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(IsolationError) {
                let isFilled = try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
                outcome = .success(isFilled)
                initialized = isFilled ? count : 0
            } catch {
                outcome = .failure(error)
                initialized = 0
            }
        }
        return try outcome.get() ? bytes : nil
    }
}

extension WorkerCommand {
    func frame() throws(IsolationError) -> (header: FrameHeader, payload: [UInt8]) {
        let kind: CommandKind
        let payload: [UInt8]
        switch self {
        case .hello(let version): (kind, payload) = (.hello, Array(version.utf8))
        case .plan(let plan): (kind, payload) = (.plan, try JSONPayload.encode(plan))
        case .task(let task): (kind, payload) = (.task, try JSONPayload.encode(task))
        case .picture(let picture): (kind, payload) = (.picture, picture.wireBytes)
        }
        try checkLength(payload.count, limit: kind.limit)
        return (FrameHeader(kind: kind.rawValue, length: payload.count), payload)
    }

    init(_ header: FrameHeader, from source: some FrameSource) throws(IsolationError) {
        guard let kind = CommandKind(rawValue: header.kind) else { throw .protocolViolation("unknown frame \(header.kind)") }
        try checkLength(header.length, limit: kind.limit)
        let payload = try source.payload(header.length)
        switch kind {
        case .hello: self = .hello(version: String(decoding: payload, as: UTF8.self))
        case .plan: self = .plan(try JSONPayload.decode(TranscodePlan.self, from: payload))
        case .task: self = .task(try JSONPayload.decode(WorkerTask.self, from: payload))
        case .picture: self = .picture(try SmallPicture(wireBytes: payload))
        }
    }
}

extension WorkerEvent {
    /// A sample's payload is apart, so that it is written from where it lies.
    func frame() throws(IsolationError) -> (header: FrameHeader, payload: [UInt8]) {
        let kind: EventKind
        let payload: [UInt8]
        switch self {
        case .hello(let hello): (kind, payload) = (.hello, try JSONPayload.encode(hello))
        case .source(let source): (kind, payload) = (.source, try source.wireBytes())
        case .trackConfiguration(let configuration):
            (kind, payload) = (.trackConfiguration, try JSONPayload.encode(TrackConfigurationPayload(configuration)))
        case .sample(let sample):
            (kind, payload) = (.sample, SampleHeader(track: sample.track, timing: sample.timing).bytes + sample.payload)
        case .sourceSamples(let stretch): (kind, payload) = (.sourceSamples, stretch.wireBytes)
        case .picture(let picture): (kind, payload) = (.picture, picture.wireBytes)
        case .image(let image): (kind, payload) = (.image, image.wireBytes)
        case .cue(let stream, let cue): (kind, payload) = (.cue, cue.wireBytes(stream: stream))
        case .progress(let frames):
            var fields = FieldWriter()
            fields.append(UInt64(frames))
            (kind, payload) = (.progress, fields.bytes)
        case .finding(let finding): (kind, payload) = (.finding, try JSONPayload.encode(finding))
        case .attempt(let attempt): (kind, payload) = (.attempt, try JSONPayload.encode(attempt))
        case .taskFinished(let statistics): (kind, payload) = (.taskFinished, try JSONPayload.encode(statistics))
        case .taskFailed(let failure): (kind, payload) = (.taskFailed, try JSONPayload.encode(failure))
        }
        try checkLength(payload.count, limit: kind.limit)
        return (FrameHeader(kind: kind.rawValue, length: payload.count), payload)
    }

    init(_ header: FrameHeader, from source: some FrameSource) throws(IsolationError) {
        guard let kind = EventKind(rawValue: header.kind) else { throw .protocolViolation("unknown frame \(header.kind)") }
        try checkLength(header.length, limit: kind.limit)
        if kind == .sample {
            guard header.length > SampleHeader.byteCount else { throw .protocolViolation("a sample is empty") }
            let fields = try SampleHeader(parsing: try source.payload(SampleHeader.byteCount))
            let payload = try source.payload(header.length - SampleHeader.byteCount)
            self = .sample(WorkerSample(track: fields.track, timing: fields.timing, payload: payload[...]))
            return
        }
        self = try WorkerEvent(kind, payload: try source.payload(header.length))
    }

    private init(_ kind: EventKind, payload: [UInt8]) throws(IsolationError) {
        switch kind {
        case .hello: self = .hello(try JSONPayload.decode(WorkerHello.self, from: payload))
        case .source: self = .source(try SourceInfo(wireBytes: payload))
        case .trackConfiguration:
            self = .trackConfiguration(try JSONPayload.decode(TrackConfigurationPayload.self, from: payload).configuration())
        case .sample: throw .protocolViolation("a sample is empty")
        case .sourceSamples: self = .sourceSamples(try SourceStretch(wireBytes: payload))
        case .picture: self = .picture(try SmallPicture(wireBytes: payload))
        case .image: self = .image(try FinishedPicture(wireBytes: payload))
        case .cue:
            let (stream, cue) = try CaptionCue.parse(wireBytes: payload)
            self = .cue(stream: stream, cue)
        case .progress:
            var fields = FieldReader(payload)
            guard let frames = fields.uint64(), frames <= WireLimit.frames else {
                throw .protocolViolation("progress is out of range")
            }
            self = .progress(packets: Int(frames))
        case .finding: self = .finding(try JSONPayload.decode(Finding.self, from: payload))
        case .attempt: self = .attempt(try JSONPayload.decode(SandboxAttempt.self, from: payload))
        case .taskFinished: self = .taskFinished(try Self.statistics(payload))
        case .taskFailed:
            let failure = try JSONPayload.decode(WorkerFailure.self, from: payload)
            self = .taskFailed(WorkerFailure(failure.code, printable(failure.message)))
        }
    }

    private static func statistics(_ payload: [UInt8]) throws(IsolationError) -> TaskStatistics {
        let statistics = try JSONPayload.decode(TaskStatistics.self, from: payload)
        let counts = [statistics.decodedFrames, statistics.damagedFrames, statistics.peakMemory]
        guard counts.allSatisfy({ $0 >= 0 && $0 <= WireLimit.ticks }), statistics.tracks.count <= FrameLimit.findings,
            statistics.tracks.allSatisfy({ $0.cpuSeconds >= 0 && $0.cpuSeconds <= 1e12 })
        else { throw .protocolViolation("a task's statistics are out of range") }
        return statistics
    }
}

private func checkLength(_ length: Int, limit: Int) throws(IsolationError) {
    guard length <= limit else { throw .protocolViolation("a frame of \(length) bytes where \(limit) are allowed") }
}

/// Text from the other end without what would steer a terminal.
func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { scalar in
                scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control ? scalar : "\u{fffd}"
            }))
}
