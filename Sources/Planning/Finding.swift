/// Something about a source, a decision or a repair that a person should know, as a value; `sentence` says it in words.
package enum Finding: Hashable, Codable, Sendable {
    /// The display matrix is neither a right angle nor a mirror of one; the picture is shown as stored.
    case displayMatrixIgnored
    /// A pixel aspect outside 1/8 … 8; square pixels are assumed.
    case pixelAspectIgnored(width: Int, height: Int)
    /// The source has no sound: the asset is video only.
    case noAudio
    /// No allowed decoder opens the sound.
    case audioUndecodable(codec: String)
    /// Sound ends before the picture; the rest is silence.
    case audioTailFilled(milliseconds: Int)
    /// Sound runs on after the picture; the excess is cut.
    case audioTailTrimmed(milliseconds: Int)
    /// Silence put where the source's sound has holes.
    case audioGapsFilled(count: Int, milliseconds: Int)
    /// The picture starts after the sound; the first frame is held.
    case videoStartHeld(milliseconds: Int)
    /// Frame rate changed from the measured one, both in frames a second × 1000.
    case frameRateChanged(fromMilli: Int, toMilli: Int)
    /// Frames that the decoder reported as damaged and concealed.
    case damagedFrames(count: Int)
    /// The whole file decodes in one run because it offers no usable access points.
    case sequentialDecode(reason: String)
    /// Packets that claim to be before packets already read; they are kept in order.
    case nonMonotonicTimestamps(count: Int)
    /// PQ or HLG, which is not tone-mapped.
    case highDynamicRange
    /// Fields, which are not deinterlaced.
    case interlaced
    /// Sound brought to the loudness that the preset asks for, or as near as its peaks allow; hundredths of LUFS and of dB.
    case loudnessChanged(track: String, measured: Int, gain: Int)
    /// Captions that are pictures of words, or text in a format that is not read.
    case captionsIgnored(codec: String)
    /// More words at once than captions have; the rest is left out.
    case captionsCut(language: String)

    /// Something may be worse than in the source; the others are decisions that a person may want to know.
    package var isWarning: Bool {
        switch self {
        case .noAudio, .audioTailFilled, .audioTailTrimmed, .videoStartHeld, .frameRateChanged, .sequentialDecode,
            .loudnessChanged:
            false
        default: true
        }
    }

    package var sentence: String {
        switch self {
        case .displayMatrixIgnored: "The rotation in the file is not a right angle and was ignored."
        case .pixelAspectIgnored(let width, let height):
            "A pixel aspect of \(width):\(height) is not believable; square pixels were assumed."
        case .noAudio: "The file has no sound; the result is video only."
        case .audioUndecodable(let codec): "The sound (\(codec)) cannot be decoded; the result is video only."
        case .audioTailFilled(let milliseconds): "The sound ends \(milliseconds) ms before the picture; the rest is silent."
        case .audioTailTrimmed(let milliseconds): "The sound runs \(milliseconds) ms longer than the picture and was cut there."
        case .audioGapsFilled(let count, let milliseconds):
            "The sound has \(count) holes of \(milliseconds) ms in all; they were filled with silence."
        case .videoStartHeld(let milliseconds):
            "The picture starts \(milliseconds) ms after the sound; the first frame is held until then."
        case .frameRateChanged(let from, let to):
            "The frame rate changed from about \(from.thousandths) to \(to.thousandths) frames a second."
        case .damagedFrames(let count): "\(count) damaged frames were concealed."
        case .sequentialDecode(let reason): "The file is decoded in one run: \(reason)."
        case .nonMonotonicTimestamps(let count): "\(count) packets carry timestamps that run backwards."
        case .highDynamicRange: "The picture is HDR and is not tone-mapped by this version: colours look washed out."
        case .loudnessChanged(let track, let measured, let gain):
            "The sound \(track) measures \(Double(measured) / 100) LUFS and was changed by \(Double(gain) / 100) dB."
        case .captionsIgnored(let codec): "The captions in the file (\(codec)) are not text and were left out."
        case .captionsCut(let language): "The captions (\(language)) hold more text than captions do; the rest was left out."
        case .interlaced: "The picture is interlaced and is not deinterlaced by this version: motion shows combs."
        }
    }
}

extension Int {
    fileprivate var thousandths: String {
        let rest = String(self % 1000 + 1000).dropFirst()
        return "\(self / 1000).\(rest)"
    }
}
