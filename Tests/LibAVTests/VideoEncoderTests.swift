import MediaCore
import Testing

@testable import LibAV

@Suite struct VideoEncoderTests {
    static let size = Resolution(width: 96, height: 64)

    static func settings(
        crf: Double = 23, maxRate: Int = 400_000, gopFrames: Int = 12, steering: Steering? = nil
    ) -> VideoEncoderSettings {
        VideoEncoderSettings(
            resolution: size, frameRate: FrameRate(25), preset: "veryfast", crf: crf, maxRate: maxRate, bufferSize: 2 * maxRate,
            gopFrames: gopFrames, steering: steering)
    }

    struct Picture: Equatable {
        let number: Int
        let isKeyframe: Bool
        let bytes: [UInt8]
        var hint: PictureHint?

        static func == (a: Picture, b: Picture) -> Bool {
            a.number == b.number && a.isKeyframe == b.isKeyframe && a.bytes == b.bytes
        }

        /// Types of its NAL units (H.264 table 7-1).
        var unitTypes: [Int] { units.map { Int($0[0] & 31) } }

        /// slice_type of its first slice modulo 5: 0 P, 1 B, 2 I (H.264 table 7-6).
        var sliceType: Int? {
            guard let slice = units.first(where: { [1, 5].contains($0[0] & 31) }) else { return nil }
            var position = 8
            func bit() -> Int {
                defer { position += 1 }
                return Int(slice[position / 8] >> UInt8(7 - position % 8) & 1)
            }
            func exponentialGolomb() -> Int {
                var zeros = 0
                while bit() == 0 { zeros += 1 }
                return (0..<zeros).reduce(1) { value, _ in value * 2 + bit() } - 1
            }
            _ = exponentialGolomb()
            return exponentialGolomb() % 5
        }

        private var units: [ArraySlice<UInt8>] {
            var units: [ArraySlice<UInt8>] = []
            var offset = 0
            while offset + 4 < bytes.count {
                let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
                units.append(ArraySlice(Array(bytes[offset + 4..<offset + 4 + length])))
                offset += 4 + length
            }
            #expect(offset == bytes.count)
            return units
        }
    }

    /// Scenes of moving noise-like texture that change at `cuts`.
    static func encode(
        _ settings: VideoEncoderSettings, frames: Int, cuts: [Int] = [], hints: [Int: PictureHint] = [:], keyframes: (Int) -> Bool
    ) throws -> (pictures: [Picture], parameterSets: [UInt8]) {
        var encoder = try VideoEncoder.open(settings)
        var pictures: [Picture] = []
        func drain() throws {
            while case .output(let picture) = try encoder.receive() {
                pictures.append(
                    Picture(
                        number: picture.number, isKeyframe: picture.isKeyframe, bytes: Array(picture.bytes), hint: picture.hint))
            }
        }
        for number in 0..<frames {
            let scene = cuts.count { $0 <= number }
            let canvas = try picture(size) { plane, x, y in
                let column = (x + number) / (plane == 0 ? 4 : 2)
                let value = (column &* 73 &+ y / 4 &* 151 &+ scene &* 7919) &* 2_654_435_761 >> 13 & 127
                return UInt8(plane == 0 ? 40 + value : 96 + value / 2)
            }
            try encoder.send(canvas.frame, number: number, asKeyframe: keyframes(number), hint: hints[number])
            try drain()
        }
        try encoder.sendEnd()
        try drain()
        return (pictures, encoder.parameterSets)
    }

    /// Hard cuts next to the grid, on it and between.
    @Test(arguments: [[], [5, 19, 23, 25, 36, 41], Array(stride(from: 1, to: 60, by: 2))])
    func pictureRefreshComesOnTheGridOnly(cuts: [Int]) throws {
        let (pictures, _) = try Self.encode(Self.settings(), frames: 61, cuts: cuts) { $0 % 12 == 0 }
        #expect(pictures.map(\.number).sorted() == Array(0..<61))
        for picture in pictures {
            #expect(picture.isKeyframe == (picture.number % 12 == 0), "picture \(picture.number)")
            #expect(picture.unitTypes.contains(5) == picture.isKeyframe, "picture \(picture.number)")
        }
        // Closed GOPs: nothing that shows before an IDR picture decodes after it.
        for (index, picture) in pictures.enumerated() where picture.isKeyframe {
            #expect(pictures[..<index].allSatisfy { $0.number < picture.number })
            #expect(pictures[index...].allSatisfy { $0.number >= picture.number })
        }
    }

