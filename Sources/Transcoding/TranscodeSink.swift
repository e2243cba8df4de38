import MediaCore
import Planning

/// Where the results of a task go. Methods are called from several threads at once and may block: that is how a slow reader
/// holds the encoders back.
package protocol TranscodeSink: Sendable {
    /// Before the first sample of `track` from each encoder.
    ///
    /// - Parameter primingTicks: media time at which the asset starts, in the track's ticks: an encoder's delay, or the lag that
    ///   reordering needs.
    func configuration(_ configuration: CodecConfiguration, of track: TrackID, primingTicks: Int) throws(TranscodingError)
    /// Samples of a track come in decoding order; `payload` is valid during the call.
    func sample(_ timing: SampleTiming, of track: TrackID, payload: UnsafeRawBufferPointer) throws(TranscodingError)
    /// The same of a sample that the source file holds as it is.
    func sample(_ timing: SampleTiming, of track: TrackID, sourceRange: Range<Int64>) throws(TranscodingError)
    /// A thumbnail's pixels, on the grid of the plan.
    func tile(_ tile: SmallPicture) throws(TranscodingError)
    /// A finished JPEG.
    func picture(_ picture: FinishedPicture) throws(TranscodingError)
    /// Now and then, where nothing else comes for long: a silent worker is taken for stuck.
    func progress(frames: Int) throws(TranscodingError)
    /// Something the report should say.
    func finding(_ finding: Finding) throws(TranscodingError)
}
