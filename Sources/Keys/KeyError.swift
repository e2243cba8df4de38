/// Why keys could not be read, made or opened. No message holds a byte of a key.
package struct KeyError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// A document is not what it should be.
        case malformed
        /// A file cannot be read, or others than its owner can read it.
        case unreadable
        /// The key-encryption key is missing, or not the one that the keys were wrapped under.
        case keyEncryptionKey
        /// There is no key for something that must be encrypted, or two things would share one.
        case unsuitable
        /// The system refused random bytes or a cipher.
        case system
    }

    package let code: Code
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension KeyError: CustomStringConvertible {
    package var description: String { message }
}
