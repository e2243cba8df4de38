import Catalog
import Events
import FoundationEssentials
import Glibc
import Isolation
import Logging
import MediaCore
import Pipeline
import Presets
import SQLiteCatalog
import Storage
import Synchronization
import Threading

/// What `sluice worker` is made of: a watched folder, a catalog, a scheduler, and the relay that tells the first what became of its
/// uploads.
struct UploadDaemon {
    private let catalog: SQLiteCatalog
    private let watch: UploadWatch
    private let scheduler: Scheduler
    private let relay: EventRelay
    private let output: String
    private let journals: String
    private let grace: Duration
    private let isTold: Told
    private let logger: Logger

    /// How often somebody asked it to stop.
    private final class Told: Sendable {
        private let times = Mutex(0)
        func again() -> Int {
            times.withLock { times in
                times += 1
                return times
            }
        }
        var isSo: Bool { times.withLock { $0 > 0 } }
    }

    static func start(_ command: WatchWorker) async throws -> UploadDaemon {
        // Of a lease on a file that somebody opens meanwhile (fcntl(2)).
        signal(SIGIO, SIG_IGN)
        let preset = try presetText(command.preset)
        let output = try folder(command.output)
        let inbox = try folder(command.watch)
        guard inbox != output else {
            throw fail("The folder that is watched cannot be that of the assets; name another one.", Exit.usage)
        }
        let catalog = try CatalogPlace.open(command.catalog ?? CatalogPlace.file(in: output), isChecked: true)
        var settings = UploadWatch.Settings(output: output, preset: preset)
        settings.movesOriginals = !command.keepOriginals
        settings.patience = CatalogPlace.timing.patience
        let watch = UploadWatch(
            try InboxFolder(inbox, excluding: [output]), catalog: catalog, settings: settings,
            isWhole: { UploadContainer.isWhole(descriptor: $0) })
        var logger = Logger(label: "sluice") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = command.logLevel
        var listeners: [any EventBus] = [watch, EventLog(logger: logger)]
        if let events = command.events { listeners.append(try EventFile(events)) }
        return try await UploadDaemon(
            catalog: catalog, watch: watch, output: output, jobs: command.jobs ?? Transcode.defaultJobs,
            listeners: listeners, grace: .seconds(command.grace), logger: logger)
    }

    private init(
        catalog: SQLiteCatalog, watch: UploadWatch, output: String, jobs: Int, listeners: [any EventBus], grace: Duration,
        logger: Logger
    ) async throws {
        self.logger = logger
        self.catalog = catalog
        self.watch = watch
        self.output = output
        self.grace = grace
        isTold = Told()
        let journals = "\(output)/\(JobJournal.root)"
        if mkdir(journals, 0o777) != 0 && errno != EEXIST {
            throw fail("Cannot create \(journals): \(String(cString: strerror(errno))).", Exit.notCreatable)
        }
        self.journals = journals
        relay = EventRelay(catalog, to: listeners)
        var options = SchedulerOptions(slots: [.encoding: jobs, .light: jobs])
        options.timing = CatalogPlace.timing
        options.logger = logger
        options.memory = Transcode.defaultMemory
        options.hasRoom = { DiskReserve.hasRoom(in: output) }
        scheduler = Scheduler(catalog, owner: "\(ProcessIdentity.own())", options: options) { asset in
            let order = try UploadOrder(try await catalog.asset(asset).order)
            return try await blockingCall(named: "open") {
                guard let input = order.blockingOriginal(of: asset) else {
                    let path = "\(order.folder)/\(order.path)"
                    throw access(path, F_OK) == 0 ? IsolationError.inputChanged(path: path) : .noSuchInput(path: path)
                }
                let preset = try PresetLibrary.load(contentsOf: order.preset, file: "the upload's preset")
                return try TranscodePipeline(
                    TranscodeRequest(
                        asset: asset, input: input, destination: order.destination, preset: preset, jobs: jobs,
                        replacesExisting: true, isProgressive: true), catalog: catalog, executable: "/proc/self/exe",
                    version: sluiceVersion,
                    limits: WorkerLimits(stall: CatalogPlace.timing.stall), journals: journals
                ) { progress in
                    guard case .playable = progress else { return }
                    // Whoever goes on with the asset says it again.
                    Task { try? await catalog.notePlayable(asset) }
                }
            }
        }
    }

    /// The first time lets jobs end, a second time stops now.
    func signalled() {
        let times = isTold.again()
        Task { [scheduler, grace] in times == 1 ? await scheduler.drain(within: grace) : await scheduler.stop() }
    }

    func run(once: Bool) async throws {
        try await recover()
        logger.info("watching", metadata: ["output": "\(output)", "version": "\(sluiceVersion)"])
        if once {
            while try await watch.look().waiting > 0, !isTold.isSo { try await Task.sleep(for: .milliseconds(250)) }
            try await scheduler.run(untilIdle: true)
            return try await relay.deliverPending()
        }
        let intake = Task { try await takeUploads() }
        do {
            try await scheduler.run()
        } catch {
            intake.cancel()
            throw error
        }
        intake.cancel()
        try? await intake.value
        try await relay.deliverPending()
    }

    /// Takes over from processes that are gone.
    private func recover() async throws {
        let gone = try await catalog.owners().filter { ProcessIdentity($0)?.isGone ?? true }
        try await catalog.recover(from: gone)
        try Failpoint.pass(.recovering)
        try await Orphans.collect(output: output, journals: journals, catalog: catalog)
    }

    /// Looks into the folder and delivers events: every second, and where nothing happens and looking takes long, less often.
    private func takeUploads() async throws {
        var warning = ""
        while !Task.isCancelled {
            let start = ContinuousClock.now
            var pause = Duration.seconds(1)
            do {
                let found = try await watch.look()
                if found.taken > 0 { scheduler.wake() }
                if found.taken + found.waiting == 0 { pause = min(max(pause, (.now - start) * 20), .seconds(10)) }
                try await relay.deliverPending()
                warning = ""
            } catch {
                // Once, and not every second until it is mended.
                if warning != "\(error)" { logger.warning("the folder is looked at again", metadata: ["reason": "\(error)"]) }
                warning = "\(error)"
            }
            try await Task.sleep(for: pause)
        }
    }

    /// The absolute path of a folder that is there, or can be made.
    private static func folder(_ path: String) throws -> String {
        if mkdir(path, 0o777) != 0, errno != EEXIST {
            throw fail("Cannot create \(path): \(String(cString: strerror(errno))).", Exit.notCreatable)
        }
        return try absolutePath(path)
    }
}
