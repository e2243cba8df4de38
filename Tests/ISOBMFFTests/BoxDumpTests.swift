import ISOBMFF
import Testing

@Suite struct BoxDumpTests {
    @Test func listsAFragmentedMovie() throws {
        try expectGolden("fragmented-movie.boxes.txt", BoxDump.text(of: ByteSource(sampleFile)))
    }

    @Test func listsUnknownAndBrokenBoxes() throws {
        let file = box("ab\\c", [1]) + box(FourCC(rawValue: 0xa96e_616d)) + box("moov", box("trak", size: 99))
        #expect(
            try BoxDump.text(of: ByteSource(file)) == """
                ab\\x5cc size=9 offset=0
                \\xa9nam size=8 offset=9
                moov size=16 offset=17
                  trak size=8 ! Box 'trak' at byte 25 reaches past what holds it; the file was cut off or is damaged.

                """)
    }
}
