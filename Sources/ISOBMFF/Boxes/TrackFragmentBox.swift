/// `traf`: one run of samples (ISO/IEC 14496-12 §8.8.6).
package struct TrackFragmentBox: Box {
    package static let type: FourCC = "traf"
    package var header: TrackFragmentHeaderBox
    package var decodeTime: TrackFragmentDecodeTimeBox
    package var run: TrackRunBox
    /// Where not all samples are what `tenc` says.
    package var group: EncryptionGroupBox?
    /// Of encrypted samples.
    package var encryption: SampleEncryptionBox?

    package init(header: TrackFragmentHeaderBox, decodeTime: TrackFragmentDecodeTimeBox, run: TrackRunBox) {
        self.header = header
        self.decodeTime = decodeTime
        self.run = run
    }

    package func writeBody(to writer: inout ByteWriter) {
        header.write(to: &writer)
        decodeTime.write(to: &writer)
        run.write(to: &writer)
        group?.write(to: &writer)
        // The writer began with the `moof`.
        encryption?.writeWithSizes(to: &writer, offset: writer.count)
    }
}
