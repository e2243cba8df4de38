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
    /// Absent where nobody could go on from what this process leaves.
    private let journal: JobJournal?
    private let cancellation = CancellationFlag()
    private let progress: @Sendable (TranscodeProgress) -> Void
    private let started = ContinuousClock.now

    /// Opens the source and a staging folder beside the destination; blocks.
    ///
    /// - Parameters:
    ///   - executable: path of the `sluice` that serves as worker process; of the same version.
    ///   - limits: of every worker process, but for memory, which follows from the source.
    ///   - journals: the folder, on the destination's file system, where finished jobs are kept for whoever goes on with the asset.
    ///   - progress: called from any thread, often.
    package init(
        _ request: TranscodeRequest, catalog: any Catalog, executable: String, version: String,
        limits: WorkerLimits = WorkerLimits(), journals: String? = nil,
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
        journal = journals.map { JobJournal(folder: "\($0)/\(request.asset)", version: version) }
        workspace = AssetWorkspace(staging: try storage.beginStaging(name))
        pool = WorkerPool(executable: executable, version: version, input: input, limits: limits)
    }

    /// Runs until the asset is published or cannot be. Cancelling the task ends the workers at once and leaves nothing behind.
    package func run() async throws -> Report {
        do {
            try await catalog.register(Upload(asset: request.asset))
            var options = SchedulerOptions(slots: [.encoding: request.jobs, .light: 1])
            options.isShared = false
            options.memory = max(0, request.memory - WorkerBudget.memoryBesideEncoding)
            let scheduler = Scheduler(catalog, owner: "transcode", options: options) { _ in self }
            try await withTaskCancellationHandler {
                try await scheduler.run(untilIdle: true)
            } onCancel: {
                terminate()
            }
            return try workspace.finished()
        } catch {
            // Whatever the system refuses here is done when the workspace is let go.
            try? await blockingCall(named: "discard") {
                terminate()
                try workspace.staging.discard()
            }
            throw Task.isCancelled ? CancellationError() : error
        }
    }

    /// Ends the workers now; whatever is under way fails. Any thread.
    func terminate() {
        cancellation.cancel()
        pool.terminate()
        for file in captionFiles { file.pool.terminate() }
    }

    /// Whether others can go on from what finished jobs have left.
    var isJournaled: Bool { journal != nil }

    /// Ends idle workers and leaves what finished jobs have put for others, unless nobody will need it: the asset has ended. One that
    /// ended without a generation is not to be seen, even if its last step got as far as that. Blocks.
    func close(_ asset: AssetRecord?) throws {
        _ = pool.finish()
        workspace.staging.keep()
        workspace.progressive?.keep()
        guard let asset, !asset.state.isActive else { return }
        if asset.generation == nil { try storage.remove(name) }
        try removeTraces()
    }

    /// Does a job that was claimed, and completes it.
    ///
    /// - Throws: what kept it from being done; `leaseLost` where somebody else has done it meanwhile.
    func perform(_ job: ClaimedJob) async throws {
        do {
            try await adopt(before: job)
            try await step(job)
        } catch {
            // Which explains whatever came of it.
            if !cancellation.isCancelled { try pool.checkInput() }
            throw error
        }
    }

    private func step(_ job: ClaimedJob) async throws {
        switch job.kind {
        case .ingest:
            let (plan, memory) = try await blockingCall(named: "ingest") { try ingest(job) }
            try await catalog.completeIngest(
                job, plan: plan, chunksPerJob: chunksPerJob(plan), memory: memory)
        case .audio:
            try await catalog.completeTracks(
                job, segments: try await blockingCall(named: "audio") { try tracks(.audio, 0..<0, job) })
        case .copy:
            try await catalog.completeTracks(job, segments: try await blockingCall(named: "copy") { try copies(job) })
        case .chunks(let first, let count):
            let records = try await blockingCall(named: "chunk \(first)") { try chunks(first..<(first + count), job) }
            try await catalog.completeTracks(job, segments: records)
        case .pictures:
            try await blockingCall(named: "pictures") { try pictures(job) }
            try await catalog.completePictures(job)
        case .publish:
            let segments = try await catalog.segments(of: request.asset)
            try await blockingCall(named: "publish") { try publish(segments) }
            try await catalog.completePublish(job)
            try Failpoint.pass(.committed)
        }
    }

    /// Within a run the next chunk begins while the encoders finish the one before; with several workers, runs are short enough
    /// that none is left with much when the others are done. What may have to be done again is one chunk.
    private func chunksPerJob(_ plan: TranscodePlan) -> Int {
        let count = plan.video?.chunks.count ?? 1
        if journal != nil { return 1 }
        return request.jobs == 1 ? count : max(1, count / (2 * request.jobs))
    }

    // MARK: - Steps, each on a thread of its own

    /// Reads the source and decides everything.
    /// - Returns: the plan, and the bytes that a worker is going to take for it.
    private func ingest(_ job: ClaimedJob) throws -> (plan: TranscodePlan, memory: Int) {
        progress(.reading)
        var captions = CaptionCollector()
        for (index, file) in captionFiles.enumerated() {
            defer { _ = file.pool.finish() }
            do {
                try file.pool.readCaptions(.file(index), into: &captions)
            } catch let failure as WorkerFailure {
                throw WorkerFailure(failure.code, "\(file.path): \(failure.message)")
            }
        }
        let source = try pool.probe(captions: &captions)
        let plan = try Planner.plan(
            source: source, preset: request.preset, captions: request.captions.map(\.language), version: version)
        let memory = WorkerBudget.encodingMemory(source: source, plan: plan)
        if plan.video != nil, memory + WorkerBudget.memoryBesideEncoding > request.memory {
            throw TooLittleMemory(needed: memory + WorkerBudget.memoryBesideEncoding, allowed: request.memory)
        }
        let protection = try request.protection.map { request in
            let protection = try AssetProtection(request, plan)
            try request.keep(protection.keys)
            return protection
        }
        let cut = plan.captions.filter { captions.cut.contains($0.source) }.map { Finding.captionsCut(language: $0.language) }
        try keep(job, [.source(source)] + captions.events + cut.map(WorkerEvent.finding), files: [])
        if let warning = pool.sandbox.warning { progress(.warning(warning)) }
        begin(source, plan, captions, cut, protection)
        if let video = plan.video {
            progress(
                .planned(
                    rungs: video.encoded.switchingSets.joined().map {
                        $0.codec == .h264 ? $0.name : "\($0.name) \($0.codec.name)"
                    },
                    frames: video.grid.frameCount,
                    framesPerSecond: video.frameRate.framesPerSecond))
        }
        if request.isProgressive { try show(plan, isNew: true) }
        return (plan, memory)
    }

    /// Has readers see what can be played, unless there is an asset in that place.
    ///
    /// - Parameter isNew: it begins here; else another process has begun it.
    private func show(_ plan: TranscodePlan, isNew: Bool) throws {
        let staging: LocalStaging?
        if journal == nil {
            try workspace.staging.reveal()
            staging = workspace.staging
        } else {
            staging = isNew ? try storage.beginPreview(name) : try storage.continuePreview(name)
        }
        guard let staging else { return }
        let progress = progress
        workspace.begin(ProgressivePublication(plan, staging: staging, started: started) { progress(.playable) })
    }

    private func begin(
        _ source: SourceInfo, _ plan: TranscodePlan, _ captions: CaptionCollector, _ findings: [Finding],
        _ protection: AssetProtection?
    ) {
        pool.allow(memory: WorkerBudget.memory(source: source, plan: plan))
        workspace.begin(source, plan, captions: plan.captions.map { captions.cues[$0.source] ?? [] }, protection: protection)
        for finding in findings { workspace.add(finding) }
    }

    private func chunks(_ indices: Range<Int>, _ job: ClaimedJob) throws -> [TrackID: [SegmentRecord]] {
        guard let run = try workspace.planned().plan.video?.chunks[indices], let first = run.first, let last = run.last else {
            return [:]
        }
        // By itself, before the other rungs take the cores.
        if workspace.progressive != nil, indices.lowerBound == 0, try isPreviewCheap(before: run) {
            _ = try collect(.preview, 0..<1)
        }
        return try tracks(
            .chunks(first: indices.lowerBound, count: indices.count), first.firstSegment..<last.endSegment, job)
    }

    /// Whether the lead's first segment is at most a twentieth of what the run encodes; less is done soon anyway.
    private func isPreviewCheap(before run: ArraySlice<Chunk>) throws -> Bool {
        guard let video = try workspace.planned().plan.video?.encoded, let lead = video.renditions.last else { return false }
        let work = run.reduce(0) { $0 + $1.frames.count } * video.renditions.reduce(0) { $0 + $1.resolution.pixelCount }
        return video.grid.frames(ofSegment: 0).count * lead.resolution.pixelCount * 20 <= work
    }

    private func copies(_ job: ClaimedJob) throws -> [TrackID: [SegmentRecord]] {
        try tracks(.copy, 0..<(workspace.planned().plan.video?.grid.segmentCount ?? 0), job)
    }

    private func tracks(
        _ task: WorkerTask, _ segments: Range<Int>, _ job: ClaimedJob
    ) throws -> [TrackID: [SegmentRecord]] {
        let (collector, statistics) = try collect(task, segments)
        try keep(job, collector.events + [.taskFinished(statistics)], files: collector.files)
        return collector.records
    }

    /// Has a worker do the task, and stores what it makes.
    private func collect(_ task: WorkerTask, _ segments: Range<Int>) throws -> (TaskCollector, TaskStatistics) {
        let plan = try workspace.planned().plan
        let rungs = max(1, plan.video?.renditions.count ?? 1)
        let frames = plan.video?.grid.frameCount ?? 0
        let report = progress
        let isPreview = if case .preview = task { true } else { false }
        var collector = try TaskCollector(plan: plan, segments: segments, workspace: workspace, isPreview: isPreview) { samples in
            report(.encoding(frames: Double(samples) / Double(rungs), of: frames))
        }
        let statistics = try pool.withWorker { worker in
            try worker.run(task, plan: plan) { try collector.handle($0) }
        }
        try collector.finish()
        workspace.add(statistics)
        return (collector, statistics)
    }

    private func pictures(_ job: ClaimedJob) throws {
        if workspace.protection?.request.protectsThumbnails == true { return }
        let plan = try workspace.planned().plan
        var collector = try TaskCollector(plan: plan, segments: 0..<0, workspace: workspace) { _ in }
        _ = try pool.withWorker { worker in
            try worker.run(.pictures, plan: plan, tiles: workspace.tiles) { try collector.handle($0) }
        }
        try keep(job, collector.events, files: collector.files)
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
        try Failpoint.pass(.manifests)
        do {
            try workspace.staging.publish(replacingExisting: request.replacesExisting)
        } catch let error where error.code == .leftover {
            progress(.warning(error.message))
        }
        try Failpoint.pass(.renamed)
        workspace.finish(report)
    }

    private func removeTraces() throws {
        guard let journal else { return }
        journal.remove()
        try Failpoint.pass(.collecting)
        for (asset, staging) in try storage.stagings() where asset == name { try storage.removeStaging(staging) }
    }
}

