/// `mdia`: a track's media (ISO/IEC 14496-12 §8.4.1).
package struct MediaBox: Box {
    package static let type: FourCC = "mdia"
    package var header: MediaHeaderBox
    package var handler: HandlerBox
    package var information: MediaInformationBox

    package init(header: MediaHeaderBox, handler: HandlerBox, information: MediaInformationBox) {
        self.header = header
        self.handler = handler
        self.information = information
    }

    package func writeBody(to writer: inout ByteWriter) {
        header.write(to: &writer)
        handler.write(to: &writer)
        information.write(to: &writer)
    }
}
