import CFFmpeg

/// A failure of FFmpeg's libraries or libzimg: what was being done, and their word on it.
package struct LibAVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, in kinds that callers tell apart.
    package struct Code: Hashable, Sendable {
        private enum Kind { case invalidData, formatNotAllowed, noDecoder, outOfMemory, inputOutput, refused, other }
        private let kind: Kind

        /// The bytes are not what they claim to be.
        package static let invalidData = Code(kind: .invalidData)
        /// A container outside the allow-list.
        package static let formatNotAllowed = Code(kind: .formatNotAllowed)
        /// No allowed decoder reads the stream.
        package static let noDecoder = Code(kind: .noDecoder)
        package static let outOfMemory = Code(kind: .outOfMemory)
        package static let inputOutput = Code(kind: .inputOutput)
        /// The input asked for something that is never granted, such as opening another file.
        package static let refused = Code(kind: .refused)
        package static let other = Code(kind: .other)
    }

    package let code: Code
    /// What was being done, such as `opening the h264 decoder`.
    package let operation: String
    /// The library's own text.
    package let cause: String
    /// FFmpeg's short name of the container, where one was recognised.
    package var container: String?

    package init(code: Code, operation: String, cause: String, container: String? = nil) {
        self.code = code
        self.operation = operation
        self.cause = cause
        self.container = container
    }

    /// From a negative return value of FFmpeg.
    init(_ status: Int32, _ operation: String) {
        let code: Code =
            switch status {
            case sluice_averror_invaliddata: .invalidData
            case sluice_averror_decoder_not_found: .noDecoder
            case sluice_averror_enomem: .outOfMemory
            case sluice_averror_eio: .inputOutput
            case sluice_averror_eacces: .refused
            default: .other
            }
        self.init(code: code, operation: operation, cause: Self.text(status))
    }

    package var description: String { "\(operation) failed: \(cause)" }

    private static func text(_ status: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_ERROR_MAX_STRING_SIZE)) { buffer in
            av_strerror(status, buffer.baseAddress, buffer.count)
            return String(cString: buffer.baseAddress!)
        }
    }
}

/// Throws for a negative status; passes others through.
@discardableResult
func check(_ status: Int32, _ operation: @autoclosure () -> String) throws(LibAVError) -> Int32 {
    guard status < 0 else { return status }
    throw LibAVError(status, operation())
}

/// Throws "out of memory" for a null pointer.
func allocated<T>(_ pointer: UnsafeMutablePointer<T>?, _ what: @autoclosure () -> String) throws(LibAVError)
    -> UnsafeMutablePointer<T>
{
    guard let pointer else { throw LibAVError(sluice_averror_enomem, "allocating \(what())") }
    return pointer
}
