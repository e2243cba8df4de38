import MediaCore

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
    /// Sound begins after the picture; until then there is silence.
    case soundStartsLate(milliseconds: Int)
    /// Sound runs on after the picture; the excess is cut.
    case audioTailTrimmed(milliseconds: Int)
    /// Silence put where the source's sound has holes.
    case audioGapsFilled(count: Int, milliseconds: Int)
    /// The picture starts after the sound; the first frame is held.
    case videoStartHeld(milliseconds: Int)
    /// Frame rate changed from the measured one, both in frames a second × 1000.
    case frameRateChanged(fromMilli: Int, toMilli: Int)
    /// A variable frame rate made constant. One frame in twenty comes slower than the lowest, and one faster than the highest.
    case frameRateMadeConstant(lowestMilli: Int, highestMilli: Int, toMilli: Int)
    /// Frames that the decoder reported as damaged and concealed.
    case damagedFrames(count: Int)
    /// The whole file decodes in one run because it offers no usable access points.
    case sequentialDecode(reason: String)
    /// Packets that claim to be before packets already read; they are kept in order.
    case nonMonotonicTimestamps(count: Int)
    /// HDR in PQ or HLG, brought to SDR.
    case toneMapped(from: String)
    /// HDR as it is, in renditions beside those in SDR.
    case hdrKept
    /// Dolby Vision in colours that nothing but its own decoder reads; they are taken for ordinary ones.
    case dolbyVisionUnread(profile: Int)
    /// Pixels other than 8 bit 4:2:0 in BT.709 and limited range; in people's words.
    case colorConverted(from: String)
    /// The picture as it is recorded and as it is shown, both upright.
    case sizeChanged(from: Resolution, to: Resolution, SizeChange)
    /// Fields, of which whole frames are made.
    case deinterlaced
    /// The end of the file is missing; by how much, where something tells.
    case truncated(missingMilliseconds: Int?)
    /// Media data that claims to be longer than the file, though nothing is missing.
    case lengthOverstated
    /// A header's duration that has nothing to do with what is there.
    case durationDisbelieved(claimedMilliseconds: Int, measuredMilliseconds: Int)
    /// Places that the demuxer could not read.
    case unreadablePlaces(count: Int)
    /// Packets of sound that the decoder refused.
    case damagedSound(count: Int)
    /// Frames without their reference pictures at the start of the file.
    case leadingFramesDropped(count: Int)
    /// Frames without a time of their own.
    case missingTimestamps(count: Int)
    /// Jumps of the clock that were closed.
    case clockJumps(count: Int)
    /// The clock counted to its end and began again; times go on.
    case clockWrapped
    /// Holes in the picture's timeline, while the sound plays on.
    case pictureGapsHeld(count: Int, milliseconds: Int)
    /// Frames that the file itself shows for more than a second longer than the others.
    case pictureStandsStill(count: Int, milliseconds: Int)
    /// Moving pictures beside the one that is shown.
    case furtherPicturesDropped(count: Int)
    /// A still that belongs to the sound, or to the file.
    case coverArtDropped
    /// What the file tells of who made it, and how.
    case privateTagsDropped([PrivateTag])
    /// There is no picture: the asset is sound only.
    case audioOnly
    /// A picture is announced and not one frame of it is there: the asset is sound only.
    case pictureMissing
    /// Captions, of the source or beside it, of an asset that has no picture to show them on.
    case captionsWithoutPicture(count: Int)
    /// Captions that show when the asset does not.
    case captionsOutside(language: String, count: Int)
    /// Sound other than mono or stereo at the usual rates, made into stereo.
    case soundConverted(channels: Int, sampleRate: Int)
    /// Sound with all its channels, in renditions beside those in stereo.
    case surroundKept
    /// Decodable sound tracks beside the one that is heard.
    case furtherSoundDropped(count: Int)
    /// The sound's sample clock runs against its timestamps; the most that was compensated at once.
    case soundDriftCompensated(milliseconds: Int)
    /// The picture is stored turned clockwise by so much less, and mirrored.
    case turned(degrees: Int, isMirrored: Bool)
    /// Sound before the picture, beyond what a held frame covers.
    case leadInCut(milliseconds: Int)
    /// Sound brought to the loudness that the preset asks for, or as near as its peaks allow; hundredths of LUFS and of dB.
    case loudnessChanged(track: String, measured: Int, gain: Int)
    /// Captions that are pictures of words, or text in a format that is not read.
    case captionsIgnored(codec: String)
    /// More words at once than captions have; the rest is left out.
    case captionsCut(language: String)
    /// The track is the source's own, packet by packet.
    case copied(track: String)
    /// The source's own packets could not stand in the track's place.
    case notCopied(track: String, CopyObstacle)

    /// Something may be worse than in the source; the others are decisions that a person may want to know.
    package var isWarning: Bool {
        switch self {
        case .noAudio, .audioTailFilled, .audioTailTrimmed, .videoStartHeld, .frameRateChanged, .sequentialDecode,
            .leadingFramesDropped, .audioOnly, .furtherSoundDropped, .soundDriftCompensated, .turned, .loudnessChanged,
            .toneMapped, .hdrKept, .colorConverted, .deinterlaced, .copied, .notCopied, .soundStartsLate, .frameRateMadeConstant,
            .sizeChanged, .durationDisbelieved, .clockWrapped, .pictureStandsStill, .furtherPicturesDropped, .coverArtDropped,
            .privateTagsDropped, .soundConverted, .surroundKept:
            false
        default: true
        }
    }

    /// Something of the source is missing, so that the asset is a part of it.
    package var isLoss: Bool {
        switch self {
        case .truncated, .pictureMissing: true
        default: false
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
        case .soundStartsLate(let milliseconds): "The sound starts \(milliseconds) ms after the picture; it is silent until then."
        case .audioTailTrimmed(let milliseconds): "The sound runs \(milliseconds) ms longer than the picture and was cut there."
        case .audioGapsFilled(let count, let milliseconds):
            "The sound has \(count) holes of \(milliseconds) ms in all; they were filled with silence."
        case .videoStartHeld(let milliseconds):
            "The picture starts \(milliseconds) ms after the sound; the first frame is held until then."
        case .frameRateChanged(let from, let to):
            "The frame rate changed from about \(from.thousandths) to \(to.thousandths) frames a second."
        case .frameRateMadeConstant(let lowest, let highest, let to):
            "The frame rate varies, mostly between \(lowest.tenths) and \(highest.tenths) frames a second; "
                + "it is made constant at \(to.thousandths)."
        case .damagedFrames(let count): "\(count) damaged frames were concealed."
        case .sequentialDecode(let reason): "The file is decoded in one run: \(reason)."
        case .nonMonotonicTimestamps(let count): "\(count) packets carry timestamps that run backwards."
        case .toneMapped(let curve): "The picture is HDR (\(curve)); it is tone-mapped to SDR, as every screen shows it."
        case .hdrKept: "Renditions in HDR are made as well, for screens that show it."
        case .dolbyVisionUnread(let profile):
            "The picture is Dolby Vision profile \(profile), whose colours only a Dolby decoder reads: they come out wrong; "
                + "export it as HDR10, HLG or SDR."
        case .sizeChanged(let from, let to, .odd):
            "The picture is \(from), and video has even sizes: it is scaled to \(to)."
        case .sizeChanged(let from, let to, .oblongPixels):
            "The picture is \(from) in pixels that are not square; it is scaled to \(to) in square ones."
        case .sizeChanged(let from, let to, .small): "The picture is \(from), less than video can be: it is enlarged to \(to)."
        case .colorConverted(let format):
            "The picture (\(format)) is converted to what every player shows: 8 bit 4:2:0 in BT.709 and limited range."
        case .loudnessChanged(let track, let measured, let gain):
            "The sound \(track) measures \(Double(measured) / 100) LUFS and was changed by \(Double(gain) / 100) dB."
        case .captionsIgnored(let codec): "The captions in the file (\(codec)) are not text and were left out."
        case .captionsCut(let language): "The captions (\(language)) hold more text than captions do; the rest was left out."
        case .copied(let track): "The track \(track) is the source's own, packet by packet."
        case .notCopied(let track, let obstacle): "The track \(track) was encoded anew: \(obstacle)."
        case .deinterlaced: "The picture is interlaced; each frame is made whole, without combs in motion."
        case .truncated(let missing?):
            "About \(missing.duration) are missing at the end of the file; what is there is published as partial."
        case .truncated(nil): "The end of the file is missing; what is there is published as partial."
        case .lengthOverstated: "The file claims to be longer than it is, but nothing that its index names is missing."
        case .durationDisbelieved(let claimed, let measured):
            "The file's header claims \(claimed.duration); what counts is what is there: \(measured.duration)."
        case .unreadablePlaces(let count): "The file cannot be read in \(count) places; they are passed over."
        case .damagedSound(let count): "\(count) packets of sound are damaged; they are silent."
        case .leadingFramesDropped(let count):
            "The recording begins in the middle of a scene: \(count) frames before its first whole picture are left out."
        case .missingTimestamps(let count): "\(count) frames carry no time; each follows the one before it."
        case .clockJumps(let count):
            "The timestamps jump in \(count) places; the parts are joined, picture and sound by the same amount."
        case .pictureGapsHeld(let count, let milliseconds):
            "The picture has \(count) holes of \(milliseconds.duration) in all; the frame before each is held."
        case .clockWrapped: "The recording's clock has counted to its end and begun again; the times go on."
        case .pictureStandsStill(let count, let milliseconds):
            "The picture stands still in \(count == 1 ? "one place" : "\(count) places"), for \(milliseconds.duration) in all; "
                + "it is held there, as the file says."
        case .furtherPicturesDropped(let count):
            "\(count) more picture \(count == 1 ? "track is" : "tracks are") left out; one is shown."
        case .coverArtDropped: "The file has a cover picture, which is left out."
        case .privateTagsDropped(let tags):
            "The file carries \(tags.dropLast().map(\.words).joined(separator: ", "))\(tags.count > 1 ? " and " : "")"
                + "\(tags.last?.words ?? "tags"); nothing of that is passed on."
        case .audioOnly: "The file has no picture; the result is sound only."
        case .pictureMissing:
            "The file announces a picture, but no frame of it is there; the sound alone is published, as partial."
        case .captionsWithoutPicture(let count):
            "There is no picture to show captions on; \(count == 1 ? "one track" : "\(count) tracks") of them \(count == 1 ? "is" : "are") left out."
        case .captionsOutside(let language, let count):
            "\(count == 1 ? "One caption" : "\(count) captions") (\(language)) would show before the picture begins or after it ends; "
                + "\(count == 1 ? "it is" : "they are") left out."
        case .soundConverted(let channels, let sampleRate):
            "The sound (\(channels == 1 ? "mono" : channels == 2 ? "stereo" : "\(channels) channels") at \(sampleRate.thousandths) kHz) "
                + "is converted to what every player plays: stereo at 48 kHz."
        case .surroundKept: "Renditions with all channels of the sound are made as well, for those who have the speakers."
        case .furtherSoundDropped(let count):
            "\(count) more sound \(count == 1 ? "track is" : "tracks are") left out; one is heard."
        case .soundDriftCompensated(let milliseconds):
            "The sound's clock runs up to \(milliseconds) ms off the picture's; its speed is corrected all the way."
        case .turned(0, _): "Recorded mirrored: turned over."
        case .turned(let degrees, let isMirrored):
            "Recorded \(degrees == 180 ? "upside down" : "sideways")\(isMirrored ? " and mirrored" : ""): turned by \(degrees)°."
        case .leadInCut(let milliseconds):
            "The first \(milliseconds.duration) of the sound come long before the picture and are cut."
        }
    }
}

