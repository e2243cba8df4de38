import FoundationEssentials
import Glibc
import Isolation
import Pipeline
import Planning

/// One side of `sluice bench ladder`: what it took, run by run, and what it made.
struct LadderSide {
    let name: String
    private(set) var runs: [MeasuredCommand] = []
    /// Media playlists of the rungs, from the highest on, and the bytes of the media that each names.
    private(set) var rungs: [(playlist: String, bytes: Int)] = []

    init(name: String) { self.name = name }

    /// Seconds of wall clock and of all cores, memory in MB, medians; and MB of picture.
    var costs: [Double] {
        [
            median { $0.elapsed / .seconds(1) }, median { $0.exit.cpuTime / .seconds(1) },
            median { Double($0.peakMemory) / 1e6 }, Double(rungs.reduce(0) { $0 + $1.bytes }) / 1e6,
        ]
    }

    mutating func run(_ executable: String, _ arguments: [String]) throws {
        let command = try MeasuredCommand.run(executable, arguments)
        guard command.exit.status == .exited(code: 0) else { throw fail("\(executable) failed.", Exit.internalError) }
        runs.append(command)
    }

    /// Finds the rungs that the last run left in folders of these names.
    mutating func collect(folders: [String]) throws {
        rungs = try folders.map { folder in
            let media = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix(".m3u8") }
            let bytes = try media.reduce(0) { sum, name in
                let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size]
                return sum + (size as? Int ?? 0)
            }
            return ("\(folder)/media.m3u8", bytes)
        }
    }

    private func median(_ value: (MeasuredCommand) -> Double) -> Double { runs.map(value).sorted()[runs.count / 2] }
}
