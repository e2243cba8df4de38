import MediaCore
import XML
import Testing

@testable import Conformance

@Suite struct ManifestReaderTests {
    @Test func elementsAttributesAndTextAreRead() throws {
        let text = """
            <?xml version="1.0"?>
            <!-- <nothing> -->
            <a x='1 &lt; 2' y="&#65;&#x42;">
              <b/><c:d>  text &amp; <![CDATA[<more>]]></c:d>
            </a>
            """
        let root = try XMLReader.parse(Array(text.utf8))
        #expect(root.name == "a")
        #expect(root.attributes == ["x": "1 < 2", "y": "AB"])
        #expect(root.children.map(\.name) == ["b", "c:d"])
        #expect(root.first("c:d")?.text == "text & <more>")
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", "<a x=\"1\" x=\"2\"/>", "<a>&unknown;</a>", "<a", "<a x=\"", "</a>",
        "<",
        "<!DOCTYPE a><a/>", "<!-- ", "<a>& </a>", "<a>&#x110000;</a>",
        String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65),
    ])
    func whatIsNotWellFormedIsRefused(_ text: String) {
        #expect(throws: XMLProblem.self) { try XMLReader.parse(Array(text.utf8)) }
    }

    @Test func durationsAreExact() {
        #expect(isoDuration("PT1H2M3.5S") == MediaTime(ticks: 7447, timescale: 2))
        #expect(isoDuration("P1DT0.25S") == MediaTime(ticks: 345_601, timescale: 4))
        for text in ["", "P", "PT", "PT5", "5S", "P1Y", "PTS", "PT1.S", "PT99999999999999H"] {
            #expect(isoDuration(text) == nil, "\(text)")
        }
    }

    @Test func timelinesAndTemplatesAreUnrolled() throws {
        let presentation = try MPDReader.parse(
            mpd(
                """
                <SegmentTemplate timescale="10" media="$RepresentationID$/$Number%03d$-$Time$.m4s" initialization="$$init.mp4" startNumber="5">
                  <SegmentTimeline><S t="3" d="40" r="1"/><S d="15"/></SegmentTimeline>
                </SegmentTemplate>
                """), file: "manifest.mpd")
        let representation = try #require(presentation.representations.first)
        #expect(representation["codecs"] == "avc1.64001f")
        #expect(representation["mimeType"] == "video/mp4")
        #expect(representation.periodDuration == MediaTime(ticks: 8, timescale: 1))
        #expect(
            representation.timeline == [
                .init(start: 3, duration: 40), .init(start: 43, duration: 40), .init(start: 83, duration: 15),
            ])
        #expect(representation.mediaPaths == ["base/v/005-3.m4s", "base/v/006-43.m4s", "base/v/007-83.m4s"])
        #expect(representation.initializationPath == "base/$init.mp4")
    }

    @Test(arguments: [
        #"<S t="-1" d="4"/>"#, #"<S d="0"/>"#, #"<S t="0"/>"#, #"<S d="4" r="-1"/>"#, #"<S d="4" r="2000000"/>"#,
        #"<S t="9223372036854775807" d="1"/>"#,
    ])
    func timelinesThatCannotBeUnrolledAreNone(_ run: String) throws {
        let template =
            "<SegmentTemplate timescale=\"1\" media=\"$Number$\"><SegmentTimeline>\(run)</SegmentTimeline></SegmentTemplate>"
        #expect(try MPDReader.parse(mpd(template), file: "manifest.mpd").representations.first?.timeline == nil)
    }

    private func mpd(_ template: String) -> [UInt8] {
        Array(
            """
            <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT8S">
              <BaseURL>base/</BaseURL>
              <Period><AdaptationSet mimeType="video/mp4">\(template)
                <Representation id="v" bandwidth="1000" codecs="avc1.64001f"/>
              </AdaptationSet></Period>
            </MPD>
            """.utf8)
    }
}
