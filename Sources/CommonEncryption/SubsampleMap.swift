import ISOBMFF

/// What of one sample is encrypted, and how `senc` says so.
struct SubsampleMap {
    /// In order and apart.
    private(set) var protected: [Range<Int>] = []
    private(set) var subsamples: [SampleEncryptionBox.Subsample] = []

    private static let block = 16

    /// - Parameters:
    ///   - coded: slice data or tiles.
    ///   - wholeBlocks: protected runs are whole blocks, of which the odd bytes before stay clear (ISO/IEC 23001-7 §9.5.2.2); else
    ///     they are all of the coded data, of which the odd bytes at the end stay as they are (§9.6.1).
    init(_ coded: [Range<Int>], sampleSize: Int, wholeBlocks: Bool) {
        var position = 0
        for range in coded where range.count >= Self.block {
            let odd = wholeBlocks ? range.count % Self.block : 0
            let run = range.lowerBound + odd..<range.upperBound
            append(clear: run.lowerBound - position, protected: run.count)
            protected.append(run)
            position = run.upperBound
        }
        if position < sampleSize || subsamples.isEmpty { append(clear: sampleSize - position, protected: 0) }
    }

    /// The count of clear bytes has 16 bits.
    private mutating func append(clear: Int, protected: Int) {
        var clear = clear
        while clear > Int(UInt16.max) {
            subsamples.append(.init(BytesOfClearData: .max, BytesOfProtectedData: 0))
            clear -= Int(UInt16.max)
        }
        subsamples.append(.init(BytesOfClearData: UInt16(clear), BytesOfProtectedData: UInt32(protected)))
    }
}
