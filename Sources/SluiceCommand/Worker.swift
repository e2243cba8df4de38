import Glibc
import Isolation
import LibAV
import MediaCore
import Planning
import Threading
import Transcoding

/// The other side of `sluice __worker`: takes tasks from the control pipe, answers with events, and reads nothing but its
/// standard input. The only place where Transcoding meets Isolation.
enum Worker {
    static let argument = "__worker"

    /// The exit code of the process.
    static func run() -> Int32 {
        let sandbox = Sandbox.enter()
        var status = stat()
        fstat(STDIN_FILENO, &status)
        // Until a plan says how much there is to do.
        Sandbox.limitProcessorTime(seconds: WorkerBudget.readingSeconds(bytes: Int64(status.st_size)))
        do {
            LibraryVersions.prepareProcess()
            // For tests: the same bytes must come out at every level.
            if let level = getenv("SLUICE_CPU_FLAGS").flatMap({ InstructionSet(rawValue: String(cString: $0)) }) {
                InstructionSet.hold(to: level)
            }
            let connection = try WorkerConnection.open()
            try connection.handshake(version: sluiceVersion, sandbox: sandbox)
            var desk = WorkerDesk(connection: connection)
            while let command = try connection.nextCommand() { try desk.handle(command) }
            return 0
        } catch {
            Output.errorLine("\(error)")
            return 70
        }
    }
}

/// What a worker knows between commands.
private struct WorkerDesk {
    let connection: WorkerConnection
    private var plan: TranscodePlan?
    private var tiles: [SmallPicture] = []

    init(connection: WorkerConnection) { self.connection = connection }

    mutating func handle(_ command: WorkerCommand) throws {
        switch command {
        case .hello: break
        case .plan(let plan):
            Sandbox.limitProcessorTime(seconds: WorkerBudget.seconds(plan: plan))
            if plan.video?.chunks.isEmpty == false { LibraryVersions.prepareForPictures() }
            self.plan = plan
        case .picture(let tile): tiles.append(tile)
        case .task(let task):
            do {
                var statistics = try perform(task)
                statistics.peakMemory = peakMemory()
                try connection.send(.taskFinished(statistics))
            } catch let error as TranscodingError {
                try connection.send(.taskFailed(error.workerFailure))
            }
        }
    }

    private mutating func perform(_ task: WorkerTask) throws -> TaskStatistics {
        do throws(SystemError) {
            try Failpoint.pass(.task)
        } catch {
            throw TranscodingError.library(LibAVError(code: .inputOutput, operation: "reading the file", cause: error.reason))
        }
        if case .probe = task {
            let connection = connection
            func send(_ event: WorkerEvent) throws(TranscodingError) {
                do { try connection.send(event) } catch { throw .outputClosed }
            }
            let scanner = PacketScanner(descriptor: STDIN_FILENO) { stream, cue throws(TranscodingError) in
                try send(.cue(stream: stream, cue))
            } progress: { packets throws(TranscodingError) in
                try send(.progress(packets: packets))
            }
            try connection.send(.source(try scanner.scan()))
            return TaskStatistics()
        }
        if case .attempts = task {
            for attempt in SandboxAttempt.performAll() { try connection.send(.attempt(attempt)) }
            return TaskStatistics()
        }
        if case .captionFile = task {
            for cue in try CaptionFile.cues(descriptor: STDIN_FILENO) { try connection.send(.cue(stream: 0, cue)) }
            return TaskStatistics()
        }
        guard let plan else { throw TranscodingError.system("A task came before its plan.") }
        let sink = ConnectionSink(connection: connection, plan: plan)
        switch task {
        case .chunks(let first, let count):
            guard let video = plan.video, first >= 0, count > 0, first + count <= video.chunks.count else { break }
            return try ChunkTranscoder(plan: video, origin: plan.origin, descriptor: STDIN_FILENO, sink: sink)
                .run(video.chunks[first..<(first + count)])
        case .preview:
            guard let video = plan.video else { break }
            return try LeadPreview(plan: video, origin: plan.origin, descriptor: STDIN_FILENO, sink: sink).run()
        case .audio:
            guard plan.hasEncodedSound else { break }
            var statistics = TaskStatistics()
            for audio in plan.sounds where audio.copiedPriming == nil {
                statistics.tracks +=
                    try AudioTranscoder(plan: audio, origin: plan.origin, descriptor: STDIN_FILENO, sink: sink).run().tracks
            }
            return statistics
        case .copy:
            guard plan.hasCopies else { break }
            return try TrackCopier(plan: plan, descriptor: STDIN_FILENO, sink: sink).run()
        case .pictures:
            guard let video = plan.video else { break }
            defer { tiles = [] }
            try SpriteSheets(plan: video.thumbnails, tiles: tiles).render(to: sink)
            return TaskStatistics()
        case .probe, .attempts, .captionFile: break
        }
        throw TranscodingError.system("The plan does not have what the task asks for.")
    }

