import CPlatform
import Threading

/// A fresh pipe, neither end of which any child inherits by accident.
struct Pipe: ~Copyable {
    let reader: FileDescriptor
    let writer: FileDescriptor

    static func open() throws(IsolationError) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard sluice_pipe(&ends) == 0 else { throw .system(.last("open a pipe")) }
        return Pipe(reader: FileDescriptor(adopting: ends[0]), writer: FileDescriptor(adopting: ends[1]))
    }
}
