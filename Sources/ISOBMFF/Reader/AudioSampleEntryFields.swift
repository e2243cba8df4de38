/// The fields of an audio sample entry (ISO/IEC 14496-12 §12.2.3) and of its `esds`.
package struct AudioSampleEntryFields: Hashable, Sendable {
    /// `mp4a` and its like.
    package let coding: FourCC
    package let channelcount: UInt16
    package let samplesize: UInt16
    /// In Hz.
    package let samplerate: UInt32
    package let descriptor: ESDescriptorFields?

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        coding = box.type
        var reader = FieldReader(box)
        try reader.skip(16)  // reserved, data_reference_index, reserved
        channelcount = try reader.u16()
        samplesize = try reader.u16()
        try reader.skip(4)
        samplerate = try reader.u32() >> 16
        if let esds = box.first("esds") { descriptor = try ESDescriptorFields(esds) } else { descriptor = nil }
    }
}
