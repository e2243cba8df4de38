/// `tfdt` version 1: the sum of the durations of all earlier samples (ISO/IEC 14496-12 §8.8.12).
package struct TrackFragmentDecodeTimeBox: FullBox {
    package static let type: FourCC = "tfdt"
    package var baseMediaDecodeTime: UInt64

    package init(baseMediaDecodeTime: UInt64) { self.baseMediaDecodeTime = baseMediaDecodeTime }

    package var version: UInt8 { 1 }

    package func writeFields(to writer: inout ByteWriter) { writer.u64(baseMediaDecodeTime) }
}