    /// Highest resident set of this process alone, in bytes.
    private func peakMemory() -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            guard text.hasPrefix("VmHWM:") else { continue }
            return (Int(text.split(whereSeparator: { !$0.isNumber }).first ?? "0") ?? 0) * 1024
        }
        return 0
    }
}

/// Sends what a task makes to the parent.
private struct ConnectionSink: TranscodeSink {
    let connection: WorkerConnection
    /// Renditions highest first, then the sounds.
    private let indices: [TrackID: Int]

    init(connection: WorkerConnection, plan: TranscodePlan) {
        self.connection = connection
        let tracks = (plan.video?.renditions.map(\.track) ?? []) + plan.sounds.map(\.track)
        indices = Dictionary(tracks.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    func configuration(_ configuration: CodecConfiguration, of track: TrackID, primingTicks: Int) throws(TranscodingError) {
        try send(.trackConfiguration(TrackConfiguration(track: track, codec: configuration, priming: primingTicks)))
    }

    func sample(_ timing: SampleTiming, of track: TrackID, payload: UnsafeRawBufferPointer) throws(TranscodingError) {
        do throws(SystemError) {
            try Failpoint.pass(.sample)
        } catch {
            throw .library(LibAVError(code: .other, operation: "encoding \(track)", cause: error.reason))
        }
        do {
            try connection.sendSample(track: indices[track] ?? 0, timing: timing, payload: payload.bytes)
        } catch { throw .outputClosed }
    }

    func sample(_ timing: SampleTiming, of track: TrackID, sourceRange: Range<Int64>) throws(TranscodingError) {
        do {
            try connection.sendSample(track: indices[track] ?? 0, timing: timing, sourceRange: sourceRange)
        } catch { throw .outputClosed }
    }

    func tile(_ tile: SmallPicture) throws(TranscodingError) { try send(.picture(tile)) }
    func picture(_ picture: FinishedPicture) throws(TranscodingError) { try send(.image(picture)) }
    func progress(frames: Int) throws(TranscodingError) { try send(.progress(packets: frames)) }
    func finding(_ finding: Finding) throws(TranscodingError) { try send(.finding(finding)) }

    private func send(_ event: WorkerEvent) throws(TranscodingError) {
        do { try connection.send(event) } catch { throw .outputClosed }
    }
}

extension TranscodingError {
    fileprivate var workerFailure: WorkerFailure {
        switch self {
        case .rejected(let rejection):
            if case .noDecodableVideo = rejection { return WorkerFailure(.unsupported, description) }
            return WorkerFailure(.rejected, description)
        case .library(let error) where error.code == .inputOutput: return WorkerFailure(.io, description)
        // A worker is short of memory only where a file asks for more than its share.
        case .library(let error) where error.code == .invalidData || error.code == .outOfMemory:
            return WorkerFailure(.rejected, description)
        case .sourceChanged: return WorkerFailure(.rejected, description)
        default: return WorkerFailure(.internal, description)
        }
    }
}