// MARK: - Going on where another process stopped

extension TranscodePipeline {
    /// Keeps what a job has put and said for whoever goes on with the asset.
    private func keep(_ job: ClaimedJob, _ events: [WorkerEvent], files: [String]) throws {
        guard let journal else { return }
        // Whoever goes on opens the source anew and cannot tell what it was before.
        try pool.checkInput()
        try workspace.staging.sync()
        try Failpoint.pass(.journal)
        try journal.write(
            JobJournal.Entry(staging: workspace.staging.hidden, files: files, events: events), of: job.id, fence: job.fence)
        workspace.take([job.id]) { _ in }
        try Failpoint.pass(.finished)
    }

    /// Takes over what others have done of the asset, as far as the job needs it.
    private func adopt(before job: ClaimedJob) async throws {
        guard let journal, job.kind != .ingest, let plan = try await catalog.plan(of: request.asset) else { return }
        guard plan.version == version else { throw WorkMissing() }
        // Playlists that grow name the sound beside the picture.
        let needed = job.kind.name.waitsFor.union(request.isProgressive ? [.ingest, .audio, .copy] : [.ingest])
        let done = try await catalog.jobs(of: request.asset).filter { $0.state == .done && needed.contains($0.kind.name) }
        try await blockingCall(named: "adopt") {
            try workspace.take(done.map(\.id)) { id in
                guard let record = done.first(where: { $0.id == id }), let entry = try journal.entry(of: record) else {
                    throw WorkMissing()
                }
                try adopt(entry, of: record.kind, plan)
                if record.kind == .ingest, request.isProgressive, job.kind != .publish { try show(plan, isNew: false) }
            }
        }
    }

    private func adopt(_ entry: JobJournal.Entry, of kind: JobKind, _ plan: TranscodePlan) throws {
        guard kind != .ingest else {
            var captions = CaptionCollector()
            var findings: [Finding] = []
            for event in entry.events {
                switch event {
                case .cue(let stream, let cue): captions.add(cue, of: .stream(stream))
                case .finding(let finding): findings.append(finding)
                default: break
                }
            }
            guard request.captions.isEmpty, request.protection == nil, case .source(let source)? = entry.events.first else {
                throw WorkMissing()
            }
            return begin(source, plan, captions, findings, nil)
        }
        do throws(StorageError) {
            try workspace.staging.adopt(entry.files, from: entry.staging)
        } catch {
            throw error.code == .notCreatable ? WorkMissing() : error
        }
        var collector = try TaskCollector(plan: plan, segments: 0..<0, workspace: workspace) { _ in }
        for event in entry.events { try collector.replay(event) }
    }
}

/// What an earlier job of the asset left is gone, or another version's: the asset begins anew.
struct WorkMissing: Error {}
