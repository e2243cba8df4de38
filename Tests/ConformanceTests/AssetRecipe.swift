import CMAF
import Ciphers
import CommonEncryption
import DASH
import HLS
import ISOBMFF
import MediaCore
import Presentation

/// How a small asset is made; each deviation from the defaults breaks what its test says.
struct AssetRecipe: Sendable {
    struct Rung: Sendable {
        var size: Resolution
        var codec = VideoCodec.h264
        /// GOPs of each segment.
        var segments = [2, 2, 1]
        var frames = 125
        var profile = "high"
        /// Added to x264's parameters.
        var x264 = ""
        var filter = "setsar=1"
        var primaries = "bt709"
        /// H.273's number of the curve of HEVC.
        var transfer = 1
        var hdr: HDRMetadata?
        /// Bytes of filler data appended to a frame of H.264.
        var filler: @Sendable (_ frame: Int) -> Int = { _ in 0 }
        /// Bytes appended to the fourth frame.
        var stray: [UInt8] = []
    }

    var frameRate = FrameRate(25)
    var gop = 25
    var rungs = [Rung(size: Resolution(width: 640, height: 360)), Rung(size: Resolution(width: 320, height: 180))]
    var hasAudio = true
    /// AAC frames by which the inner boundaries lie too late, and by which the end does.
    var audioBoundaryShift = 0
    var audioEndShift = 0
    /// Frames by which every picture is presented too late.
    var presentationShift: Int64 = 0
    /// Presentation offsets are raised and taken back by an edit list, in place of signed ones.
    var hasVideoEditList = false
    /// With captions in one language.
    var hasCaptions = false
    /// With the first rung and the sound as one file to keep.
    var hasDownload = false
    /// Encrypted, in a folder for each.
    var protections: [ProtectionScheme] = []
    /// Sound and pictures, and all protections, share a key.
    var hasOneKey = false
    /// Of the protection that is being made.
    private var scheme: ProtectionScheme?

    /// Beside H.264, a rung of the same size in another codec.
    mutating func add(_ codec: VideoCodec, _ change: (inout Rung) -> Void = { _ in }) {
        var rung = Rung(size: rungs[0].size, codec: codec)
        change(&rung)
        rungs.append(rung)
    }

    static let good = Result { try AssetRecipe().make() }

    func make() throws -> AssetFiles {
        let seconds = frameRate.time(ofFrame: rungs[0].frames).seconds
        var files = protections.isEmpty ? try makeOne() : AssetFiles()
        files.report = ("web", seconds, protections.map(\.folder))
        for scheme in protections {
            var recipe = self
            recipe.scheme = scheme
            let part = try recipe.makeOne()
            for path in part.paths {
                let isShared = path.hasPrefix("thumbnails/") || path.hasPrefix("text/")
                files[isShared ? path : "\(scheme.folder)/\(path)"] = part[path]
            }
        }
        return files
    }

    private func makeOne() throws -> AssetFiles {
        var files = AssetFiles()
        var descriptions: [TrackDescription] = []
        let video = try rungs.map { try makeVideo($0, &files, &descriptions) }
        let duration = frameRate.time(ofFrame: rungs[0].frames)
        let audio = hasAudio ? [try makeAudio(duration, boundaries: video[0].media, &files, &descriptions)] : []
        let tile = Resolution(width: 160, height: 90)
        let count = Int(duration.seconds.rounded(.up))
        let sheets = try (1...(count + 3) / 4).map { number in
            let bytes = try EncodedTrack.picture(Resolution(width: 320, height: 180))
            files["thumbnails/sprite-\(number).jpg"] = bytes
            return SpriteSheet(number: number, byteCount: bytes.count)
        }
        files["thumbnails/poster.jpg"] = try EncodedTrack.picture(Resolution(width: 640, height: 360))
        let presentation = Presentation(
            duration: duration, video: video, audio: audio,
            text: hasCaptions ? makeCaptions(along: video[0].media, &files) : [],
            thumbnails: ThumbnailTrack(
                interval: MediaTime(ticks: 1, timescale: 1), tile: tile, columns: 2, rows: 2, count: count, sheets: sheets),
            protection: scheme.map { PresentationProtection(scheme: $0, keyURITemplate: "/keys/{kid}", licenceURI: "/licence") })
        let kinds = scheme?.manifests ?? [.hls, .dash]
        if scheme != nil { for file in HLS.renderTextAndThumbnails(presentation) { files[file.path] = Array(file.text.utf8) } }
        if kinds.contains(.hls) { for playlist in HLS.render(presentation) { files[playlist.path] = Array(playlist.text.utf8) } }
        if kinds.contains(.dash) { files["manifest.mpd"] = Array(DASH.render(presentation).utf8) }
        if hasDownload {
            let media = [video[0].media] + audio.map(\.media)
            files["download.mp4"] = try makeDownload(media, [descriptions[0]] + descriptions[rungs.count...], duration, files)
        }
        return files
    }

