import Bitstream

/// The levels of a track's codec, lowest first, and which of them hold the track.
struct CodecLevels {
    struct Level {
        /// As the stream writes it.
        let number: UInt8
        /// Ten times the level; 9 is H.264's 1b.
        let tenths: Int
        let isEnough: Bool

        var name: String { tenths == 9 ? "1b" : "\(tenths / 10).\(tenths % 10)" }
    }

    private let levels: [Level]
    private let declared: UInt8

    init(_ video: VideoFormat, framesPerSecond rate: Double) {
        declared = video.level
        let size = video.codedSize
        switch video.codec {
        case .h264:
            levels = AVCLevel.all.map {
                let isEnough = $0.holds(
                    widthInMacroblocks: size.width / 16, heightInMacroblocks: size.height / 16, framesPerSecond: rate)
                return Level(number: $0.level_idc, tenths: Int($0.level_idc), isEnough: isEnough)
            }
        case .hevc:
            levels = HEVCLevel.all.map {
                Level(
                    number: $0.general_level_idc, tenths: Int($0.general_level_idc) / 3,
                    isEnough: $0.holds(size, framesPerSecond: rate))
            }
        case .av1:
            levels = AV1Level.all.map {
                let index = Int($0.seq_level_idx)
                return Level(
                    number: $0.seq_level_idx, tenths: 10 * (2 + index / 4) + index % 4,
                    isEnough: $0.holds(size, framesPerSecond: rate))
            }
        }
    }

    /// Nil where the codec has no such level.
    var current: Level? { levels.first { $0.number == declared } }

    /// The lowest that is enough.
    var needed: Level? { levels.first(where: \.isEnough) }

    /// More than one level above the needed one, and above 3.
    var isOverdeclared: Bool {
        guard let needed = levels.firstIndex(where: \.isEnough), let index = levels.firstIndex(where: { $0.number == declared })
        else { return false }
        return index > needed + 1 && levels[index].tenths > 30
    }
}
