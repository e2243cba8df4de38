import ArgumentParser
import Catalog
import MediaCore

/// `sluice jobs …`
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Shows and steers what a worker does.",
        subcommands: [
            JobsList.self, JobsShow.self, JobsWatch.self, JobsCancel.self, JobsRetry.self, JobsPause.self, JobsResume.self,
        ])
}

/// Runs `body` on the catalog; what it refuses is said in a sentence.
func withCatalog<Value>(
    _ options: CatalogOptions, _ body: (any Catalog) async throws -> Value
) async throws -> Value {
    let catalog = try options.open()
    do {
        return try await body(catalog)
    } catch let error as CatalogError {
        throw CatalogPlace.failure(error)
    }
}

struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the assets in the making, the latest first.")

    @OptionGroup var options: CatalogOptions
    @Option(help: ArgumentHelp("At most so many.", valueName: "n")) var limit = 100
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (rows, pauses) = try await withCatalog(options) { catalog in
            (try await AssetProgress.inTheMaking(of: catalog, limit: limit), try await catalog.pauses())
        }
        if json { return try Output.write(json: Answer(paused: pauses, assets: rows)) }
        for reason in pauses { try Output.line("paused: \(reason)") }
        try Output.line(AssetProgress.table(rows))
    }

    private struct Answer: Encodable {
        let paused: [String]
        let assets: [AssetProgress]
    }
}

struct JobsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows the jobs of an asset.")

    @Argument(help: "The asset's name.") var asset: String
    @OptionGroup var options: CatalogOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (record, jobs) = try await withCatalog(options) { catalog in
            (try await catalog.asset(AssetID(asset)), try await catalog.jobs(of: AssetID(asset)))
        }
        if json { return try Output.write(json: jobs) }
        try Output.line("\(record.id): \(record.state.rawValue)\(record.reason.map { ", \($0)" } ?? "")")
        for job in jobs {
            let chunks = job.kind.chunks
            let name = chunks.isEmpty ? job.kind.name.rawValue : "chunk \(chunks.lowerBound + 1)"
            try Output.line("  " + name.column(12) + job.state.rawValue.column(10) + (job.failures.last?.reason ?? ""))
        }
    }
}

struct JobsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends an asset in the making; nothing of it stays but the original.")

    @Argument(help: "The asset's name.") var asset: String
    @OptionGroup var options: CatalogOptions

    func run() async throws { try await withCatalog(options) { try await $0.cancel(AssetID(asset)) } }
}

struct JobsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Makes an asset anew that failed, was quarantined or was cancelled.")

    @Argument(help: "The asset's name.") var asset: String
    @OptionGroup var options: CatalogOptions

    func run() async throws {
        try await withCatalog(options) { catalog in
            let state = try await catalog.asset(AssetID(asset)).state
            guard [.failed, .quarantined, .cancelled].contains(state) else {
                throw fail("\(asset) is \(state.rawValue); there is nothing to try again.", Exit.inputRejected)
            }
            try await catalog.restart(AssetID(asset), order: nil)
        }
    }
}

struct JobsPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Lets jobs under way end and begins no others.")

    @OptionGroup var options: CatalogOptions

    func run() async throws { try await withCatalog(options) { try await $0.pause(Self.reason) } }

    static let reason = "operator"
}

struct JobsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Ends a pause.")

    @OptionGroup var options: CatalogOptions

    func run() async throws { try await withCatalog(options) { try await $0.resume(JobsPause.reason) } }
}
