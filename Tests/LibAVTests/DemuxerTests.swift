import Foundation
import MediaCore
import Testing

@testable import LibAV

@Suite struct AllowListTests {
    @Test func listsNameNoPlaylistsScriptsOrImages() {
        for name in ["hls", "dash", "concat", "sdp", "rtsp", "rtp", "image2", "lavfi", "tee", "bluray", "imf"] {
            #expect(!AllowList.allows(demuxer: name))
        }
        #expect(AllowList.allows(demuxer: "mov,mp4,m4a,3gp,3g2,mj2"))
        #expect(AllowList.allows(demuxer: "matroska,webm"))
        #expect(!AllowList.allows(demuxer: "movie"))
        #expect(!AllowList.allows(demuxer: ""))
    }
}

@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct DemuxerTests {
    /// Renamed playlists, which FFmpeg would otherwise follow.
    @Test(arguments: [
        ("bad-playlist.mp4", "hls"), ("bad-concat.mp4", "concat"), ("bad-sdp.mp4", "sdp"),
        ("bad-image.mp4", "png_pipe"),
    ])
    func formatsOutsideTheListAreNamedAndRefused(_ name: String, _ format: String) throws {
        try withDescriptor(try Fixture.named(name)) { descriptor in
            let error = #expect(throws: LibAVError.self) { _ = try Demuxer.open(descriptor: descriptor) }
            if FFmpeg.demuxers.contains(format) {
                #expect(error?.code == .formatNotAllowed)
                #expect(error?.cause.hasPrefix(format) == true, "\(String(describing: error))")
            }
        }
    }

    @Test func aSourceThatTheSystemDoesNotReadIsNoFaultOfTheUpload() throws {
        let descriptor = open(try Fixture.named("bad-text.mp4"), O_WRONLY)
        defer { close(descriptor) }
        let error = #expect(throws: LibAVError.self) { _ = try Demuxer.open(descriptor: descriptor) }
        #expect(error?.code == .inputOutput)
    }

    @Test(arguments: ["bad-empty.mp4", "bad-text.mp4", "bad-mpd.mp4", "bad-no-moov.mp4"])
    func whatIsNoMediaIsRefused(_ name: String) throws {
        try withDescriptor(try Fixture.named(name)) { descriptor in
            _ = #expect(throws: LibAVError.self) { _ = try Demuxer.open(descriptor: descriptor) }
        }
    }

    /// A playlist inside an AVI's subtitles.
    @Test func playlistsInsideAreNotFollowed() throws {
        try withDescriptor(try Fixture.named("bad-playlist-in-avi.avi")) { descriptor in
            _ = #expect(throws: LibAVError.self) {
                var demuxer = try Demuxer.open(descriptor: descriptor)
                let packet = try Packet.allocate()
                while try demuxer.read(into: packet) {}
                if demuxer.streams.allSatisfy({ !$0.isDecodable }) {
                    throw LibAVError(code: .noDecoder, operation: "reading", cause: "nothing in it decodes")
                }
            }
        }
    }

    @Test func everyContainerIsRecognisedByItsContent() throws {
        for (name, container) in [
            ("renamed.avi", "matroska"), ("start-offset.ts", "mpegts"), ("matroska.mkv", "matroska"), ("index-at-end.mov", "mov"),
        ] {
            try withDescriptor(try Fixture.named(name)) { descriptor in
                let demuxer = try Demuxer.open(descriptor: descriptor)
                #expect(demuxer.containerName.hasPrefix(container))
                #expect(demuxer.streams.count == 2 && demuxer.streams.allSatisfy(\.isDecodable))
            }
        }
    }

    /// The descriptor's own offset is the caller's, and two demuxers may share one.
    @Test func readingDoesNotMoveTheDescriptor() throws {
        try withDescriptor(try Fixture.named("video-only.mp4")) { descriptor in
            var first = try Demuxer.open(descriptor: descriptor)
            var second = try Demuxer.open(descriptor: descriptor)
            let a = try Packet.allocate()
            let b = try Packet.allocate()
            var count = 0
            while try first.read(into: a) {
                #expect(try second.read(into: b))
                #expect(a.presentationTicks == b.presentationTicks && a.byteCount == b.byteCount)
                count += 1
            }
            #expect(count == 75)
            #expect(lseek(descriptor, 0, SEEK_CUR) == 0)
        }
    }
}

extension FFmpeg {
    /// Demuxers that this FFmpeg was built with, so that one it lacks is not expected by name.
    static let demuxers: Set<String> = {
        let text = (try? run(["-hide_banner", "-demuxers"])).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Set(
            text.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst().first }.flatMap {
                $0.split(separator: ",")
            }.map(String.init))
    }()
}
