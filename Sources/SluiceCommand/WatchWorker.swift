import ArgumentParser
import Catalog
import Glibc
import Logging
import Pipeline
import Threading

/// `sluice worker --watch DIR --output DIR`
struct WatchWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Turns every video that is dropped into a folder into a stream, until it is told to stop.",
        discussion: """
            A file is taken once its writer has closed it and its container is whole, or at once where a file of the same name with \
            ".ready" behind it lies beside it. Each content is made into one asset, named after the file. Originals then move to \
            "done" or, with the reason beside them, to "failed". Started again after any stop, it goes on where it was. SIGTERM or \
            Ctrl-C lets jobs end for a while, a second one stops at once; nothing is lost either way. `sluice jobs` and \
            `sluice assets` show and steer what it does.

            Exit codes: 0 stopped as told, or done; 64 usage; 66 no such folder; 74 reading or writing failed; 78 the catalog or the \
            preset cannot be used.
            """)

    @Option(help: ArgumentHelp("The folder that videos are dropped into.", valueName: "dir")) var watch: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder of the assets.", valueName: "dir")) var output: String
    @Option(help: ArgumentHelp("The catalog's file; .catalog.sqlite in the output by default.", valueName: "file"))
    var catalog: String?
    @Option(help: ArgumentHelp("A preset's name, or a YAML file.", valueName: "name|file")) var preset = "web"
    @Option(help: ArgumentHelp("Chunks encoded at once; changes speed and memory, never the result.", valueName: "n"))
    var jobs: Int?
    @Flag(help: "End when everything in the folder is done.") var once = false
    @Flag(help: "Leave originals where they are.") var keepOriginals = false
    @Option(help: ArgumentHelp("Append events to this file, one JSON object a line.", valueName: "file")) var events: String?
    @Option(help: ArgumentHelp("For how long jobs may go on after SIGTERM.", valueName: "seconds")) var grace = 30

    @Option(help: ArgumentHelp("Log this and what is worse: debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = Logger.Level.info

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 256.") }
        if !(0...3600).contains(grace) { throw ValidationError("--grace is a number of seconds up to 3600.") }
    }

    func run() async throws {
        do {
            let daemon = try await UploadDaemon.start(self)
            CodePages.release()
            let signals = SignalWatch([SIGTERM, SIGINT, SIGHUP]) { daemon.signalled() }
            defer { signals.stop() }
            try await daemon.run(once: once)
        } catch let error as CatalogError {
            throw CatalogPlace.failure(error)
        } catch let error where !(error is ExitCode) {
            let failure = JobFailure(error)
            throw fail(failure.description, Exit.code(for: failure))
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
