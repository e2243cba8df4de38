import MediaCore
import Planning

/// Where the results of a task go. Methods are called from several threads at once and may block: that is how a slow reader
/// holds the encoders back.
package protocol TranscodeSink: Sendable {
    /// Before the first sample of `track` from each encoder.
    ///
    /// - Parameter primingTicks: samples a decoder must drop at the start, in the track's ticks; zero for video.
    func configuration(_ configuration: CodecConfiguration, of track: TrackID, primingTicks: Int) throws(TranscodingError)
    /// Samples of a track come in decoding order; `payload` is valid during the call.
    func sample(_ timing: SampleTiming, of track: TrackID, payload: UnsafeRawBufferPointer) throws(TranscodingError)
    /// A thumbnail's pixels, on the grid of the plan.
    func tile(_ tile: SmallPicture) throws(TranscodingError)
    /// A finished JPEG.
    func picture(_ picture: FinishedPicture) throws(TranscodingError)
    /// Something the report should say.
    func finding(_ finding: Finding) throws(TranscodingError)
}
