import Bitstream
import ISOBMFF
import MediaCore

/// What a video track's decoder configuration says, and the record that its sample entry holds.
struct CodedVideo {
    let record: VisualSampleEntry.Configuration
    /// For CODECS and @codecs (RFC 6381).
    let codecString: String
    /// Of the pictures, one for each parameter set.
    let sizes: [Resolution]

    init(_ configuration: CodecConfiguration) throws(CMAFError) {
        do throws(BitstreamError) {
            switch configuration {
            case .avc(let sps, let pps):
                let record = try AVCDecoderConfigurationRecord(sequenceParameterSets: sps, pictureParameterSets: pps)
                self.record = .avc(record.serialized())
                codecString = record.codecString
                sizes = try sps.map { unit throws(BitstreamError) in try AVCSequenceParameterSet(unit).resolution }
                return
            case .hevc(let vps, let sps, let pps):
                let record = try HEVCDecoderConfigurationRecord(vps: vps, sps: sps, pps: pps)
                self.record = .hevc(record.serialized())
                codecString = record.codecString
                sizes = try sps.map { unit throws(BitstreamError) in try HEVCSequenceParameterSet(unit).resolution }
                return
            case .av1(let sequenceHeader):
                let record = try AV1CodecConfigurationRecord(sequenceHeader: sequenceHeader)
                self.record = .av1(record.serialized())
                codecString = record.codecString
                sizes = [try AV1SequenceHeader(sequenceHeader).resolution]
                return
            case .aac: break
            }
        } catch { throw .configuration(error) }
        throw .codecMismatch
    }

    /// What the codec's binding wants among the compatible brands (AV1 in ISOBMFF §2.1).
    var brands: [FourCC] { if case .av1 = record { ["av01"] } else { [] } }
}
