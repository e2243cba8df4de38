import CMAF
import CommonEncryption
import MediaCore

/// Why encoded samples could not become segments. Each is a fault of ours, never of the upload.
package enum PackagingError: Error, Sendable {
    case cmaf(track: TrackID, CMAFError)
    case encryption(track: TrackID, EncryptionError)
    /// A sample at `decodeTime` crosses the end of its fragment, or comes after the last one.
    case offGrid(track: TrackID, decodeTime: Int64)
    /// The samples end before the run of segments does.
    case incomplete(track: TrackID, segment: Int)
    /// An encoder announced other parameter sets than the ones before it.
    case configurationChanged(track: TrackID)
}

extension PackagingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cmaf(let track, let error): "Packaging \(track) failed: \(error)"
        case .encryption(let track, let error): "Encrypting \(track) failed: \(error)"
        case .offGrid(let track, let time): "A sample of \(track) at tick \(time) does not fit the segment grid."
        case .incomplete(let track, let segment): "Segment \(segment) of \(track) is not complete."
        case .configurationChanged(let track): "The encoder of \(track) changed its parameter sets between chunks."
        }
    }
}
