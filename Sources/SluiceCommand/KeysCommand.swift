import ArgumentParser
import Keys

/// `sluice keys …`
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Works on files of content keys.", subcommands: [Rewrap.self])

    /// `sluice keys rewrap FILE --kek OLD --new-kek NEW`
    struct Rewrap: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Wraps a file's keys under another key-encryption key. Media stay as they are.")

        @Argument(help: "The file of keys; it is replaced in one step.") var file: String
        @Option(help: ArgumentHelp("What the keys are wrapped under.", valueName: "file|fd:n")) var kek: String
        @Option(help: ArgumentHelp("What they shall be wrapped under.", valueName: "file|fd:n")) var newKek: String

        func run() throws {
            do {
                let (old, new) = (try KeyEncryptionKey.read(kek), try KeyEncryptionKey.read(newKek))
                let document = try KeyDocument(parsing: try PrivateFile.read(file, what: "keys"))
                try PrivateFile.write(try document.rewrapped(from: old, to: new).encoded(), to: file, what: "keys")
            } catch let error as KeyError {
                throw fail("\(error)", Exit.configuration)
            }
        }
    }
}
