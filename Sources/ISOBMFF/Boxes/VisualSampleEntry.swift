/// A video track's sample entry, with its decoder configuration record in it and never in samples (ISO/IEC 14496-12 §12.1.3).
package struct VisualSampleEntry: Sendable {
    /// The record of a codec, as its binding writes it; it decides the type of the entry and of the box that holds it.
    package enum Configuration: Sendable {
        /// `avc1`: an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.4.2.1).
        case avc([UInt8])
        /// `hvc1`: an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.4.1.1).
        case hevc([UInt8])
        /// `av01`: an AV1CodecConfigurationRecord (AV1 in ISOBMFF §2.2 and §2.3).
        case av1([UInt8])

        package var entry: FourCC { box.entry }

        fileprivate var box: (entry: FourCC, record: FourCC, body: [UInt8]) {
            switch self {
            case .avc(let record): ("avc1", "avcC", record)
            case .hevc(let record): ("hvc1", "hvcC", record)
            case .av1(let record): ("av01", "av1C", record)
            }
        }
    }

    package var width: UInt16
    package var height: UInt16
    package var configuration: Configuration
    package var colour: ColourInformationBox
    /// Of HDR, where the source says it.
    package var masteringDisplay: MasteringDisplayColourVolumeBox?
    package var contentLight: ContentLightLevelBox?
    package var pixelAspectRatio: PixelAspectRatioBox
    /// Of an encrypted track.
    package var protection: ProtectionSchemeInformationBox?

    package init(
        width: UInt16, height: UInt16, configuration: Configuration, colour: ColourInformationBox,
        masteringDisplay: MasteringDisplayColourVolumeBox? = nil, contentLight: ContentLightLevelBox? = nil,
        pixelAspectRatio: PixelAspectRatioBox
    ) {
        self.width = width
        self.height = height
        self.configuration = configuration
        self.colour = colour
        self.masteringDisplay = masteringDisplay
        self.contentLight = contentLight
        self.pixelAspectRatio = pixelAspectRatio
    }

    package func write(to writer: inout ByteWriter) {
        let box = configuration.box
        writer.box(protection == nil ? box.entry : "encv") { writer in
            writer.zeros(6)
            writer.u16(1)  // data_reference_index
            writer.zeros(16)
            writer.u16(width)
            writer.u16(height)
            writer.u32(0x48_0000)  // horizresolution, 72 dpi
            writer.u32(0x48_0000)  // vertresolution
            writer.zeros(4)
            writer.u16(1)  // frame_count
            writer.zeros(32)  // compressorname
            writer.u16(0x18)  // depth
            writer.i16(-1)  // pre_defined
            writer.box(box.record) { $0.append(box.body) }
            colour.write(to: &writer)
            masteringDisplay?.write(to: &writer)
            contentLight?.write(to: &writer)
            pixelAspectRatio.write(to: &writer)
            protection?.write(to: &writer)
        }
    }
}
