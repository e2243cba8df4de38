import CommonEncryption
import Conformance
import Isolation
import MediaCore
import Packaging
import Planning
import Presentation
import Threading

/// The last step's text: init segments, poster and manifests of an asset whose segments are all written.
struct Publication {
    let source: SourceInfo
    let plan: TranscodePlan
    let workspace: AssetWorkspace
    let segments: [TrackID: [SegmentRecord]]

    /// Writes everything but the report, each file after those it names.
    ///
    /// - Parameter cancellation: looked at while media are copied.
    /// - Throws: `TooDamaged` as well, before anything is written.
    func write(until cancellation: CancellationFlag) throws -> (presentation: Presentation, download: Report.Download?) {
        try checkDamage()
        let headers = workspace.headers
        for header in headers.values { try workspace.staging.put(header.path, header.bytes) }
        if let poster = workspace.poster, hasThumbnails {
            try workspace.staging.put("\(ThumbnailTrack.folder)/poster.jpg", poster.jpeg)
        }
        if let protection = workspace.protection { return (try writeProtected(protection, headers), nil) }
        var presentation = try presentation(headers)
        presentation.text = try writeCaptions(along: presentation)
        let download = try plan.download.map { plan in
            try Download(plan: plan, headers: headers, segments: segments, staging: workspace.staging)
                .write(duration: presentation.duration, until: cancellation)
        }
        try put(Manifests.render(presentation))
        return (presentation, download)
    }

    /// A folder for each protection; what is clear lies beside them, once.
    ///
    /// - Returns: the first of the presentations.
    private func writeProtected(_ protection: AssetProtection, _ headers: [TrackID: TrackHeader]) throws -> Presentation {
        var presentations = try protection.request.schemes.map { try presentation(headers, (protection, $0)) }
        let text = try writeCaptions(along: presentations[0])
        for index in presentations.indices { presentations[index].text = text }
        try put(Manifests.renderTextAndThumbnails(presentations[0]))
        for (scheme, presentation) in zip(protection.request.schemes, presentations) {
            let kinds = protection.request.manifests.intersection(scheme.manifests)
            try put(Manifests.render(presentation, kinds), in: scheme.folder + "/")
        }
        return presentations[0]
    }

    private func put(_ manifests: [(path: String, text: String)], in folder: String = "") throws {
        for manifest in manifests { try workspace.staging.put(folder + manifest.path, Array(manifest.text.utf8)) }
    }

    private var hasThumbnails: Bool {
        plan.video?.chunks.isEmpty == false && workspace.protection?.request.protectsThumbnails != true
    }

    private func writeCaptions(along presentation: Presentation) throws -> [TextTrack] {
        guard let pace = presentation.pace else { return [] }
        let boundaries = pace.segments.map { MediaTime(ticks: $0.end, timescale: pace.timescale) }
        var left = CaptionPackager.largest
        return try zip(plan.captions, workspace.captions).map { caption, cues in
            let origin: MediaTime = if case .stream = caption.source { plan.origin } else { .zero }
            let outside = cues.outsideCount(from: origin, duration: presentation.duration)
            if outside > 0 { workspace.add(.captionsOutside(language: caption.language, count: outside)) }
            let packager = CaptionPackager(
                track: caption.track, cues: cues.laidOut(from: origin, duration: presentation.duration), boundaries: boundaries,
                limit: left)
            left -= packager.byteCount
            if packager.isCut { workspace.add(.captionsCut(language: caption.language)) }
            try packager.segments { try workspace.staging.put($0, Array($1.utf8)) }
            let whole = Array(packager.whole.utf8)
            let text = TextTrack(id: caption.track, language: caption.language, name: caption.name, byteCount: whole.count)
            try workspace.staging.put(text.wholePath, whole)
            return text
        }
    }

    private func checkDamage() throws {
        let account = workspace.account
        let frames = max(account.decodedFrames, account.damagedFrames)
        guard let limit = plan.video?.damageLimit, account.damagedFrames * 100 > limit * frames else { return }
        throw TooDamaged(damagedFrames: account.damagedFrames, frames: frames, limit: limit)
    }

