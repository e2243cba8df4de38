import Catalog
import Conformance
import Isolation
import MediaCore
import Planning
import Presentation
import Storage
import Threading

/// Takes one upload from its bytes to a published asset, as jobs of a catalog: ingest, then sound and chunks side by side, then
/// pictures, then publish. All media work happens in worker processes.
package struct TranscodePipeline: Sendable {
    private let request: TranscodeRequest
    private let catalog: any Catalog
    private let storage: LocalStorage
    private let name: String
    private let version: String
    private let pool: WorkerPool
    /// Each caption file has workers of its own, as nobody knows who wrote it.
    private let captionFiles: [(path: String, pool: WorkerPool)]
    private let workspace: AssetWorkspace
    private let cancellation = CancellationFlag()
    private let progress: @Sendable (TranscodeProgress) -> Void
    private let started = ContinuousClock.now

    /// Opens the source and a staging folder beside the destination; blocks.
    ///
    /// - Parameters:
    ///   - executable: path of the `sluice` that serves as worker process; of the same version.
    ///   - limits: of every worker process, but for memory, which follows from the source.
    ///   - progress: called from any thread, often.
    package init(
        _ request: TranscodeRequest, catalog: any Catalog, executable: String, version: String,
        limits: WorkerLimits = WorkerLimits(),
        progress: @escaping @Sendable (TranscodeProgress) -> Void
    ) throws {
        self.request = request
        self.catalog = catalog
        self.version = version
        self.progress = progress
        let input = try WorkerInput.open(request.input)
        captionFiles = try request.captions.map { file in
            let input = try WorkerInput.open(file.path)
            return (file.path, WorkerPool(executable: executable, version: version, input: input, limits: limits))
        }
        (storage, name) = try LocalStorage.split(destination: request.destination, marker: Report.fileName)
        try storage.checkCanCreate(name, replacingExisting: request.replacesExisting)
        workspace = AssetWorkspace(staging: try storage.beginStaging(name))
        pool = WorkerPool(executable: executable, version: version, input: input, limits: limits)
    }

    /// Runs until the asset is published or cannot be. Cancelling the task ends the workers at once and leaves nothing behind.
    package func run() async throws -> Report {
        do {
            try await catalog.register(request.asset)
            try await withTaskCancellationHandler {
                try await runJobs()
            } onCancel: {
                cancellation.cancel()
                terminate()
            }
            return try workspace.finished()
        } catch {
            // Whatever the system refuses here is done when the workspace is let go.
            try? await blockingCall(named: "discard") {
                terminate()
                try workspace.staging.discard()
            }
            if Task.isCancelled { throw CancellationError() }
            // Which explains whatever came of it.
            try pool.checkInput()
            throw error
        }
    }

    private func terminate() {
        pool.terminate()
        for file in captionFiles { file.pool.terminate() }
    }

    /// Hands out jobs as they become ready, as many at once as their pools allow.
    private func runJobs() async throws {
        try await withThrowingTaskGroup(of: JobKind.Pool.self) { group in
            var free: [JobKind.Pool: Int] = [.encoding: request.jobs, .light: 1]
            while true {
                try Task.checkCancellation()
                for kind in JobKind.Pool.allCases {
                    while let slots = free[kind], slots > 0, let job = try await catalog.claim(kind) {
                        free[kind] = slots - 1
                        group.addTask {
                            try await perform(job)
                            return kind
                        }
                    }
                }
                guard let finished = try await group.next() else { return }
                free[finished, default: 0] += 1
            }
        }
    }

    private func perform(_ job: ClaimedJob) async throws {
        do {
            switch job.kind {
            case .ingest:
                let plan = try await blockingCall(named: "ingest") { try ingest() }
                try await catalog.completeIngest(job, plan: plan, chunksPerJob: chunksPerJob(plan))
            case .audio:
                try await catalog.completeTracks(
                    job, segments: try await blockingCall(named: "audio") { try tracks(.audio, 0..<0) })
            case .copy:
                try await catalog.completeTracks(job, segments: try await blockingCall(named: "copy") { try copies() })
            case .chunks(let first, let count):
                let records = try await blockingCall(named: "chunk \(first)") { try chunks(first..<(first + count)) }
                try await catalog.completeTracks(job, segments: records)
            case .pictures:
                try await blockingCall(named: "pictures") { try pictures() }
                try await catalog.completePictures(job)
            case .publish:
                let segments = try await catalog.segments(of: request.asset)
                try await blockingCall(named: "publish") { try publish(segments) }
                try await catalog.completePublish(job)
            }
        } catch {
            try? await catalog.fail(job)
            throw error
        }
    }

    /// Within a run the next chunk begins while the encoders finish the one before; with several workers, runs are short enough
    /// that none is left with much when the others are done.
    private func chunksPerJob(_ plan: TranscodePlan) -> Int {
        let count = plan.video?.chunks.count ?? 1
        return request.jobs == 1 ? count : max(1, count / (2 * request.jobs))
    }

    // MARK: - Steps, each on a thread of its own

    /// Reads the source and decides everything.
    private func ingest() throws -> TranscodePlan {
        progress(.reading)
        let files = try captionFiles.map { file in
            defer { _ = file.pool.finish() }
            do {
                return try file.pool.captions()
            } catch let failure as WorkerFailure {
                throw WorkerFailure(failure.code, "\(file.path): \(failure.message)")
            }
        }
        let (source, captions) = try pool.probe()
        let plan = try Planner.plan(
            source: source, preset: request.preset, captions: request.captions.map(\.language), version: version)
        let protection = try request.protection.map { request in
            let protection = try AssetProtection(request, plan)
            try request.keep(protection.keys)
            return protection
        }
        if let warning = pool.sandbox.warning { progress(.warning(warning)) }
        pool.allow(memory: WorkerBudget.memory(source: source, plan: plan))
        workspace.begin(
            source, plan,
            captions: plan.captions.map { caption in
                switch caption.source {
                case .file(let index): files[index]
                case .stream(let index): captions[index] ?? []
                }
            }, protection: protection)
        if let video = plan.video {
            progress(
                .planned(
                    rungs: video.encoded.switchingSets.joined().map {
                        $0.codec == .h264 ? $0.name : "\($0.name) \($0.codec.name)"
                    },
                    frames: video.grid.frameCount,
                    framesPerSecond: video.frameRate.framesPerSecond))
        }
        if request.isProgressive {
            workspace.begin(try ProgressivePublication(plan, staging: workspace.staging, started: started))
        }
        return plan
    }

    private func chunks(_ indices: Range<Int>) throws -> [TrackID: [SegmentRecord]] {
        guard let run = try workspace.planned().plan.video?.chunks[indices], let first = run.first, let last = run.last else {
            return [:]
        }
        // By itself, before the other rungs take the cores.
        if workspace.progressive != nil, indices.lowerBound == 0 { _ = try tracks(.preview, 0..<1) }
        return try tracks(.chunks(first: indices.lowerBound, count: indices.count), first.firstSegment..<last.endSegment)
    }

    private func copies() throws -> [TrackID: [SegmentRecord]] {
        try tracks(.copy, 0..<(workspace.planned().plan.video?.grid.segmentCount ?? 0))
    }

    private func tracks(_ task: WorkerTask, _ segments: Range<Int>) throws -> [TrackID: [SegmentRecord]] {
        let plan = try workspace.planned().plan
        let rungs = max(1, plan.video?.renditions.count ?? 1)
        let frames = plan.video?.grid.frameCount ?? 0
        let report = progress
        var collector = try TaskCollector(plan: plan, segments: segments, workspace: workspace) { samples in
            report(.encoding(frames: Double(samples) / Double(rungs), of: frames))
        }
        let statistics = try pool.withWorker { worker in
            try worker.run(task, plan: plan) { try collector.handle($0) }
        }
        try collector.finish()
        workspace.add(statistics)
        return collector.records
    }

    private func pictures() throws {
        if workspace.protection?.request.protectsThumbnails == true { return }
        let plan = try workspace.planned().plan
        var collector = try TaskCollector(plan: plan, segments: 0..<0, workspace: workspace) { _ in }
        _ = try pool.withWorker { worker in
            try worker.run(.pictures, plan: plan, tiles: workspace.tiles) { try collector.handle($0) }
        }
    }

    /// Writes what names the segments, holds the result against the rules, and makes it visible.
    private func publish(_ segments: [TrackID: [SegmentRecord]]) throws {
        progress(.publishing)
        try pool.checkInput()
        let exits = pool.finish()
        let (source, plan) = try workspace.planned()
        let publication = Publication(source: source, plan: plan, workspace: workspace, segments: segments)
        let (presentation, download) = try publication.write(until: cancellation)
        // Checked as it will be read, and timed apart.
        try workspace.staging.sync()
        let written = ContinuousClock.now
        let conformance = try AssetValidator(root: workspace.staging.path, preset: plan.preset, keys: workspace.secrets)
            .blockingValidate()
        let report = publication.report(
            presentation, download: download, conformance: conformance, workers: exits, version: version,
            seconds: (ContinuousClock.now - started) / .seconds(1),
            validationSeconds: (ContinuousClock.now - written) / .seconds(1))
        try workspace.staging.put(Report.fileName, try report.encoded())
        guard conformance.isConformant else { throw NotConformant(report: conformance) }
        do {
            try workspace.staging.publish(replacingExisting: request.replacesExisting)
        } catch let error where error.code == .leftover {
            progress(.warning(error.message))
        }
        workspace.finish(report)
    }
}
