import ArgumentParser
import Glibc
import ISOBMFF

/// `sluice inspect FILE`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the box tree of an MP4 file or segment, with sizes.")

    @Argument(help: "The file.") var file: String

    func run() throws {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fail("\(file) cannot be opened.", Exit.noSuchInput) }
        defer { close(descriptor) }
        let size = Int64(lseek(descriptor, 0, SEEK_END))
        let source = ByteSource(size: size) { offset, count throws(ISOBMFFError) in
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
            }
            guard bytes.count == count else { throw .unreadable(offset: offset) }
            return bytes
        }
        do {
            try Output.write(Array(try BoxDump.text(of: source).utf8))
            // The dump marks what is broken and goes on; the exit code says that something was.
            if try BoxReader.read(source).isEmpty { throw fail("\(file) holds no boxes.", Exit.inputRejected) }
        } catch let error as ExitCode {
            throw error
        } catch {
            throw fail("\(file): \(error)", Exit.inputRejected)
        }
    }
}