/// Why a picture is shown in another size than it is recorded in, be it scaled further down or not.
package enum SizeChange: String, Codable, Sendable {
    /// An odd number of pixels, which 4:2:0 cannot have.
    case odd
    /// Pixels that are not square.
    case oblongPixels
    /// Below what encoders take.
    case small
}

/// What a file may tell that is nobody's business.
package enum PrivateTag: String, Codable, CaseIterable, Sendable {
    case place
    case device
    case names

    fileprivate var words: String {
        switch self {
        case .place: "the place of the recording"
        case .device: "the recording device"
        case .names: "titles or names"
        }
    }
}

extension Int {
    /// Of milliseconds, for people.
    fileprivate var duration: String {
        switch self {
        case ..<1000: "\(self) ms"
        case ..<10_000: "\((self + 50) / 100 / 10).\((self + 50) / 100 % 10) seconds"
        case ..<600_000: "\((self + 500) / 1000) seconds"
        default: "\((self + 30_000) / 60_000) minutes"
        }
    }

    /// Of thousandths, to the tenth.
    fileprivate var tenths: String { ((self + 50) / 100 * 100).thousandths }

    fileprivate var thousandths: String {
        var digits = String(self % 1000 + 1000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? "\(self / 1000)" : "\(self / 1000).\(digits)"
    }
}