    /// A cue in each segment of 2 s, and one across their border.
    private func makeCaptions(along media: TrackMedia, _ files: inout AssetFiles) -> [TextTrack] {
        let cues = [(500, 1500), (1900, 2100), (3000, 3500)].map { start, end in
            CaptionCue(start: start * 1000, end: end * 1000, text: "from \(start) & on")
        }
        let whole = Array(WebVTT.document(cues).utf8)
        let track = TextTrack(id: TrackID("text/vtt/en"), language: "en", name: "English", byteCount: whole.count)
        files[track.wholePath] = whole
        for segment in media.segments {
            let times = [segment.start, segment.end].map {
                MediaTime(ticks: $0, timescale: media.timescale).ticks(timescale: 1_000_000)
            }
            files["\(track.id)/\(TextTrack.fileName(number: segment.number))"] = Array(
                WebVTT.document(
                    header: "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n",
                    cues.filter { $0.start < times[1] && $0.end > times[0] }
                ).utf8)
        }
        return [track]
    }

    private func makeDownload(
        _ media: [TrackMedia], _ descriptions: [TrackDescription], _ duration: MediaTime, _ files: AssetFiles
    ) throws -> [UInt8] {
        let movie = try ProgressiveMovie(
            try zip(media, descriptions).enumerated().map { index, track in
                var table = SampleTable(timescale: track.0.timescale)
                for segment in track.0.segments {
                    try table.append(segment: ByteSource(files["\(track.0.id)/\(segment.fileName)"]!))
                }
                var description = track.1
                description.trackNumber = UInt32(index + 1)
                return (description, table)
            }, duration: duration)
        return movie.chunks.reduce(into: movie.head) { bytes, entry in
            let track = media[entry.track]
            let segment = files["\(track.id)/\(track.segments[entry.chunk.segment].fileName)"]!
            bytes += segment[Int(entry.chunk.offset)..<Int(entry.chunk.offset) + entry.chunk.byteCount]
        }
    }

