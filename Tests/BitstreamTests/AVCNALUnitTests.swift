import Bitstream
import Testing

@Suite struct AVCNALUnitTests {
    @Test func splitsByteStreams() throws {
        let stream: [UInt8] = [0, 0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x65, 0x88, 0, 0, 3, 1, 0, 0, 0]
        let units = try AVCNALUnit.split(annexB: stream.span.bytes)
        #expect(units.map(\.type) == [.accessUnitDelimiter, .sequenceParameterSet, .idrSlice])
        #expect(units.map(\.range) == [4..<6, 9..<11, 15..<21])
        #expect(units.map(\.referenceIDC) == [0, 3, 3])
        #expect(try AVCNALUnit.split(annexB: [UInt8]().span.bytes).isEmpty)
    }

    @Test(arguments: [[1, 2, 3], [9, 0, 0, 1, 0x65]] as [[UInt8]])
    func refusesBytesOutsideUnits(_ stream: [UInt8]) {
        #expect(throws: BitstreamError.self) { try AVCNALUnit.split(annexB: stream.span.bytes) }
    }

    @Test func splitsLengthPrefixedSamples() throws {
        let sample: [UInt8] = [0, 0, 0, 2, 0x06, 5, 0, 0, 0, 3, 0x41, 0x9a, 1]
        let units = try AVCNALUnit.split(lengthPrefixed: sample.span.bytes)
        #expect(units.map(\.type) == [.sei, .slice])
        #expect(units.map(\.range) == [4..<6, 10..<13])
    }

    @Test func refusesEveryCutOfALengthPrefixedSample() throws {
        let sample: [UInt8] = [0, 0, 0, 2, 0x06, 5, 0, 0, 0, 3, 0x41, 0x9a, 1]
        for count in 1..<sample.count where count != 6 {
            #expect(throws: BitstreamError.self) {
                try AVCNALUnit.split(lengthPrefixed: Array(sample[..<count]).span.bytes)
            }
        }
        #expect(throws: BitstreamError.invalid(structure: "H.264 sample", field: "NALUnitLength")) {
            try AVCNALUnit.split(lengthPrefixed: [UInt8](repeating: 0, count: 4).span.bytes)
        }
    }

    @Test func samplesHoldPicturesAndNoParameterSets() throws {
        let stream: [UInt8] = [0, 0, 0, 1, 9, 0xf0, 0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 1, 6, 3, 0, 0, 1, 0x65, 0x88]
        var sample: [UInt8] = []
        try AVCAccessUnit.appendSample(fromAnnexB: stream.span.bytes, to: &sample)
        #expect(sample == [0, 0, 0, 2, 6, 3, 0, 0, 0, 2, 0x65, 0x88])
        #expect(try AVCAccessUnit(lengthPrefixed: sample.span.bytes).isIDR)
    }

    /// first_mb_in_slice 0 and slice_type 0, 1, 2, 7.
    @Test(arguments: [("1 1", AVCSliceType.p), ("1 010", .b), ("1 011", .i), ("1 0001000", .i)])
    func readsSliceTypes(_ header: String, _ expected: AVCSliceType) throws {
        #expect(try AVCSliceType(ofSlice: ([0x41] + bytes(header)).span.bytes) == expected)
    }

    @Test func readsSliceTypesBehindEmulationPrevention() throws {
        // The code of first_mb_in_slice starts with 23 zeros, so that the payload's 00 00 01 must be escaped.
        let zeros = String(repeating: "0", count: 23)
        let slice = unit(header: 0x41, bytes(zeros + "1" + zeros + "011"))
        #expect(slice.prefix(5) == [0x41, 0, 0, 3, 1])
        #expect(try AVCSliceType(ofSlice: slice.span.bytes) == .i)
        #expect(throws: BitstreamError.self) { try AVCSliceType(ofSlice: ([0x41] as [UInt8]).span.bytes) }
    }
}
