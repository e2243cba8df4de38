import ArgumentParser
import FoundationEssentials
import Glibc
import Isolation

/// One side of a benchmark: what it took, run by run, each with a sync of what it wrote.
struct BenchSide {
    let name: String
    /// Seconds of wall clock, seconds of all cores, MB of memory, MB written.
    private var runs: [[Double]] = []

    static let columns = ["wall s", "cpu s", "memory MB", "written MB"]

    init(name: String) { self.name = name }

    /// Medians, in the order of `columns`.
    var costs: [Double] { Self.columns.indices.map { column in runs.map { $0[column] }.sorted()[runs.count / 2] } }

    /// - Parameters:
    ///   - output: what the command makes, a file or a folder; not there before, and left with empty files.
    ///   - apart: seconds of its time that do not count, by what it made.
    /// - Throws: the command's own exit code where it failed; it has said why.
    mutating func run(
        _ executable: String, _ arguments: [String], output: String, apart: () throws -> Double = { 0 }
    ) throws {
        sync()
        let started = ContinuousClock.now
        let command = try MeasuredCommand.run(executable, arguments)
        guard command.exit.status == .exited(code: 0) else {
            guard case .exited(let code) = command.exit.status else { throw fail("\(executable) crashed.", Exit.internalError) }
            throw ExitCode(code)
        }
        sync()
        let elapsed = (ContinuousClock.now - started) / .seconds(1)
        runs.append([
            elapsed - (try apart()), command.exit.cpuTime / .seconds(1), Double(command.exit.peakMemory) / 1e6,
            Double(try empty(output)) / 1e6,
        ])
    }

    /// Takes the bytes out of the files at or below a path, and leaves the files; says how many bytes they had.
    private func empty(_ path: String) throws -> Int {
        let manager = FileManager.default
        let below = (try? manager.subpathsOfDirectory(atPath: path)) ?? []
        return try ([path] + below.map { "\(path)/\($0)" }).reduce(0) { sum, file in
            let attributes = try manager.attributesOfItem(atPath: file)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { return sum }
            truncate(file, 0)
            return sum + (attributes[.size] as? Int ?? 0)
        }
    }
}