    /// Paths in it are relative to the asset's folder, or to that of the protection.
    private func presentation(
        _ headers: [TrackID: TrackHeader], _ protected: (protection: AssetProtection, scheme: ProtectionScheme)? = nil
    ) throws -> Presentation {
        func media(_ track: TrackID, timescale: Int32) throws -> TrackMedia {
            let published = protected.map { AssetProtection.published(track, $0.scheme) } ?? track
            guard let header = headers[published], let records = segments[published] else {
                throw WorkerFailure(.internal, "The track \(track) has no segments.")
            }
            return TrackMedia(
                id: track, timescale: timescale, codecs: header.codecs, initByteCount: header.bytes.count, segments: records,
                protection: try protected.map { try $0.protection.media($0.scheme, of: track) })
        }
        return Presentation(
            duration: plan.duration,
            video: try plan.video.map { video in
                try video.switchingSets.joined().map { rendition in
                    VideoTrack(
                        media: try media(rendition.track, timescale: video.frameRate.timescale),
                        resolution: rendition.resolution, frameRate: video.frameRate, color: rendition.color,
                        name: rendition.name)
                }
            } ?? [],
            audio: try plan.sounds.map { audio in
                AudioTrack(
                    media: try media(audio.track, timescale: Int32(audio.sampleRate)), language: audio.language,
                    name: audio.name, channelCount: audio.channelCount,
                    sampleRate: audio.sampleRate, primingTicks: Int64(workspace.priming(of: audio.track)))
            },
            thumbnails: !hasThumbnails
                ? nil
                : plan.video.map { video in
                    ThumbnailTrack(
                        interval: video.frameRate.time(ofFrame: video.thumbnails.frameInterval), tile: video.thumbnails.tile,
                        columns: video.thumbnails.columns, rows: video.thumbnails.rows, count: video.thumbnails.count,
                        sheets: workspace.sheets)
                }, protection: protected.map { $0.protection.presentation($0.scheme) })
    }

    private var protections: [Report.Protection]? {
        guard let protection = workspace.protection else { return nil }
        let accounts = workspace.protected
        return protection.request.schemes.map { scheme in
            Report.Protection(scheme, accounts[scheme] ?? ProtectionAccount(), keys: protection.keys.keys)
        }
    }

    func report(
        _ presentation: Presentation, download: Report.Download?, conformance: ConformanceReport, workers: [WorkerExit],
        version: String, seconds: Double, validationSeconds: Double
    ) -> Report {
        let account = workspace.account
        let target = presentation.targetDuration
        func rung(_ media: TrackMedia) -> Report.Track {
            Report.Track(
                track: media.id, codecs: media.codecs, segments: media.segments.count,
                bytes: media.initByteCount + media.segments.reduce(0) { $0 + $1.byteCount },
                peakBitRate: media.peakBitRate(targetDuration: target), averageBitRate: media.averageBitRate,
                encodeCPUSeconds: account.cpuSeconds[media.id] ?? 0)
        }
        // Several tracks may have the same to tell.
        var findings = (source.findings + plan.findings + account.findings).reduce(into: [Finding]()) { told, finding in
            if !told.contains(finding) { told.append(finding) }
        }
        if account.damagedFrames > 0 { findings.append(.damagedFrames(count: account.damagedFrames)) }
        let isClean = conformance.violations.isEmpty && !findings.contains(where: \.isWarning)
        let isPartial = findings.contains(where: \.isLoss)
        return Report(
            outcome: isPartial ? .partial : isClean ? .published : .publishedWithWarnings, version: version, preset: plan.preset,
            source: source.withoutAccessPoints, durationSeconds: presentation.duration.seconds,
            frameRate: presentation.video.first?.frameRate.description,
            video: presentation.video.map { Report.Video(rung($0.media), $0.resolution) },
            audio: presentation.audio.map { rung($0.media) },
            text: presentation.text, protections: protections, download: download, decode: plan.video?.decode ?? .sequential,
            chunks: plan.video?.chunks.count ?? 0,
            decodedFrames: account.decodedFrames,
            posterFrame: workspace.poster?.frame, findings: findings.map(Report.Note.init),
            conformance: conformance,
            timings: Report.Timings(
                seconds: seconds, validationSeconds: validationSeconds,
                firstPlayableSeconds: workspace.progressive?.firstPlayable.map { $0 / .seconds(1) },
                workerCPUSeconds: workers.reduce(0) { $0 + $1.cpuTime / .seconds(1) },
                workerPeakMemoryBytes: workers.map(\.peakMemory).max() ?? 0))
    }
}

extension SourceInfo {
    /// For the report: a keyframe a line would drown everything else.
    fileprivate var withoutAccessPoints: SourceInfo {
        var copy = self
        for index in copy.video.indices {
            copy.video[index].accessPoints = []
            copy.video[index].runs = []
        }
        for index in copy.audio.indices { copy.audio[index].runs = [] }
        copy.findings = []
        return copy
    }
}
