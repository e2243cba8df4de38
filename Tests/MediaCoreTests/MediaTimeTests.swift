import FoundationEssentials
import MediaCore
import Testing

@Suite struct MediaTimeTests {
    @Test(
        "Conversion rounds to nearest, halves away from zero",
        arguments: [
            (1, 2, 1, 1), (-1, 2, 1, -1), (1, 3, 1, 0), (2, 3, 1, 1), (-2, 3, 1, -1), (-1, 3, 1, 0), (1001, 30000, 90000, 3003),
            (1001, 24000, 90000, 3754), (-1001, 24000, 90000, -3754), (5, 1000, 1000, 5), (0, 7, 90000, 0),
            // Products beyond 64 bits.
            (.max, 1_000_000, 1_000_000, .max), (.max - 1, 2_000_000, 1_000_000, .max / 2),
            (.min, 2_000_000, 1_000_000, .min / 2),
            // Saturation.
            (.max, 1, 2, .max), (.min, 1, 2, .min), (.max, 1, .max, .max), (.min, 1, .max, .min), (.max / 2 + 1, 1, 2, .max),
        ] as [(Int64, Int32, Int32, Int64)])
    func conversion(ticks: Int64, timescale: Int32, target: Int32, expected: Int64) {
        #expect(MediaTime(ticks: ticks, timescale: timescale).ticks(timescale: target) == expected)
    }

    @Test("Sums and differences are exact on a shared scale, in the finer one otherwise")
    func arithmetic() {
        let sum = MediaTime(ticks: 1, timescale: 1000) + MediaTime(ticks: 2, timescale: 90000)
        #expect(sum.ticks == 92 && sum.timescale == 90000)
        let difference = MediaTime(ticks: 1, timescale: 2) - MediaTime(ticks: 3, timescale: 4)
        #expect(difference.ticks == -1 && difference.timescale == 4)
        #expect(MediaTime.zero + MediaTime(ticks: 7, timescale: 600) == MediaTime(ticks: 7, timescale: 600))
    }

    @Test("Order and equality are by value")
    func order() {
        #expect(MediaTime(ticks: 1, timescale: 2) == MediaTime(ticks: 2, timescale: 4))
        #expect(MediaTime(ticks: 1, timescale: 3) < MediaTime(ticks: 1, timescale: 2))
        #expect(MediaTime(ticks: -1, timescale: 2) < MediaTime(ticks: -1, timescale: 3))
        #expect(MediaTime(ticks: -1, timescale: 2) < .zero)
        // A tick apart where the products need 95 bits.
        #expect(MediaTime(ticks: .max - 1, timescale: .max) < MediaTime(ticks: .max, timescale: .max))
        #expect(MediaTime(ticks: .min, timescale: 1) < MediaTime(ticks: .min, timescale: 2))
        #expect(MediaTime(ticks: .max, timescale: 2) < MediaTime(ticks: .max, timescale: 1))
    }

    @Test("Equal times hash alike")
    func hashing() {
        let equal: [MediaTime] = [
            MediaTime(ticks: 3, timescale: 2), MediaTime(ticks: 6, timescale: 4), MediaTime(ticks: 135_000, timescale: 90_000),
        ]
        #expect(Set(equal).count == 1)
        #expect(Set([MediaTime.zero, MediaTime(ticks: 0, timescale: 90_000)]).count == 1)
        #expect(Set([MediaTime(ticks: -3, timescale: 2), MediaTime(ticks: 3, timescale: 2)]).count == 2)
        #expect(Set([MediaTime(ticks: .min, timescale: 2), MediaTime(ticks: .min / 2, timescale: 1)]).count == 1)
    }

    @Test("A time without a scale is refused where it is read")
    func decoding() throws {
        let read = { (text: String) in try JSONDecoder().decode(MediaTime.self, from: Data(text.utf8)) }
        #expect(try read(#"{"ticks":-5,"timescale":600}"#) == MediaTime(ticks: -5, timescale: 600))
        #expect(throws: DecodingError.self) { try read(#"{"ticks":1,"timescale":0}"#) }
        #expect(throws: DecodingError.self) { try read(#"{"ticks":1,"timescale":-1}"#) }
        let time = MediaTime(ticks: 1001, timescale: 30000)
        #expect(try JSONDecoder().decode(MediaTime.self, from: JSONEncoder().encode(time)).ticks == 1001)
    }
}
