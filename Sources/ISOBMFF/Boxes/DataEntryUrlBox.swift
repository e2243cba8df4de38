/// `url ` without a location; flag 1 says that the media is in the file that holds this box (ISO/IEC 14496-12 §8.7.2).
package struct DataEntryUrlBox: FullBox {
    package static let type: FourCC = "url "

    package init() {}

    package var flags: UInt32 { 1 }

    package func writeFields(to writer: inout ByteWriter) {}
}
