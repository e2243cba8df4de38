/// `dinf` with a `dref` of one entry (ISO/IEC 14496-12 §8.7.1).
package struct DataInformationBox: Box {
    package static let type: FourCC = "dinf"

    package init() {}

    package func writeBody(to writer: inout ByteWriter) { DataReferenceBox().write(to: &writer) }
}
