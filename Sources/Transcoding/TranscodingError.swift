import LibAV
import MediaCore

/// Why a task of a worker ended without its result.
package enum TranscodingError: Error, Sendable {
    /// The upload is not something Sluice can turn into video; trying again cannot help.
    case rejected(Rejection)
    /// FFmpeg or libzimg failed on something they should have managed.
    case library(LibAVError)
    /// The plan and the file do not fit each other: the file changed, or a seek landed elsewhere than the scan.
    case sourceChanged(String)
    /// Nobody takes the results any more.
    case outputClosed
    /// The machine refused a thread or memory.
    case system(String)
}

/// What is wrong with an upload.
package enum Rejection: Hashable, Sendable {
    case notMedia
    /// A recognised container outside the allow-list, playlists included.
    case formatNotAccepted(name: String)
    /// An MP4 or MOV whose index (`moov`) is missing or cut off.
    case indexMissing
    /// An MP4 or MOV whose index is there and makes no sense.
    case indexDamaged
    case headerUnreadable(container: String, cause: String)
    case noDecodableVideo(codecs: [String])
    /// No frame comes out of the decoder from this output time on.
    case nothingDecodes(seconds: Int)
    /// Times that no recording has: more than 68 years from zero.
    case timestampsOutOfRange
    case captionFile(CaptionFileFault)
}

extension Rejection: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notMedia: "The file is not a video: nothing in it is recognised. Upload the camera's original file."
        case .formatNotAccepted(let name):
            Self.playlists.contains(name)
                ? "The file is a playlist (\(name)), not a video. Upload the video itself."
                : "The container \(name) is not accepted. Convert the video to MP4, MOV, MKV, WebM or MPEG-TS."
        case .indexMissing:
            "The file's index (moov) is missing: recording or copying was cut off before it was written. Copy it again from the device."
        case .indexDamaged:
            "The file's index (moov) is damaged, so nothing in the file can be found. Copy it again from the device."
        case .headerUnreadable(let container, let cause):
            "The \(container) header cannot be read (\(cause)). Copy the file again from its source."
        case .noDecodableVideo(let codecs):
            codecs.isEmpty
                ? "The file has no video stream. Upload a file with a picture."
                : "No stream of the file can be decoded (\(codecs.joined(separator: ", "))). Convert it to H.264 or HEVC."
        case .nothingDecodes(let seconds):
            "No frame of the picture can be decoded from second \(seconds) on. Copy the file again from its source."
        case .captionFile(.tooLarge): "A caption file has at most 10 MB. Export the captions alone, as SRT or WebVTT."
        case .captionFile(.notUTF8): "The file is not text in UTF-8. Save it again as SRT or WebVTT in UTF-8."
        case .captionFile(.noCues): "No caption is found in the file. Give one in SRT or WebVTT."
        case .timestampsOutOfRange:
            "The file's timestamps are not those of a recording. Export it again, or copy it again from its source."
        }
    }

    private static let playlists: Set = ["hls", "dash", "concat", "sdp", "applehttp", "rtsp"]
}

extension TranscodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rejected(let rejection): rejection.description
        case .library(let error) where error.code == .invalidData:
            "The file is damaged beyond use: \(error). Copy it again from its source."
        case .library(let error) where error.code == .outOfMemory:
            "The file asks for more memory than any ordinary video does: \(error). Copy it again from its source."
        case .library(let error): error.description
        case .sourceChanged(let detail): "The file does not read as it did when the job was planned: \(detail). Submit it again."
        case .outputClosed: "The process that asked for the work has gone."
        case .system(let detail): detail
        }
    }
}

/// The border of the module: inside, errors travel as they are; outside, each is a `TranscodingError`.
func typed<R>(_ body: () throws -> R) throws(TranscodingError) -> R {
    do {
        return try body()
    } catch let error as TranscodingError {
        throw error
    } catch let error as LibAVError {
        throw .library(error)
    } catch {
        throw .system("\(error)")
    }
}
