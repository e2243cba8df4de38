import Bitstream
import LibAV
import MediaCore
import Planning

/// What the packets of an H.264 stream say to those who would copy them.
struct PicturePacketScan {
    private let stream: StreamDescription
    private var obstacle: CopyObstacle?
    private var byteCount: Int64 = 0
    /// Presentation times in decoding order, as long as there is no obstacle.
    private var times: [Int64] = []

    init(_ stream: StreamDescription) {
        self.stream = stream
        do throws(CopyObstacle) { _ = try AVCCopy(stream.extradata) } catch { obstacle = error }
    }

    /// - Returns: whether the packet holds an IDR picture, and the bytes of those before it.
    mutating func note(_ packet: borrowing Packet) -> (isIDR: Bool, byteOffset: Int64) {
        defer { byteCount += Int64(packet.byteCount) }
        guard obstacle == nil else { return (false, byteCount) }
        do throws(CopyObstacle) {
            guard !packet.isDiscarded else { throw .editList }
            guard let ticks = packet.presentationTicks else { throw .pace }
            let isIDR = try AVCCopy.isIDR(packet.bytes)
            // The index says where a decoder may begin, and is what was believed so far.
            if isIDR && !packet.isKeyframe { throw .container }
            times.append(ticks)
            return (isIDR, byteCount)
        } catch {
            obstacle = error
            times = []
            return (false, byteCount)
        }
    }

    /// - Parameter track: of these packets, measured.
    func packets(of track: SourceVideoTrack) -> PicturePackets {
        var packets = PicturePackets(obstacle: obstacle, byteCount: byteCount)
        // A file may claim times on which no arithmetic holds.
        guard obstacle == nil, (track.end - track.start).isRecorded, track.medianInterval.isRecorded else {
            packets.obstacle = obstacle ?? .pace
            return packets
        }
        let rate = FrameRateChoice(for: track).rate
        var isTaken = [Bool](repeating: false, count: times.count)
        for (index, ticks) in times.enumerated() {
            let time = stream.time(ticks) - track.start
            let number = time.isRecorded ? rate.frameCount(in: time) : -1
            guard isTaken.indices.contains(number), !isTaken[number] else {
                packets.obstacle = .pace
                return packets
            }
            isTaken[number] = true
            let deviation = time - rate.time(ofFrame: number)
            packets.earliest = min(packets.earliest, deviation)
            packets.latest = max(packets.latest, deviation)
            packets.delay = max(packets.delay, index - number)
        }
        if packets.delay > PicturePackets.mostDelay { packets.obstacle = .pace }
        return packets
    }
}

extension MediaTime {
    /// Within 68 years of zero, as the times of every recording are.
    var isRecorded: Bool { ticks.magnitude >> 31 < UInt64(timescale) }
}

/// What makes packets of H.264 fit to be copied.
struct AVCCopy {
    /// For the sample entry.
    let configuration: CodecConfiguration

    /// Bytes of a NAL unit's length field, in what is written as in what is read.
    private static let lengthSize = 4
    private static let high = 100

    /// - Parameter record: the `avcC` of the container.
    init(_ record: [UInt8]) throws(CopyObstacle) {
        guard let record = try? AVCDecoderConfigurationRecord(parsing: record), record.lengthSize == Self.lengthSize else {
            throw .container
        }
        let sets = record.sequenceParameterSets
        guard sets.count == 1, record.pictureParameterSets.count == 1, let set = try? AVCSequenceParameterSet(sets[0]) else {
            throw .parameterSets
        }
        guard set.profile_idc == Self.high, set.chroma_format_idc == 1, set.bit_depth_luma == 8, set.bit_depth_chroma == 8 else {
            throw .profile(Int(set.profile_idc))
        }
        guard set.frame_mbs_only_flag else { throw .interlaced }
        guard (set.vui?.color ?? .unsaid).isBT709(in: set.resolution) else { throw .color }
        if let aspect = set.vui?.aspectRatio, aspect.sar_width != aspect.sar_height { throw .pixelAspect }
        configuration = .avc(sps: sets, pps: record.pictureParameterSets)
    }

    /// Whether a sample holds an IDR picture.
    /// - Throws: where its units do not fill it, or are some that have no place in one.
    static func isIDR(_ sample: UnsafeRawBufferPointer) throws(CopyObstacle) -> Bool {
        guard let units = try? AVCNALUnit.split(lengthPrefixed: sample.bytes, lengthSize: lengthSize), !units.isEmpty else {
            throw .container
        }
        guard !units.contains(where: \.type.isParameterSet) else { throw .parameterSets }
        return units.contains { $0.type == .idrSlice }
    }
}
