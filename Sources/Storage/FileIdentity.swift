import Glibc
import Threading

/// A file and the state of its content: what changes when anything is written to it or another file takes its name.
package struct FileIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
    /// A file or folder, whatever it holds.
    struct Place: Hashable, Codable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    let place: Place
    package let size: Int64
    /// Of the last write, in nanoseconds since 1970.
    let modified: Int64

    init(_ status: stat) {
        place = Place(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    /// Links are not followed.
    package static func of(_ path: String) throws(SystemError) -> FileIdentity {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .last("look at") }
        return FileIdentity(status)
    }

    static func place(of path: String) throws(SystemError) -> Place {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .last("look at") }
        return FileIdentity(status).place
    }

    package var description: String {
        [place.device, place.inode, UInt64(size), UInt64(bitPattern: modified)].map { String($0, radix: 16) }.joined(
            separator: "-")
    }
}