    private func makeVideo(
        _ rung: Rung, _ files: inout AssetFiles, _ descriptions: inout [TrackDescription]
    ) throws -> VideoTrack {
        let track = try encoded(rung)
        let ticks = Int64(frameRate.frameDuration)
        let raise = hasVideoEditList ? 2 * ticks : 0
        let samples = track.samples.enumerated().map { index, sample in
            let filler = rung.filler(index)
            // A NAL unit of type 12 behind its length.
            let bytes =
                (index == 3 ? rung.stray : [])
                + (filler > 0
                    ? [0, UInt8(filler >> 16), UInt8(filler >> 8 & 255), UInt8(filler & 255), 12]
                        + [UInt8](repeating: 255, count: filler - 1) : [])
            let decodeTime = Int64(index) * ticks
            let offset = sample.presentationTime - decodeTime + raise + presentationShift * ticks
            return (
                SampleTiming(
                    decodeTime: decodeTime, compositionOffset: Int32(offset), duration: UInt32(ticks), isSync: sample.isSync),
                sample.bytes + bytes
            )
        }
        let color =
            rung.transfer == 1
            ? ColorDescription(primaries: rung.primaries == "bt709" ? 1 : 6, transfer: 1, matrix: 1, isFullRange: false)
            : .bt2100(transfer: rung.transfer)
        let description = TrackDescription(
            timescale: frameRate.timescale,
            media: .video(configuration: track.configuration, resolution: rung.size, color: color, hdr: rung.hdr),
            primingTicks: Int(raise))
        descriptions.append(description)
        let encryption = try encryption(of: "\(rung.size.shortSide)p \(rung.codec)")
        let initSegment = try InitSegment(protected(description, encryption, isVideo: true))
        var runs: [[Range<Int>]] = []
        var start = 0
        for gops in rung.segments {
            let end = runs.count == rung.segments.count - 1 ? rung.frames : min(rung.frames, start + gops * gop)
            runs.append(stride(from: start, to: end, by: gop).map { $0..<min($0 + gop, end) })
            start = end
        }
        let name = "\(rung.size.shortSide)p"
        let media = try write(
            samples, runs, initSegment, TrackID("video/\(rung.codec.rawValue)/\(name)"), timescale: frameRate.timescale, &files,
            try encryption.map { try TrackProtector($0, video: track.configuration) })
        return VideoTrack(media: media, resolution: rung.size, frameRate: frameRate, color: color, name: name)
    }

    private func encoded(_ rung: Rung) throws -> EncodedTrack {
        switch rung.codec {
        case .h264: break
        case .hevc:
            let isHDR = rung.transfer != 1
            let profile = rung.profile == "high" ? (isHDR ? "main10" : "main") : rung.profile
            return try EncodedTrack.hevc(
                size: rung.size, frameRate: frameRate, frames: rung.frames, gop: gop, profile: profile,
                transfer: rung.transfer)
        case .av1: return try EncodedTrack.av1(size: rung.size, frameRate: frameRate, frames: rung.frames, gop: gop)
        }
        var parameters = "colorprim=\(rung.primaries):transfer=bt709:colormatrix=bt709:range=tv"
        if !rung.x264.isEmpty { parameters += ":\(rung.x264)" }
        return try EncodedTrack.video(
            size: rung.size, frameRate: frameRate, frames: rung.frames, gop: gop, filter: rung.filter, x264: parameters,
            profile: rung.profile)
    }

    private func makeAudio(
        _ duration: MediaTime, boundaries: TrackMedia, _ files: inout AssetFiles, _ descriptions: inout [TrackDescription]
    ) throws -> AudioTrack {
        let ticks = duration.ticks(timescale: 48_000)
        let count = Int((ticks + 1024 + 1023) / 1024) + audioEndShift
        let track = try EncodedTrack.audio(seconds: duration.seconds + 1)
        let samples = track.samples.prefix(count).enumerated().map { index, sample in
            (SampleTiming(decodeTime: Int64(index) * 1024, duration: 1024, isSync: true), sample.bytes)
        }
        var runs: [[Range<Int>]] = []
        var start = 0
        for segment in boundaries.segments {
            let boundary = MediaTime(ticks: segment.end, timescale: boundaries.timescale).ticks(timescale: 48_000)
            let isLast = segment == boundaries.segments.last
            let end = isLast ? count : Int((boundary + 512) / 1024) + audioBoundaryShift
            runs.append([start..<end])
            start = end
        }
        let description = TrackDescription(
            timescale: 48_000,
            media: .audio(configuration: track.configuration, sampleRate: 48_000, channelCount: 2, bitRate: 96_000),
            primingTicks: 1024)
        descriptions.append(description)
        let encryption = try encryption(of: "sound")
        let initSegment = try InitSegment(protected(description, encryption, isVideo: false))
        let media = try write(
            samples, runs, initSegment, TrackID("audio/aac/und"), timescale: 48_000, &files,
            try encryption.map { try TrackProtector($0, video: nil) })
        return AudioTrack(media: media, language: "und", name: "Sound", channelCount: 2, sampleRate: 48_000, primingTicks: 1024)
    }

