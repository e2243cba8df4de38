import ArgumentParser
import Conformance
import FoundationEssentials

/// `sluice validate DIR`
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Holds a published folder against the rules of HLS, DASH and CMAF.")

    @Argument(help: "The folder.") var directory: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let report: ConformanceReport
        do {
            report = try AssetValidator(root: directory).blockingValidate()
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
