import Glibc
import Threading

/// An open folder; names in it are reached through its descriptor, links are never followed.
struct Folder: ~Copyable, Sendable {
    let descriptor: FileDescriptor
    private static let openFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// The folder a user names; links are followed here only.
    static func open(_ path: String) throws(SystemError) -> Folder {
        let rawValue = Glibc.open(path, openFlags)
        guard rawValue >= 0 else { throw .last("open the folder") }
        return Folder(descriptor: FileDescriptor(adopting: rawValue))
    }

    func folder(_ name: String) throws(SystemError) -> Folder {
        let rawValue = openat(descriptor.rawValue, name, Self.openFlags | O_NOFOLLOW)
        guard rawValue >= 0 else { throw .last("open the folder") }
        return Folder(descriptor: FileDescriptor(adopting: rawValue))
    }

    /// - Throws: EEXIST where the name is taken.
    func create(_ name: String) throws(SystemError) {
        guard mkdirat(descriptor.rawValue, name, 0o777) == 0 else { throw .last("create the folder") }
    }

    /// Writes a new file whole, or leaves none.
    func create(_ name: String, _ write: (borrowing FileDescriptor) throws(SystemError) -> Void) throws(SystemError) {
        let rawValue = openat(descriptor.rawValue, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard rawValue >= 0 else { throw .last("create") }
        let file = FileDescriptor(adopting: rawValue)
        do throws(SystemError) {
            try write(file)
            try file.close()
        } catch {
            unlinkat(descriptor.rawValue, name, 0)
            throw error
        }
    }

    /// Gives a file of `other` a name here as well; the same file under the same name already is no error.
    ///
    /// - Parameter keepingExisting: nor is another one, which stays.
    func link(_ name: String, of other: borrowing Folder, keepingExisting: Bool = false) throws(SystemError) {
        guard linkat(other.descriptor.rawValue, name, descriptor.rawValue, name, 0) != 0 else { return }
        if keepingExisting && errno == EEXIST { return }
        let failure = SystemError.last("link")
        var (theirs, ours) = (stat(), stat())
        guard failure.code == EEXIST, fstatat(other.descriptor.rawValue, name, &theirs, AT_SYMLINK_NOFOLLOW) == 0,
            fstatat(descriptor.rawValue, name, &ours, AT_SYMLINK_NOFOLLOW) == 0, theirs.st_ino == ours.st_ino
        else { throw failure }
    }

    /// Writes a file whole, in the place of one that is there: readers have the one or the other, whole.
    func replace(_ name: String, _ write: (borrowing FileDescriptor) throws(SystemError) -> Void) throws(SystemError) {
        let new = ".\(name).\(getpid()).new"
        // Of a process of this number that was killed.
        unlinkat(descriptor.rawValue, new, 0)
        try create(new, write)
        guard renameat(descriptor.rawValue, new, descriptor.rawValue, name) == 0 else {
            let failure = SystemError.last("replace")
            unlinkat(descriptor.rawValue, new, 0)
            throw failure
        }
    }

    func sync() throws(SystemError) {
        guard fsync(descriptor.rawValue) == 0 else { throw .last("sync the folder") }
    }

    /// What the name stands for, links not followed; nil where it stands for nothing.
    func status(of name: String) -> stat? {
        var status = stat()
        return fstatat(descriptor.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    /// Whether the name is taken, and by a folder.
    func kind(of name: String) throws(SystemError) -> Kind {
        var status = stat()
        guard fstatat(descriptor.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return .absent }
            throw .last("look at")
        }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
    }

    enum Kind { case absent, folder, other }

    func removeEmptyFolder(_ name: String) throws(SystemError) {
        guard unlinkat(descriptor.rawValue, name, AT_REMOVEDIR) == 0 else { throw .last("remove the folder") }
    }

    /// Removes a folder and all it holds; links are removed, not followed. One that is not there is no error.
    /// An empty one is removed even where no descriptor is left.
    func removeTree(_ name: String) throws(SystemError) {
        if unlinkat(descriptor.rawValue, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
        let doomed = try folder(name)
        for entry in try doomed.names() {
            if unlinkat(doomed.descriptor.rawValue, entry, 0) == 0 { continue }
            guard errno == EISDIR || errno == EPERM else { throw .last("remove") }
            try doomed.removeTree(entry)
        }
        try removeEmptyFolder(name)
    }

    /// All entries but `.` and `..`, in no order.
    func names() throws(SystemError) -> [String] {
        // A descriptor of its own, because the stream closes what it is given and moves its position.
        let own = openat(descriptor.rawValue, ".", Self.openFlags)
        guard own >= 0 else { throw .last("open the folder") }
        guard let stream = fdopendir(own) else {
            let failure = SystemError.last("list the folder")
            _ = FileDescriptor(adopting: own)
            throw failure
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .last("list the folder") }
        return names
    }
}
