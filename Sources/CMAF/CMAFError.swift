import Bitstream

/// Why a track's samples could not be made into CMAF.
package enum CMAFError: Error, Hashable, Sendable {
    /// The decoder configuration could not be read.
    case configuration(BitstreamError)
    /// A field of the track description that no box can hold: its name and value.
    case unrepresentable(field: String, value: String)
    /// The parameter sets say another picture size than the description.
    case resolutionMismatch(described: String, coded: String)
    /// The codec configuration is of another codec than the media it was given for.
    case codecMismatch
    /// A sample does not start where the one before it ends, in ticks.
    case decodeTimeGap(expected: Int64, found: Int64)
    /// A fragment's first sample is not a sync sample.
    case startsWithoutSync(decodeTime: Int64)
    /// A fragment without samples.
    case emptyFragment(sequenceNumber: UInt32)
    /// A fragment of more bytes than a data offset can reach.
    case fragmentTooLarge(sequenceNumber: UInt32)
}

extension CMAFError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .configuration(let error):
            "The decoder configuration cannot be packaged: \(error)"
        case .unrepresentable(let field, let value):
            "The track's \(field) is \(value), which an MP4 box cannot hold; change the rendition."
        case .resolutionMismatch(let described, let coded):
            "The track is described as \(described), but its parameter sets say \(coded); give both from one encoder."
        case .codecMismatch:
            "The decoder configuration belongs to another kind of media than the track; give both from one encoder."
        case .decodeTimeGap(let expected, let found):
            "A sample decodes at tick \(found) where \(expected) was due; samples must follow each other without gap or overlap."
        case .startsWithoutSync(let decodeTime):
            "The fragment at tick \(decodeTime) starts with a picture that depends on earlier ones; start it on an IDR picture."
        case .emptyFragment(let sequenceNumber):
            "Fragment \(sequenceNumber) has no samples; append one before it joins a segment."
        case .fragmentTooLarge(let sequenceNumber):
            "Fragment \(sequenceNumber) is larger than 1 GiB; use shorter fragments or a lower bit rate."
        }
    }
}
