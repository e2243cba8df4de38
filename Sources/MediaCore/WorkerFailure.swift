/// Why a worker could not do its task: a class that decides what happens next, and a sentence for a person.
package struct WorkerFailure: Error, Hashable, Codable, Sendable {
    package enum Code: String, Hashable, Codable, Sendable {
        /// The input is not media, is damaged beyond use or is over a limit.
        case rejected
        /// The input is media that no allowed demuxer or decoder reads.
        case unsupported
        /// Reading the input or writing failed.
        case io
        /// A fault of ours.
        case `internal`
    }

    package var code: Code
    /// What failed, on what, and what would help.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension WorkerFailure: CustomStringConvertible {
    package var description: String { message }
}
