import Ciphers
import Glibc

/// Files that only their owner may read.
package enum PrivateFile {
    /// Larger files hold no keys.
    private static let largest = 64 << 20

    /// The bytes of a file, or of an open descriptor written `fd:3`. Blocks.
    /// - Throws: `unreadable`, also for a file that others may read.
    package static func read(_ path: String, what: String) throws(KeyError) -> [UInt8] {
        if path.hasPrefix("fd:") {
            guard let descriptor = Int32(path.dropFirst(3)), descriptor >= 0 else {
                throw KeyError(.unreadable, "\(what): \(path) names no file descriptor; write fd:3.")
            }
            return try read(descriptor, path, what)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(what, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(what, path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw KeyError(.unreadable, "\(what): \(path) is not a regular file.") }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyError(.unreadable, "\(what): others than its owner may use \(path); run chmod 600 on it.")
        }
        return try read(descriptor, path, what)
    }

    /// Writes a new file with mode 0600, or replaces one, in one step: a reader sees the old or the new. Blocks.
    package static func write(_ bytes: [UInt8], to path: String, what: String) throws(KeyError) {
        let temporary = "\(path).\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(what, path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { break }
            rest = rest.dropFirst(max(0, count))
        }
        guard rest.isEmpty, fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = failure(what, path)
            unlink(temporary)
            throw error
        }
    }

    private static func read(_ descriptor: Int32, _ path: String, _ what: String) throws(KeyError) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count == 0 { return bytes }
            guard count > 0 || errno == EINTR else { throw failure(what, path) }
            bytes += block.prefix(max(0, count))
            guard bytes.count <= largest else { throw KeyError(.unreadable, "\(what): \(path) is too large.") }
        }
    }

    private static func failure(_ what: String, _ path: String) -> KeyError {
        KeyError(.unreadable, "\(what): \(path): \(String(cString: strerror(errno))).")
    }
}

/// The key under which content keys are kept: 32 bytes, as they are or as 64 hexadecimal digits.
package struct KeyEncryptionKey: Sendable {
    let secret: Secret

    package init(_ bytes: [UInt8]) throws(KeyError) {
        if bytes.count == Self.size {
            secret = Secret(bytes)
            return
        }
        let text = String(decoding: bytes, as: UTF8.self).drop { $0.isWhitespace }
        let digits = text.reversed().drop { $0.isWhitespace }.reversed()
        guard let decoded = decodeHexadecimal(String(digits)), decoded.count == Self.size else {
            throw KeyError(.keyEncryptionKey, "A key-encryption key is 32 bytes, or 64 hexadecimal digits.")
        }
        secret = Secret(decoded)
    }

    /// From a file of mode 0600, or a descriptor written `fd:3`. Blocks.
    package static func read(_ path: String) throws(KeyError) -> KeyEncryptionKey {
        try KeyEncryptionKey(try PrivateFile.read(path, what: "key-encryption key"))
    }

    private static let size = 32
}
