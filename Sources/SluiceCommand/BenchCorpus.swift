import ArgumentParser
import FoundationEssentials
import Glibc
import Isolation
import Synchronization

/// `sluice bench corpus DIR`
struct BenchCorpus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus",
        abstract: "Transcodes every file of a folder and prints what became of each.",
        discussion: """
            Each file has a process of its own, so that none stops the run. MB is the memory of all its processes. The exit code is 70 \
            when a file ended in a fault of Sluice; one that is rejected is no fault.
            """)

    @Argument(help: "The folder; folders inside it and hidden files are left out.") var directory: String
    @Option(help: ArgumentHelp("A preset's name, or a YAML file.", valueName: "name|file")) var preset = "web"
    @Option(name: .shortAndLong, help: ArgumentHelp("Keep the assets in this folder, by the files' names.", valueName: "dir"))
    var output: String?
    @Option(help: ArgumentHelp("Chunks encoded at once.", valueName: "n")) var jobs: Int?
    @Option(help: ArgumentHelp("Seconds after which a file is given up as a fault.", valueName: "seconds")) var limit = 3600
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number of seconds, 1 or more.") }
    }

    func run() throws {
        _ = try loadPreset(preset)
        let folder = try absolutePath(directory)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
            var isFolder = false
            return !name.hasPrefix(".") && FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                && !isFolder
        }.sorted()
        let scratch = FileManager.default.temporaryDirectory.appending(path: "sluice-corpus-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        for path in [scratch, output].compactMap(\.self) {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let assets = try output.map(absolutePath) ?? scratch

        let isInterrupted = Mutex(false)
        let signals = SignalWatch([SIGINT, SIGTERM, SIGHUP]) { isInterrupted.withLock { $0 = true } }
        defer { signals.stop() }
        let table = CorpusTable(names: names)
        if !json { print(table.header) }
        var rows: [CorpusRow] = []
        for name in names {
            let asset = "\(assets)/\(name)"
            let log = "\(scratch)/errors.txt"
            let arguments = try transcodeArguments("\(folder)/\(name)", output: asset, preset: preset, jobs: jobs)
            let command = try MeasuredCommand.run(
                "/proc/self/exe", arguments, errors: log, limit: .seconds(limit), isCancelled: { isInterrupted.withLock(\.self) })
            if isInterrupted.withLock(\.self) { throw fail("Interrupted.", Exit.interrupted) }
            let row = CorpusRow(name, command, asset: asset, errors: log, limit: limit)
            if output == nil { try? FileManager.default.removeItem(atPath: asset) }
            if !json { print(table.lines(row)) }
            rows.append(row)
        }
        if json { try Output.write(json: rows) } else { print(table.summary(rows)) }
        if rows.contains(where: { $0.outcome == .failed }) { throw Exit.internalError }
    }
}
