import ArgumentParser
import Catalog
import FoundationEssentials

/// `sluice catalog …`
struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Looks after a worker's catalog.", subcommands: [CatalogBackup.self])
}

struct CatalogBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a catalog into a new file, while workers go on.",
        discussion: "To restore it, stop the workers, put the copy in the catalog's place, and start them again.")

    @Argument(help: "The file to make.") var file: String
    @OptionGroup var options: CatalogOptions

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw fail("\(file) exists already; name another file.", Exit.notCreatable)
        }
        let catalog = try options.open()
        do {
            try catalog.blockingBackup(to: file)
        } catch {
            throw CatalogPlace.failure(error)
        }
    }
}