    private func write(
        _ samples: [(SampleTiming, [UInt8])], _ runs: [[Range<Int>]], _ initSegment: InitSegment, _ id: TrackID, timescale: Int32,
        _ files: inout AssetFiles, _ protector: TrackProtector?
    ) throws -> TrackMedia {
        let header = initSegment.serialized()
        files["\(id.path)/init.mp4"] = header
        var records: [SegmentRecord] = []
        var sequenceNumber: UInt32 = 1
        for (index, ranges) in runs.enumerated() {
            var segment = Segment()
            for range in ranges {
                var fragment = try Fragment(
                    sequenceNumber: sequenceNumber, trackNumber: 1, baseDecodeTime: samples[range.lowerBound].0.decodeTime)
                for (timing, bytes) in samples[range] { try fragment.append(timing, payload: bytes[...]) }
                try protector?.encrypt(&fragment, ofSegment: index + 1)
                try segment.append(fragment)
                sequenceNumber += 1
            }
            let serialized = segment.serialized()
            let (pieces, opening) = try protector?.finish(serialized.pieces, ofSegment: index + 1) ?? (serialized.pieces, nil)
            let file = pieces.flatMap { $0 }
            let record = SegmentRecord(
                number: index + 1, start: segment.fragments[0].baseDecodeTime, duration: segment.duration,
                byteCount: file.count,
                fragments: zip(serialized.fragments, segment.fragments).map { range, fragment in
                    FragmentRecord(
                        offset: range.offset, byteCount: range.length, start: fragment.baseDecodeTime,
                        duration: fragment.duration,
                        keyframeByteCount: range.firstSampleLength)
                }, key: opening.map { SegmentKey(id: $0.key, vector: $0.vector) })
            files["\(id.path)/\(record.fileName)"] = file
            records.append(record)
        }
        return TrackMedia(
            id: id, timescale: timescale, codecs: initSegment.codecString, initByteCount: header.count, segments: records,
            protection: scheme.map { scheme in
                let key = key(ofSound: id.path.hasPrefix("audio"), scheme)
                return MediaProtection(keyIDs: [key.id], systems: SystemHeaders(keys: [key.id], given: []).systems)
            })
    }

    // MARK: - Encryption

    /// Every key that an encrypted asset is made with.
    static let keys: [KeyID: Secret] = {
        let keys = ProtectionScheme.allCases.flatMap { scheme in [true, false].map { AssetRecipe().key(ofSound: $0, scheme) } }
        return Dictionary(keys.map { ($0.id, $0.secret) }) { first, _ in first }
    }()

    private func key(ofSound isSound: Bool, _ scheme: ProtectionScheme) -> TrackKey {
        let number = hasOneKey ? 0 : UInt8(ProtectionScheme.allCases.firstIndex(of: scheme)! * 2 + (isSound ? 1 : 0))
        return TrackKey(
            id: KeyID(bytes: [UInt8](repeating: 0x10 + number, count: 16)),
            secret: Secret([UInt8](repeating: 0xa0 + number, count: 16)))
    }

    private func encryption(of track: String) throws -> TrackEncryption? {
        guard let scheme else { return nil }
        // Numbers of tracks: any, as long as they differ.
        let number = track == "sound" ? 0 : 1 + (rungs.firstIndex { "\($0.size.shortSide)p \($0.codec)" == track } ?? 0)
        return TrackEncryption(
            scheme: scheme, keys: [key(ofSound: track == "sound", scheme)], nonce: try TrackNonce.generation(tracks: 16)[number])
    }

    private func protected(_ description: TrackDescription, _ encryption: TrackEncryption?, isVideo: Bool) -> TrackDescription {
        guard let encryption else { return description }
        var description = description
        let systems = SystemHeaders(keys: encryption.keys.map(\.id), given: [])
        description.protection = encryption.trackProtection(isVideo: isVideo, systems: systems.boxes)
        return description
    }
}
