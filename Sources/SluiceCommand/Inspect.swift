import ArgumentParser
import FoundationEssentials
import ISOBMFF

/// `sluice inspect FILE`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the box tree of an MP4 file or segment, with sizes.")

    @Argument(help: "The file.") var file: String

    func run() throws {
        let source: FileByteSource
        do { source = try FileByteSource(path: file) } catch { throw fail("\(error)", Exit.noSuchInput) }
        do {
            print(try BoxDump.text(of: source), terminator: "")
        } catch {
            throw fail("\(file): \(error)", Exit.inputRejected)
        }
    }
}
