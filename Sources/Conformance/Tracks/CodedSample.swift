import Bitstream

/// What a video sample turns out to hold.
struct CodedSample {
    /// An IDR picture, or of AV1 a shown key frame.
    private(set) var isKeyframe = false
    /// The type of a parameter set, which belongs into the sample entry.
    private(set) var parameterSet: UInt8?
    /// The type of an OBU that has no place in a sample.
    private(set) var misplacedOBU: UInt8?
    /// A key frame of AV1 does not follow the sequence header of its sample entry.
    private(set) var lacksSequenceHeader = false

    /// Nil where the units do not fill the sample.
    init?(_ bytes: RawSpan, _ video: VideoFormat) {
        switch video.codec {
        case .h264:
            guard let units = try? AVCNALUnit.split(lengthPrefixed: bytes, lengthSize: video.nalLengthSize) else { return nil }
            isKeyframe = units.contains { $0.type == .idrSlice }
            parameterSet = units.first(where: \.type.isParameterSet)?.type.rawValue
        case .hevc:
            guard let units = try? HEVCNALUnit.split(lengthPrefixed: bytes, lengthSize: video.nalLengthSize) else { return nil }
            isKeyframe = units.contains(where: \.type.isIDR)
            parameterSet = units.first(where: \.type.isParameterSet)?.type.rawValue
        case .av1:
            guard let units = try? AV1OBU.split(bytes) else { return nil }
            let strays: Set<AV1OBUType> = [.temporalDelimiter, .tileList, .padding]
            misplacedOBU = units.first { strays.contains($0.type) }?.type.rawValue
            let frame = units.firstIndex { $0.type == .frame || $0.type == .frameHeader }
            isKeyframe = frame.map { units[$0].isShownKeyFrame(in: bytes) } ?? false
            let headers = units[..<(frame ?? 0)].filter { $0.type == .sequenceHeader }
            lacksSequenceHeader =
                isKeyframe
                && !headers.contains { bytes.extracting($0.range).withUnsafeBytes { $0.elementsEqual(video.sequenceHeader) } }
        }
    }
}
