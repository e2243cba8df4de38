import ArgumentParser
import Conformance
import Keys

/// `sluice validate DIR`
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Holds a published folder against the rules of HLS, DASH and CMAF.",
        discussion: "A broken \"must\" makes the folder unfit to publish and the exit code 65; a broken \"should\" is a warning.")

    @Argument(help: "The folder.") var directory: String?
    @Flag(help: "List the rules, each with its source, in place of checking a folder.") var rules = false
    @Option(help: ArgumentHelp("Keys of an encrypted asset.", valueName: "file")) var keysIn: String?
    @Option(help: ArgumentHelp("The key that they are wrapped under.", valueName: "file|fd:n")) var kek: String?
    @Option(
        help: ArgumentHelp("A clear run of the same file; encrypted samples are compared with it.", valueName: "dir"))
    var clear: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if rules == (directory != nil) { throw ValidationError("Give either a folder or --rules.") }
    }

    func run() throws {
        if let directory { try check(directory) } else { try listRules() }
    }

    private func listRules() throws {
        if json { return try Output.write(json: Rule.catalogue) }
        for rule in Rule.catalogue { print("\(rule.id) (\(rule.requirement)) \(rule.sentence) [\(rule.source)]") }
    }

    private func check(_ directory: String) throws {
        let report: ConformanceReport
        do {
            let kek = try self.kek.map { try KeyEncryptionKey.read($0) }
            let keys = try keysIn.map { try readKeys($0, under: kek) }
            report = try AssetValidator(root: directory, keys: keys?.secrets ?? [:], clearRoot: clear)
                .blockingValidate()
        } catch let error as KeyError {
            throw fail("\(error)", Exit.configuration)
        } catch {
            throw fail("\(error)", Exit.noSuchInput)
        }
        if json {
            try Output.write(json: report)
        } else {
            for violation in report.violations { print(violation) }
            print("\(directory): \(report.isConformant ? "conformant" : "not conformant"), \(report.checkedRules.count) rules")
        }
        if !report.isConformant { throw Exit.inputRejected }
    }
}
