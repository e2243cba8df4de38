import CFFmpeg
import MediaCore

extension HDRMetadata {
    /// What the container says of a stream; nil where nothing.
    init?(_ stream: UnsafeMutablePointer<AVStream>) {
        func data<T>(_ type: AVPacketSideDataType, as _: T.Type) -> T? {
            stream.sideData(type, bytes: MemoryLayout<T>.size)?.loadUnaligned(as: T.self)
        }
        self.init(
            data(AV_PKT_DATA_MASTERING_DISPLAY_METADATA, as: AVMasteringDisplayMetadata.self),
            data(AV_PKT_DATA_CONTENT_LIGHT_LEVEL, as: AVContentLightMetadata.self))
    }

    /// What the bitstream says of a picture; nil where nothing.
    init?(_ frame: borrowing Frame) {
        func data<T>(_ type: AVFrameSideDataType, as _: T.Type) -> T? {
            guard let side = av_frame_get_side_data(frame.pointer, type), side.pointee.size >= MemoryLayout<T>.size else {
                return nil
            }
            return UnsafeRawPointer(side.pointee.data).loadUnaligned(as: T.self)
        }
        self.init(
            data(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, as: AVMasteringDisplayMetadata.self),
            data(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, as: AVContentLightMetadata.self))
    }

    private init?(_ display: AVMasteringDisplayMetadata?, _ light: AVContentLightMetadata?) {
        self.init(
            mastering: display.flatMap(MasteringDisplay.init),
            contentLight: light.map {
                ContentLight(
                    maxContentLightLevel: UInt16(clamping: $0.MaxCLL), maxAverageLightLevel: UInt16(clamping: $0.MaxFALL))
            })
        if mastering == nil && contentLight == nil { return nil }
    }
}

extension HDRMetadata.MasteringDisplay {
    fileprivate init?(_ display: AVMasteringDisplayMetadata) {
        guard display.has_primaries != 0, display.has_luminance != 0 else { return nil }
        func units(_ value: AVRational, _ scale: Int64) -> Int64 {
            value.den > 0 && value.num > 0 ? (Int64(value.num) * scale + Int64(value.den) / 2) / Int64(value.den) : 0
        }
        func point(_ xy: (AVRational, AVRational)) -> Point {
            Point(x: UInt16(clamping: units(xy.0, 50_000)), y: UInt16(clamping: units(xy.1, 50_000)))
        }
        let primaries = display.display_primaries
        self.init(
            red: point(primaries.0), green: point(primaries.1), blue: point(primaries.2), white: point(display.white_point),
            maxLuminance: UInt32(clamping: units(display.max_luminance, 10_000)),
            minLuminance: UInt32(clamping: units(display.min_luminance, 10_000)))
    }
}
