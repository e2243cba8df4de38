import Glibc

/// Small files that are there whole, or not at all, whatever happens meanwhile.
package enum DurableFile {
    /// Writes `bytes` beside `path`, syncs them, renames them into place and syncs the folder. Blocks.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let draft = "\(path).draft-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let rawValue = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard rawValue >= 0 else { throw .last("create \(draft)") }
        let file = FileDescriptor(adopting: rawValue)
        do throws(SystemError) {
            try file.writeAll(bytes.span.bytes)
            guard fsync(file.rawValue) == 0 else { throw .last("sync \(draft)") }
            try file.close()
            guard rename(draft, path) == 0 else { throw .last("rename \(draft)") }
            try syncFolder(of: path)
        } catch {
            unlink(draft)
            throw error
        }
    }

    private static func syncFolder(of path: String) throws(SystemError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = try FileDescriptor.open(folder)
        guard fsync(descriptor.rawValue) == 0 else { throw .last("sync \(folder)") }
    }
}
