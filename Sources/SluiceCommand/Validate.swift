import ArgumentParser
import Conformance
import FoundationEssentials
import Keys

/// `sluice validate DIR`
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Holds a published folder against the rules of HLS, DASH and CMAF.")

    @Argument(help: "The folder.") var directory: String
    @Option(help: ArgumentHelp("Keys of an encrypted asset.", valueName: "file")) var keysIn: String?
    @Option(help: ArgumentHelp("The key that they are wrapped under.", valueName: "file|fd:n")) var kek: String?
    @Option(
        help: ArgumentHelp("A clear run of the same file; encrypted samples are compared with it.", valueName: "dir"))
    var clear: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let report: ConformanceReport
        do {
            let keys = try keysIn.map { try readKeys($0, kek: kek) }
            report = try AssetValidator(root: directory, keys: keys?.secrets ?? [:], clearRoot: clear).blockingValidate()
        } catch let error as KeyError {
            throw fail("\(error)", Exit.configuration)
        } catch {
            throw fail("\(error)", Exit.noSuchInput)
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try Output.write(Array(try encoder.encode(report)) + [10])
        } else {
            for violation in report.violations { print(violation) }
            print("\(directory): \(report.isConformant ? "conformant" : "not conformant"), \(report.checkedRules.count) rules")
        }
        if !report.isConformant { throw Exit.inputRejected }
    }
}
