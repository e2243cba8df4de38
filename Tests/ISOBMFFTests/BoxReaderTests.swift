import MediaCore
import Testing

@testable import ISOBMFF

@Suite struct BoxReaderTests {
    @Test func readsBackWhatWasWritten() throws {
        let boxes = try BoxReader.read(ByteSource(sampleFile))
        #expect(boxes.map(\.type) == ["ftyp", "moov", "styp", "moof", "mdat"])
        let track = try #require(boxes.first(along: ["moov", "trak"]))
        let header = try TrackHeaderFields(#require(track.first("tkhd")))
        #expect(header.matrix.isUnityMatrix)
        #expect(header.duration == 0)
        #expect(header.width == 640 << 16)
        let entry = try VisualSampleEntryFields(#require(track.first("mdia", "minf", "stbl", "stsd", "avc1")))
        #expect(entry.height == 360)
        #expect(entry.AVCConfig == [1, 0x64, 0, 0x1e, 0xff, 0xe0, 0])
        #expect(entry.colour?.transfer_characteristics == 1)
        #expect(entry.colour?.full_range_flag == false)
        #expect(entry.pixelAspectRatio?.hSpacing == 1)
        #expect(try EditListFields(#require(track.first("edts", "elst"))).entries.map(\.media_time) == [1000])
        let fragment = try #require(boxes.first(along: ["moof", "traf"]))
        let run = try TrackRunFields(#require(fragment.first("trun")))
        #expect(run.samples.map(\.sample_composition_time_offset) == [0, 500, -500])
        #expect(run.samples.map(\.sample_size) == [3, 2, 1])
        #expect(run.first_sample_flags == .sync)
        #expect(try TrackFragmentHeaderFields(#require(fragment.first("tfhd"))).default_base_is_moof)
        #expect(try TrackFragmentDecodeTimeFields(#require(fragment.first("tfdt"))).baseMediaDecodeTime == 1 << 33)
        let mediaData = try #require(boxes.last)
        #expect(mediaData.fields.isEmpty)
        #expect(Array(sampleFile[Int(mediaData.payloadRange.lowerBound)...]) == [1, 1, 1, 2, 2, 3])
    }

    @Test func readsAudioEntries() throws {
        let entry = MP4AudioSampleEntry(
            channelcount: 2, samplerate: 48_000,
            descriptor: ESDBox(audioSpecificConfig: [0x11, 0x90], avgBitrate: 96_000, maxBitrate: 128_000))
        let description = SampleDescriptionBox(entry: .mp4Audio(entry)).serialized()
        let boxes = try BoxReader.read(ByteSource(description))
        let fields = try AudioSampleEntryFields(#require(boxes.first?.first("mp4a")))
        #expect(fields.channelcount == 2)
        #expect(fields.samplerate == 48_000)
        #expect(fields.descriptor?.audioSpecificConfig == [0x11, 0x90])
        #expect(fields.descriptor?.avgBitrate == 96_000)
        #expect(fields.descriptor?.objectTypeIndication == 0x40)
    }

    @Test func everyCutIsRefusedAndListed() throws {
        let boundaries = try BoxReader.read(ByteSource(sampleFile)).map(\.offset)
        for count in 0..<sampleFile.count {
            let source = ByteSource(Array(sampleFile[..<count]))
            if boundaries.contains(Int64(count)) {
                #expect(throws: Never.self) { try BoxReader.read(source) }
            } else {
                #expect(throws: ISOBMFFError.self) { try BoxReader.read(source) }
                #expect(try BoxDump.text(of: source).contains("!"))
            }
        }
    }

    @Test func noBitOfDamageTraps() throws {
        for offset in sampleFile.indices {
            for bit in 0..<8 {
                var damaged = sampleFile
                damaged[offset] ^= 1 << UInt8(bit)
                _ = try BoxDump.text(of: ByteSource(damaged))
            }
        }
    }

    @Test func sizesThatLie() {
        let refused: [([UInt8], ISOBMFFError)] = [
            (box("free", size: 7), .badSize(box: "free", offset: 0)),
            (box("free", size: 9), .overrun(box: "free", offset: 0)),
            (box("free", size: 1, [0, 0, 0, 0, 0, 0, 0, 15]), .badSize(box: "free", offset: 0)),
            (box("free", size: 1, Array(repeating: 0xff, count: 8)), .overrun(box: "free", offset: 0)),
            (box("free", size: 1), .badSize(box: "free", offset: 0)),
            (box("moov", box("trak", size: 0)), .badSize(box: "trak", offset: 8)),
            (box("moov", box("trak", size: 17, [1])) + box("free"), .overrun(box: "trak", offset: 8)),
            (box("free") + [1, 2, 3], .strayBytes(offset: 8)),
            (box("stsd", [0, 0, 0]), .truncatedFields(box: "stsd", offset: 0)),
        ]
        for (bytes, error) in refused {
            #expect(throws: error) { try BoxReader.read(ByteSource(bytes)) }
        }
    }

    @Test func sizesThatAreUnusualButSound() throws {
        let toTheEnd = try BoxReader.read(ByteSource(box("mdat", size: 0, [1, 2, 3])))
        #expect(toTheEnd.map(\.size) == [11])
        let wide = try BoxReader.read(ByteSource(box("mdat", size: 1, [0, 0, 0, 0, 0, 0, 0, 18, 9, 9])))
        #expect(wide.first?.payloadRange == 16..<18)
        let padded = try BoxReader.read(ByteSource(box("udta", [0, 0, 0, 0])))
        #expect(padded.first?.children == [])
    }

    @Test func limitsHold() {
        var nested = box("moov")
        for _ in 0..<40 { nested = box("moov", nested) }
        #expect(throws: ISOBMFFError.tooDeep(offset: 128)) { try BoxReader.read(ByteSource(nested)) }
        let many = Array(repeatElement(box("free"), count: 100_001).joined())
        #expect(throws: ISOBMFFError.tooMany(offset: 800_000)) { try BoxReader.read(ByteSource(many)) }
        let run: [UInt8] = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]
        #expect(throws: ISOBMFFError.truncatedFields(box: "trun", offset: 0)) {
            try TrackRunFields(BoxReader.read(ByteSource(box("trun", run)))[0])
        }
    }

    @Test func mediaDataIsNeverRead() throws {
        let head = box("mdat", size: 1, [0, 0, 1, 0, 0, 0, 0, 0])
        let source = ByteSource(size: 1 << 40) { offset, count throws(ISOBMFFError) in
            guard offset + Int64(count) <= 16 else { throw .unreadable(offset: offset) }
            return Array(head[Int(offset)..<Int(offset) + count])
        }
        #expect(try BoxReader.read(source).map(\.size) == [1 << 40])
    }
}
