import MediaCore
import Testing

@testable import Conformance

@Suite struct PlaylistParserTests {
    @Test func attributeListsKeepCommasInsideQuotes() {
        let list = AttributeList(#"BANDWIDTH=1280000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970"#)
        #expect(list.problem == nil)
        #expect(list.integer("BANDWIDTH") == 1_280_000)
        #expect(list["CODECS"] == "avc1.64001f,mp4a.40.2")
        #expect(list.resolution("RESOLUTION") == Resolution(width: 640, height: 360))
        #expect(list.seconds("FRAME-RATE") == MediaTime(ticks: 2997, timescale: 100))
    }

    @Test(arguments: ["A", "=1", "a=1", "A=\"1", "A=\"1\"B=2", "A=1,", "A=1,,B=2", "A=1,A=2"])
    func attributeListsOutsideTheGrammarSaySo(_ text: String) {
        #expect(AttributeList(text).problem != nil)
    }

    @Test func mediaPlaylistsAreRead() {
        let text = """
            #EXTM3U\r
            #EXT-X-VERSION:7\r
            #EXT-X-TARGETDURATION:4\r
            # a comment\r
            #EXT-X-MAP:URI="init.mp4"\r
            #EXTINF:4.004000,title\r
            #EXT-X-BYTERANGE:100@20\r
            1.m4s\r
            #EXTINF:3,\r
            #EXT-X-BYTERANGE:50\r
            1.m4s\r
            #EXT-X-ENDLIST\r
            """
        let playlist = MediaPlaylistParser.parse(Array(text.utf8), file: "video/media.m3u8")
        #expect(playlist.problems == [])
        #expect(playlist.versions == [7])
        #expect(playlist.targetDuration == 4)
        #expect(playlist.hasEndList)
        #expect(playlist.references.map(\.path) == ["video/init.mp4", "video/1.m4s", "video/1.m4s"])
        #expect(playlist.segments.map(\.byteRange) == [.init(offset: 20, length: 100), .init(offset: 120, length: 50)])
        #expect(playlist.segments.map(\.decimals) == [6, 0])
        #expect(playlist.duration == MediaTime(ticks: 7004, timescale: 1000))
    }

    @Test(arguments: [
        "#EXTINF:4,\n1.m4s", "#EXTM3U\n1.m4s", "#EXTM3U\n#EXTINF:4,", "#EXTM3U\n#EXTINF:-4,\n1.m4s",
        "#EXTM3U\n#EXT-X-TARGETDURATION:x",
        "#EXTM3U\n#EXT-X-MAP:BYTERANGE=\"1@2\"", "#EXTM3U\n#EXT-X-BYTERANGE:5@",
        "#EXTM3U\n#EXTINF:4,\n1.m4s\n#EXT-X-MAP:URI=\"init.mp4\"",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1", "",
        "#EXTM3U\n#EXTINF:4,\n#EXT-X-BYTERANGE:9223372036854775807@9223372036854775807\n1.m4s",
    ])
    func faultsOfMediaPlaylistsBecomeProblems(_ text: String) {
        #expect(!MediaPlaylistParser.parse(Array(text.utf8), file: "media.m3u8").problems.isEmpty)
    }

    @Test func multivariantPlaylistsAreRead() {
        let text = """
            #EXTM3U
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Sound",URI="audio/media.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1
            video/media.m3u8
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="video/iframes.m3u8"
            """
        let playlist = MultivariantPlaylist(parsing: Array(text.utf8), file: "master.m3u8")
        #expect(playlist.problems == [])
        #expect(playlist.isIndependent)
        #expect(playlist.variants.map(playlist.path) == ["video/media.m3u8"])
        #expect(playlist.audioRenditions(group: "a").map(playlist.path) == ["audio/media.m3u8"])
        #expect(playlist.iFrameStreams.map(\.place) == ["line 6"])
    }

    @Test(arguments: [
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-ENDLIST", "#EXTM3U\nvideo.m3u8",
        "#EXTM3U\n#EXT-X-STREAM-INF:A=1\n#EXT-X-STREAM-INF:A=1\na",
    ])
    func faultsOfMultivariantPlaylistsBecomeProblems(_ text: String) {
        #expect(!MultivariantPlaylist(parsing: Array(text.utf8), file: "master.m3u8").problems.isEmpty)
    }

    @Test func secondsAreExact() {
        #expect(DecimalSeconds("4.004")?.time == MediaTime(ticks: 4004, timescale: 1000))
        #expect(DecimalSeconds("0.0000000019")?.time == MediaTime(ticks: 1, timescale: 1_000_000_000))
        #expect(DecimalSeconds("12")?.decimals == 0)
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1.2.3", "99999999999999999999", "9999999999999", "١"] {
            #expect(DecimalSeconds(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("1.m4s", "a/b/1.m4s"), ("../c/1.m4s", "a/c/1.m4s"), ("./1.m4s?x=1#y", "a/b/1.m4s"), ("%31.m4s", "a/b/1.m4s"),
        ("../../../1.m4s", nil), ("/1.m4s", nil), ("https://example.com/1.m4s", nil), ("", nil), ("#x", nil), ("%zz", nil),
        ("%", nil),
        ("%2e%2e/%2e%2e/%2e%2e/1.m4s", nil),
    ])
    func referencesStayInsideTheFolder(_ uri: String, _ path: String?) {
        #expect(URIReference.path(of: uri, in: "a/b/media.m3u8") == path)
    }

    @Test func bitRatesOverRunsOfHalfToThreeHalfTargets() throws {
        // 4 s targets: the 1 s segment does not count alone, but with a neighbour.
        let spans = [(byteCount: 500_000, seconds: 4.0), (byteCount: 500_000, seconds: 1.0), (byteCount: 100_000, seconds: 4.0)]
        let rate = try #require(BitRate(spans: spans, targetDuration: 4))
        #expect(rate.peak == 1_600_000)
        #expect(rate.average == 1_100_000 * 8 / 9.0)
        #expect(BitRate(spans: [(byteCount: 1000, seconds: 1)], targetDuration: 4)?.peak == 8000)
        #expect(BitRate(spans: [], targetDuration: 4) == nil)
    }
}