    /// A starved picture after a cut is what plain intra pictures prevent.
    @Test func cutsGetPlainIntraPictures() throws {
        let (pictures, _) = try Self.encode(Self.settings(gopFrames: 50), frames: 60, cuts: [20]) { $0 % 50 == 0 }
        let intra = pictures.filter { $0.sliceType == 2 }.map(\.number).sorted()
        #expect(intra == [0, 20, 50])
    }

    @Test func aGridOfSingleFrames() throws {
        let (pictures, _) = try Self.encode(Self.settings(gopFrames: 1), frames: 5) { _ in true }
        #expect(pictures.map(\.number) == Array(0..<5) && pictures.allSatisfy(\.isKeyframe))
    }

    @Test func oneFrame() throws {
        let (pictures, _) = try Self.encode(Self.settings(), frames: 1) { _ in true }
        #expect(pictures.map(\.number) == [0] && pictures[0].isKeyframe)
    }

    /// Every run of a rendition can be joined to any other.
    @Test func parameterSetsDoNotDependOnTheRun() throws {
        let first = try Self.encode(Self.settings(), frames: 3, cuts: [1]) { $0 == 0 }
        let second = try Self.encode(Self.settings(), frames: 30) { $0 % 12 == 0 }
        #expect(first.parameterSets == second.parameterSets && !first.parameterSets.isEmpty)
        // Parameter sets live in the init segment and nowhere else.
        for picture in first.pictures + second.pictures { #expect(picture.unitTypes.allSatisfy { $0 != 7 && $0 != 8 }) }
    }

    /// Rate control chooses quantisers per slice, not per parameter set.
    @Test func pictureParametersDoNotDependOnRateControl() throws {
        let sets = try [18.0, 23, 34].map { crf in
            try Self.encode(Self.settings(crf: crf), frames: 1) { _ in true }.parameterSets
        }
        #expect(Set(sets).count == 1)
    }

    /// What leads tells of every picture its type, and of every reference the macroblock tree's share of the quantiser, which only
    /// lowers it: with a wrong share of adaptive quantisation taken off, some of it would be above zero.
    @Test func theLeadTellsWhatItFound() throws {
        let (pictures, _) = try Self.encode(Self.settings(steering: .leads), frames: 61, cuts: [19, 41]) { $0 % 12 == 0 }
        #expect(pictures.map(\.number).sorted() == Array(0..<61))
        var lowered = 0
        for picture in pictures {
            let hint = try #require(picture.hint)
            let slice: Int
            switch hint.kind {
            case .instantaneousRefresh, .intra: slice = 2
            case .predicted: slice = 0
            case .bidirectionalReference, .bidirectional: slice = 1
            }
            #expect(picture.sliceType == slice && picture.isKeyframe == (hint.kind == .instantaneousRefresh))
            #expect((hint.offsets == nil) == (hint.kind == .bidirectional))
            guard let offsets = hint.offsets else { continue }
            #expect(offsets.columns == 6 && offsets.rows == 4 && offsets.values.count == 24)
            #expect(offsets.values.allSatisfy { $0 < 0.01 && $0 > -51 }, "\(picture.number): \(offsets.values)")
            lowered += offsets.values.count { $0 < -1 }
        }
        #expect(lowered > 24)
    }

    @Test func theOthersDoAsTheyAreTold() throws {
        let (leads, _) = try Self.encode(Self.settings(steering: .leads), frames: 61, cuts: [19, 41]) { $0 % 12 == 0 }
        let hints = Dictionary(uniqueKeysWithValues: leads.map { ($0.number, $0.hint!) })
        let settings = Self.settings(steering: .follows)
        // No cut here: types come from nowhere but the hints.
        let (told, _) = try Self.encode(settings, frames: 61, hints: hints) { $0 % 12 == 0 }
        #expect(told.map(\.number) == leads.map(\.number))
        #expect(told.map(\.sliceType) == leads.map(\.sliceType))
        #expect(told.map(\.isKeyframe) == leads.map(\.isKeyframe))
        #expect(told.contains { $0.sliceType == 2 && !$0.isKeyframe })
        // Lower quantisers where the lead says so.
        let even = hints.mapValues { PictureHint(kind: $0.kind, offsets: nil) }
        let (plain, _) = try Self.encode(settings, frames: 61, hints: even) { $0 % 12 == 0 }
        #expect(told.map(\.bytes.count).reduce(0, +) > plain.map(\.bytes.count).reduce(0, +))
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        let runs = try (0..<2).map { _ in
            try Self.encode(Self.settings(), frames: 40, cuts: [7, 30]) { $0 % 12 == 0 }
        }
        #expect(runs[0].pictures == runs[1].pictures)
        #expect(runs[0].parameterSets == runs[1].parameterSets)
    }
}
