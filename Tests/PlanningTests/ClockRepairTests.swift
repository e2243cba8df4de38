import MediaCore
import Testing

@testable import Planning

@Suite struct ClockRepairTests {
    /// Times in milliseconds; `place` in the file.
    private func run(_ start: Int64, _ end: Int64, at place: Int) -> ClockRun {
        ClockRun(
            firstPacket: place, filePlace: place, start: MediaTime(ticks: start, timescale: 1000),
            end: MediaTime(ticks: end, timescale: 1000))
    }

    private func milliseconds(_ shifts: [MediaTime]) -> [Int64] { shifts.map { $0.ticks(timescale: 1000) } }

    @Test func `one run stays where it is`() {
        let repair = ClockRepair(video: [run(1400, 5400, at: 0)], audio: [run(1380, 5420, at: 1)])
        #expect(milliseconds(repair.video) == [0] && milliseconds(repair.audio) == [0] && repair.jumpCount == 0)
        #expect(ClockRun.shifts([run(1400, 5400, at: 0)], repair.video) == [])
    }

    /// Both parts begin at 1.4 s; the second follows the longer track of the first.
    @Test func `a clock that restarts moves picture and sound alike`() {
        let repair = ClockRepair(
            video: [run(1400, 5400, at: 0), run(1400, 5400, at: 100)],
            audio: [run(1380, 5420, at: 1), run(1380, 5420, at: 103)])
        #expect(milliseconds(repair.video) == [0, 4020] && milliseconds(repair.audio) == [0, 4020])
        #expect(repair.jumpCount == 1)
    }

    @Test func `jumps ahead and back again are closed one by one`() {
        let repair = ClockRepair(
            video: [run(0, 4000, at: 0), run(500_000, 504_000, at: 100), run(0, 4000, at: 200)],
            audio: [run(0, 4000, at: 1), run(500_000, 504_000, at: 105), run(0, 4000, at: 198)])
        #expect(milliseconds(repair.video) == [0, -496_000, 8000])
        #expect(milliseconds(repair.audio) == milliseconds(repair.video) && repair.jumpCount == 2)
    }

    @Test func `a hole in one stream is no jump while the other plays on`() {
        let audio = [run(0, 3000, at: 1), run(7000, 10_000, at: 200)]
        let repair = ClockRepair(video: [run(0, 10_000, at: 0)], audio: audio)
        #expect(milliseconds(repair.audio) == [0, 0] && repair.jumpCount == 0)
        #expect(ClockRun.holes(audio, repair.audio) == (1, MediaTime(ticks: 4000, timescale: 1000)))
    }

    @Test func `a hole in which nothing plays is closed`() {
        let repair = ClockRepair(video: [run(0, 3000, at: 0), run(36_000_000, 36_004_000, at: 80)], audio: [])
        #expect(milliseconds(repair.video) == [0, -35_997_000] && repair.jumpCount == 1)
    }

    /// Sound that only the second part has belongs to the second part.
    @Test func `a stream that begins in a later part moves with it`() {
        let repair = ClockRepair(
            video: [run(0, 4000, at: 0), run(0, 4000, at: 100)], audio: [run(0, 4000, at: 101)])
        #expect(milliseconds(repair.audio) == [4000])
    }
}
