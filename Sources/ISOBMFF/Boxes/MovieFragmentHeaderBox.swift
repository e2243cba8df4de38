/// `mfhd`: a fragment's number, counting up (ISO/IEC 14496-12 §8.8.5).
package struct MovieFragmentHeaderBox: FullBox {
    package static let type: FourCC = "mfhd"
    package var sequence_number: UInt32

    package init(sequence_number: UInt32) { self.sequence_number = sequence_number }

    package func writeFields(to writer: inout ByteWriter) { writer.u32(sequence_number) }
}
