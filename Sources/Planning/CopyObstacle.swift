/// Why a track's packets cannot stand in an asset as they are; a reason, to be put behind a colon.
package enum CopyObstacle: Error, Hashable, Codable, Sendable {
    /// FFmpeg's name.
    case codec(String)
    /// The container has no index of samples with their parameter sets apart from them, or it is damaged.
    case container
    /// Of the file something is missing.
    case incomplete
    /// profile_idc of H.264.
    case profile(Int)
    case interlaced
    case turned
    case pixelAspect
    case color
    /// Parameter sets that change, or lie among the pictures.
    case parameterSets
    /// The container says to leave packets out.
    case editList
    /// Frames that no constant rate picks exactly once each, or sound with holes or overlaps.
    case pace
    case firstPicture
    case laterThanSound
    /// More than a segment may last passes without an IDR picture; in milliseconds.
    case keyframeInterval(longest: Int)
    /// The rung is of this size.
    case size(width: Int, height: Int)
    /// Above what the rung is allowed, in bits a second.
    case rate(maxRate: Int)
    /// The preset asks for a codec whose key frames come at fixed intervals only.
    case fixedKeyframes
    /// The lowest rung makes the thumbnails and is always encoded.
    case lowestRung
    case soundProfile
    case sampleRate(Int)
    case channels(Int)
    /// The sound begins after the picture, or nothing says where its encoder's delay ends.
    case priming
    /// The sound ends before the picture.
    case soundLength
}

extension CopyObstacle: CustomStringConvertible {
    package var description: String {
        switch self {
        case .codec(let name): "its codec is \(name)"
        case .container: "the container keeps no index of its frames, or a damaged one"
        case .incomplete: "a part of the file is missing"
        case .profile(let profile):
            "its H.264 profile is number \(profile), and High (100) in 8 bit 4:2:0 is what all players show"
        case .interlaced: "it may be interlaced"
        case .turned: "it is stored turned or mirrored"
        case .pixelAspect: "its pixels are not square"
        case .color: "its colours are not those of BT.709 in limited range"
        case .parameterSets: "its parameter sets change, or lie among the pictures"
        case .editList: "the container says to leave some of its frames out"
        case .pace: "its packets do not follow each other at a constant pace"
        case .laterThanSound: "it begins after the sound"
        case .firstPicture: "it does not begin with an IDR picture"
        case .keyframeInterval(let longest):
            "up to \((longest + 50) / 100 / 10).\((longest + 50) / 100 % 10) s pass between its IDR pictures, and a segment lasts 6 s at most"
        case .size(let width, let height): "the rung is of \(width)x\(height)"
        case .rate(let maxRate): "it takes more than the \(maxRate / 1000) kbit/s that the rung is allowed"
        case .fixedKeyframes: "the key frames of AV1 cannot follow its own"
        case .lowestRung: "there is no smaller size in the ladder"
        case .soundProfile: "it is not AAC-LC"
        case .sampleRate(let rate): "it has \(rate) samples a second in place of 48000 or 44100"
        case .channels(let count): "it has \(count) channels"
        case .priming: "it begins after the picture, or its encoder's delay is not told"
        case .soundLength: "it ends before the picture"
        }
    }
}
