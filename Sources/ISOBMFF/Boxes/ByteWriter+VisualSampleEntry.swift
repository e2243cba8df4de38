extension ByteWriter {
    /// What every visual sample entry begins with (ISO/IEC 14496-12 §12.1.3).
    mutating func visualSampleEntryFields(width: UInt16, height: UInt16) {
        zeros(6)
        u16(1)  // data_reference_index
        zeros(16)
        u16(width)
        u16(height)
        u32(0x48_0000)  // horizresolution, 72 dpi
        u32(0x48_0000)  // vertresolution
        zeros(4)
        u16(1)  // frame_count
        zeros(32)  // compressorname
        u16(0x18)  // depth
        i16(-1)  // pre_defined
    }
}
