/// `minf`: the media header of its kind, where the media is, and how it is coded (ISO/IEC 14496-12 §8.4.4).
package struct MediaInformationBox: Box {
    package enum Header: Sendable {
        case video(VideoMediaHeaderBox)
        case sound(SoundMediaHeaderBox)
    }

    package static let type: FourCC = "minf"
    package var header: Header
    package var data = DataInformationBox()
    package var samples: SampleTableBox

    package init(header: Header, samples: SampleTableBox) {
        self.header = header
        self.samples = samples
    }

    package func writeBody(to writer: inout ByteWriter) {
        switch header {
        case .video(let box): box.write(to: &writer)
        case .sound(let box): box.write(to: &writer)
        }
        data.write(to: &writer)
        samples.write(to: &writer)
    }
}
