import ArgumentParser
import FoundationEssentials
import Glibc

/// Text and bytes for standard output and standard error, unbuffered and whole.
enum Output {
    /// To standard output.
    ///
    /// - Throws: exit code 74 when it cannot be written, unless its reader has gone, who does not want it.
    static func write(_ bytes: [UInt8]) throws {
        let failure = write(bytes, to: STDOUT_FILENO)
        if failure != 0 && failure != EPIPE {
            throw fail("Standard output cannot be written: \(String(cString: strerror(failure))).", Exit.inputOutput)
        }
    }

    /// To standard output.
    static func line(_ text: String) throws { try write(Array("\(text)\n".utf8)) }

    /// To standard output, as JSON that two runs can be compared by line.
    static func write(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(Array(try encoder.encode(value)) + [UInt8(ascii: "\n")])
    }

    static func error(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }
    static func errorLine(_ line: String) { error(line + "\n") }

    /// Zero, or the errno of what failed.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return errno }
            rest = rest.dropFirst(max(0, count))
        }
        return 0
    }
}
