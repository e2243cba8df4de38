/// Why validation could not be carried out at all; a broken rule is a `Violation`, never an error.
package enum ConformanceError: Error, Hashable, Sendable {
    case notAFolder(path: String)
    case unreadable(path: String, reason: String)
}

extension ConformanceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAFolder(let path): "There is no folder at \(path); name the folder that holds master.m3u8."
        case .unreadable(let path, let reason): "\(path) cannot be read (\(reason)); check its permissions and the disk."
        }
    }
}
