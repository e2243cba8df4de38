import Bitstream
import ISOBMFF
import MediaCore

/// A video sample entry and the sequence parameter set or sequence header in it.
struct VideoFormat: Hashable, Sendable {
    let codec: VideoCodec
    /// Of RFC 6381: `avc1.640028`.
    let codecString: String
    /// After cropping.
    let size: Resolution
    /// Of the coded picture, before cropping.
    let codedSize: Resolution
    /// By the codec's own number.
    let profile: UInt8
    /// Of luma.
    let bitDepth: Int
    /// `level_idc`, `general_level_idc` or `seq_level_idx`.
    let level: UInt8
    /// Of the VUI or the sequence header; nil where it says nothing.
    let color: ColorDescription?
    /// Of `colr` `nclx`; nil where there is none.
    let containerColor: ColorDescription?
    /// Bytes of `mdcv` and `clli`; nil where there is none.
    let masteringDisplaySize: Int?
    let contentLightSize: Int?
    /// Sample aspect ratios of the VUI and of `pasp`, where they say one.
    let pixelAspects: [Resolution]
    /// Bytes of the length before each NAL unit; 0 for AV1.
    let nalLengthSize: Int
    /// The sequence header OBU of `av1C`; empty for other codecs.
    let sequenceHeader: [UInt8]
    /// The parameter sets of the record.
    let configuration: CodecConfiguration
    /// The record's own fields say what the parameter sets say.
    let isRecordTrue: Bool

    /// - Parameter record: the payload of `avcC`.
    init(avcC record: [UInt8], entry: VisualSampleEntryFields) throws(BitstreamError) {
        let record = try AVCDecoderConfigurationRecord(parsing: record)
        guard let unit = record.sequenceParameterSets.first, !record.pictureParameterSets.isEmpty else {
            throw .invalid(structure: "AVCDecoderConfigurationRecord", field: "numOfParameterSets")
        }
        let sps = try AVCSequenceParameterSet(unit)
        codec = .h264
        codecString = record.codecString
        size = sps.resolution
        codedSize = Resolution(width: sps.pic_width_in_mbs * 16, height: sps.frame_height_in_mbs * 16)
        profile = sps.profile_idc
        bitDepth = sps.bit_depth_luma
        level = sps.level_idc
        color = sps.vui?.color
        containerColor = entry.color
        masteringDisplaySize = entry.masteringDisplay?.count
        contentLightSize = entry.contentLight?.count
        pixelAspects = entry.pixelAspects(sps.vui?.aspectRatio.map { Resolution(width: $0.sar_width, height: $0.sar_height) })
        nalLengthSize = record.lengthSize
        sequenceHeader = []
        configuration = .avc(sps: record.sequenceParameterSets, pps: record.pictureParameterSets)
        isRecordTrue = record.codecString == sps.codecString
    }

    /// - Parameter record: the payload of `hvcC`.
    init(hvcC record: [UInt8], entry: VisualSampleEntryFields) throws(BitstreamError) {
        let record = try HEVCDecoderConfigurationRecord(parsing: record)
        guard let unit = record.units(of: .sequenceParameterSet).first, !record.units(of: .videoParameterSet).isEmpty,
            !record.units(of: .pictureParameterSet).isEmpty,
            record.arrays.allSatisfy({ $0.array_completeness || !$0.type.isParameterSet })
        else { throw .invalid(structure: "HEVCDecoderConfigurationRecord", field: "array_completeness") }
        let sps = try HEVCSequenceParameterSet(unit)
        codec = .hevc
        codecString = record.codecString
        size = sps.resolution
        codedSize = sps.codedSize
        profile = sps.profileTierLevel.general_profile_idc
        bitDepth = sps.bit_depth_luma
        level = sps.profileTierLevel.general_level_idc
        color = sps.color
        containerColor = entry.color
        masteringDisplaySize = entry.masteringDisplay?.count
        contentLightSize = entry.contentLight?.count
        pixelAspects = entry.pixelAspects(sps.sampleAspectRatio)
        nalLengthSize = record.lengthSize
        sequenceHeader = []
        configuration = .hevc(
            vps: record.units(of: .videoParameterSet), sps: record.units(of: .sequenceParameterSet),
            pps: record.units(of: .pictureParameterSet))
        isRecordTrue =
            record.profileTierLevel == sps.profileTierLevel && UInt32(record.chromaFormat) == sps.chroma_format_idc
            && Int(record.bitDepthLumaMinus8) + 8 == sps.bit_depth_luma
            && Int(record.bitDepthChromaMinus8) + 8 == sps.bit_depth_chroma
    }

    /// - Parameter record: the payload of `av1C`.
    init(av1C record: [UInt8], entry: VisualSampleEntryFields) throws(BitstreamError) {
        let record = try AV1CodecConfigurationRecord(parsing: record)
        let header = try AV1SequenceHeader(record.configOBUs)
        codec = .av1
        codecString = record.codecString
        size = header.resolution
        codedSize = header.resolution
        profile = header.seq_profile
        bitDepth = header.bitDepth
        level = header.seq_level_idx
        color = header.color
        containerColor = entry.color
        masteringDisplaySize = entry.masteringDisplay?.count
        contentLightSize = entry.contentLight?.count
        pixelAspects = entry.pixelAspects(nil)
        nalLengthSize = 0
        sequenceHeader = record.configOBUs
        configuration = .av1(sequenceHeader: record.configOBUs)
        isRecordTrue = record == (try AV1CodecConfigurationRecord(sequenceHeader: record.configOBUs))
    }
}

extension VisualSampleEntryFields {
    fileprivate var color: ColorDescription? {
        colour.map {
            ColorDescription(
                primaries: Int($0.colour_primaries), transfer: Int($0.transfer_characteristics),
                matrix: Int($0.matrix_coefficients), isFullRange: $0.full_range_flag)
        }
    }
    /// With that of the stream.
    fileprivate func pixelAspects(_ coded: Resolution?) -> [Resolution] {
        let written = pixelAspectRatio.map { Resolution(width: Int($0.hSpacing), height: Int($0.vSpacing)) }
        return [coded, written].compactMap(\.self)
    }
}
