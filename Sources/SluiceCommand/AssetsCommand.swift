import ArgumentParser
import Catalog
import MediaCore
import Pipeline

/// `sluice assets …`
struct AssetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assets", abstract: "Shows, deletes and makes anew what a worker has made.",
        subcommands: [AssetsList.self, AssetsShow.self, AssetsDelete.self, AssetsReprocess.self])
}

/// An asset for people and programs.
private struct AssetRow: Encodable {
    let asset: AssetID
    let state: AssetState
    let tenant: String
    let priority: Int
    let generation: Int64?
    let reason: String?
    let created: String
    let changed: String
    let destination: String?

    init(_ record: AssetRecord) {
        asset = record.id
        state = record.state
        tenant = record.tenant
        priority = record.priority
        generation = record.generation
        reason = record.reason
        created = record.created.text
        changed = record.changed.text
        destination = (try? UploadOrder(record.order))?.destination
    }

    var lines: [String] {
        [
            "\(asset): \(state.rawValue)", reason.map { "  \($0)" }, destination.map { "  in \($0)" },
            generation.map { "  generation \($0)" }, "  uploaded \(created), changed \(changed)",
        ].compactMap(\.self)
    }
}

struct AssetsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists assets, the latest first.")

    @OptionGroup var options: CatalogOptions
    @Option(help: "Only those of one state: \(AssetState.allCases.map(\.rawValue).joined(separator: ", ")).") var state: String?
    @Option(help: ArgumentHelp("At most so many.", valueName: "n")) var limit = 100
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if let state, AssetState(rawValue: state) == nil { throw ValidationError("\"\(state)\" is no state of an asset.") }
    }

    func run() async throws {
        let rows = try await withCatalog(options) { catalog in
            try await catalog.assets(state.flatMap(AssetState.init), limit: limit).map(AssetRow.init)
        }
        if json { return try Output.write(json: rows) }
        let width = (rows.map(\.asset.value.count).max() ?? 0) + 2
        for row in rows {
            try Output.line(
                row.asset.value.column(width) + row.state.rawValue.column(12) + row.changed.column(22) + (row.reason ?? ""))
        }
        if rows.isEmpty { try Output.line("There are no assets.") }
    }
}

struct AssetsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows an asset.")

    @Argument(help: "The asset's name.") var asset: String
    @OptionGroup var options: CatalogOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let row = try await withCatalog(options) { AssetRow(try await $0.asset(AssetID(asset))) }
        if json { try Output.write(json: row) } else { try Output.line(row.lines.joined(separator: "\n")) }
    }
}

struct AssetsDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Erases an asset: what is published, what was in the making, and the original.")

    @Argument(help: "The asset's name.") var asset: String
    @OptionGroup var options: CatalogOptions

    func run() async throws {
        let left = try await withCatalog(options) { try await AssetErasure.erase(AssetID(asset), from: $0) }
        for sentence in left { Output.errorLine("sluice: \(sentence)") }
        if !left.isEmpty { throw Exit.inputOutput }
        try Output.line("\(asset) is erased. Backups of the catalog made from now on are free of it; earlier ones still name it.")
    }
}

struct AssetsReprocess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reprocess",
        abstract: "Makes an asset anew from its original; what is published stays until it is replaced.")

    @Argument(help: "The asset's name.") var asset: String
    @OptionGroup var options: CatalogOptions
    @Option(help: ArgumentHelp("A preset's name, or a YAML file; the former one by default.", valueName: "name|file"))
    var preset: String?

    func run() async throws {
        let text = try preset.map(presetText)
        try await withCatalog(options) { catalog in
            var order = try UploadOrder(try await catalog.asset(AssetID(asset)).order)
            guard order.blockingOriginal(of: AssetID(asset)) != nil else {
                throw fail("The original of \(asset) is gone from \(order.folder).", Exit.noSuchInput)
            }
            if let text { order.preset = text }
            try await catalog.restart(AssetID(asset), order: order.text)
        }
    }
}
