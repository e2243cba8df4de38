import ArgumentParser
import Catalog
import FoundationEssentials
import Glibc
import SQLiteCatalog

/// Which catalog a command works on.
struct CatalogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The catalog's file.", valueName: "file")) var catalog: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder of the assets, with the catalog in it.", valueName: "dir"))
    var output: String?

    func validate() throws {
        if (catalog == nil) == (output == nil) { throw ValidationError("Give --output DIR or --catalog FILE.") }
    }

    /// Opens a catalog that exists.
    func open() throws -> SQLiteCatalog {
        let path = catalog ?? CatalogPlace.file(in: output ?? ".")
        guard FileManager.default.fileExists(atPath: path) else {
            throw fail("There is no catalog at \(path); `sluice worker` makes one.", Exit.noSuchInput)
        }
        return try CatalogPlace.open(path)
    }
}

/// Where a catalog lies unless a command is told otherwise, and how one is opened.
enum CatalogPlace {
    static func file(in output: String) -> String { "\(output)/.catalog.sqlite" }

    static func open(_ path: String, isChecked: Bool = false) throws -> SQLiteCatalog {
        do {
            return try SQLiteCatalog.open(path, rules: CatalogRules(timing: timing), isChecked: isChecked)
        } catch {
            throw failure(error)
        }
    }

    /// A sentence and the exit code that goes with it.
    static func failure(_ error: CatalogError) -> ExitCode {
        switch error {
        case .noSuchAsset: fail("\(error)", Exit.noSuchInput)
        case .notAllowed, .alreadyRegistered, .leaseLost: fail("\(error)", Exit.inputRejected)
        case .busy, .inaccessible: fail("\(error)", Exit.inputOutput)
        case .unusable: fail("\(error)", Exit.configuration)
        }
    }

    /// `SLUICE_TIMING=20` runs leases, retries and ageing twenty times faster, for tests.
    static let timing: Timing = {
        guard let divisor = ProcessInfo.processInfo.environment["SLUICE_TIMING"].flatMap(Int.init), divisor > 1 else {
            return Timing()
        }
        Output.errorLine("warning: SLUICE_TIMING=\(divisor): leases and retries are that much shorter, as in tests")
        return Timing().scaled(by: divisor)
    }()
}
