import ISOBMFF
import MediaCore
import Testing

/// Boxes byte by byte, as their clauses lay them out.
@Suite struct BoxWriterTests {
    @Test func trackRunWithSignedOffsets() {
        var run = TrackRunBox(sample_count: 2)
        run.data_offset = 0x70
        run.first_sample_flags = .sync
        run.sample_size = [0x10, 0x20]
        run.sample_composition_time_offset = [0, -512]
        #expect(
            run.serialized() == [
                0, 0, 0, 0x28, 0x74, 0x72, 0x75, 0x6e, 1, 0, 0x0a, 0x05, 0, 0, 0, 2, 0, 0, 0, 0x70, 2, 0, 0, 0,
                0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x20, 0xff, 0xff, 0xfe, 0,
            ])
        run.sample_composition_time_offset = [512, 0]
        #expect(run.serialized()[8] == 0)
    }

    @Test func trackFragmentHeader() {
        var header = TrackFragmentHeaderBox(track_ID: 1)
        header.default_sample_duration = 512
        header.default_sample_flags = .dependent
        #expect(
            header.serialized() == [
                0, 0, 0, 0x18, 0x74, 0x66, 0x68, 0x64, 0, 2, 0, 0x28, 0, 0, 0, 1, 0, 0, 2, 0, 1, 1, 0, 0,
            ])
    }

    @Test func decodeTimeOf64Bits() {
        #expect(
            TrackFragmentDecodeTimeBox(baseMediaDecodeTime: 0x1_0000_0002).serialized() == [
                0, 0, 0, 0x14, 0x74, 0x66, 0x64, 0x74, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2,
            ])
    }

    @Test func languageInFifteenBits() {
        #expect(LanguageCode("und")?.packed == 0x55c4)
        #expect(LanguageCode(packed: 0x55c4)?.description == "und")
        #expect(LanguageCode("EN") == nil)
        #expect(LanguageCode(packed: 0x7fff) == nil)
    }

    @Test func colourAndEditList() {
        #expect(
            ColourInformationBox(.bt709).serialized()
                == [0, 0, 0, 0x13, 0x63, 0x6f, 0x6c, 0x72, 0x6e, 0x63, 0x6c, 0x78, 0, 1, 0, 1, 0, 1, 0])
        #expect(
            EditListBox(media_time: 1024).serialized() == [
                0, 0, 0, 0x1c, 0x65, 0x6c, 0x73, 0x74, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 0, 0, 1, 0, 0,
            ])
    }

    /// ISO/IEC 14496-1 §7.2.6: an ES_Descriptor around a DecoderConfigDescriptor around the two AAC bytes.
    @Test func elementaryStreamDescriptor() {
        #expect(
            ESDBox(audioSpecificConfig: [0x11, 0x90], avgBitrate: 128_000, maxBitrate: 128_000).serialized() == [
                0, 0, 0, 0x27, 0x65, 0x73, 0x64, 0x73, 0, 0, 0, 0,
                3, 25, 0, 0, 0, 4, 17, 0x40, 0x15, 0, 0, 0, 0, 1, 0xf4, 0, 0, 1, 0xf4, 0, 5, 2, 0x11, 0x90, 6, 1, 2,
            ])
    }
}
