import ArgumentParser
import ISOBMFF
import Isolation
import Pipeline

/// `sluice inspect FILE`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the box tree of an MP4 file or segment, with sizes.")

    @Argument(help: "The file.") var file: String

    func run() throws {
        do {
            let input = try WorkerInput.open(file)
            let source = ByteSource(size: input.size) { offset, count throws(ISOBMFFError) in
                guard let bytes = try? input.read(count, at: offset), bytes.count == count else {
                    throw .unreadable(offset: offset)
                }
                return bytes
            }
            try Output.write(Array(try BoxDump.text(of: source).utf8))
            // The dump marks what is broken and goes on; the exit code says that something was.
            if try BoxReader.read(source).isEmpty { throw fail("\(file) holds no boxes.", Exit.inputRejected) }
        } catch let error as ExitCode {
            throw error
        } catch let error as IsolationError {
            let failure = JobFailure(error)
            throw fail(failure.description, Exit.code(for: failure))
        } catch {
            throw fail("\(file): \(error)", Exit.inputRejected)
        }
    }
}
