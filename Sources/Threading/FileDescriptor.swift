import CPlatform
import Glibc

/// An open file, folder or end of a pipe, closed with its value. Every call blocks; interrupted calls are repeated.
package struct FileDescriptor: ~Copyable, Sendable {
    package let rawValue: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(adopting rawValue: Int32) { self.rawValue = rawValue }

    deinit { _ = Glibc.close(rawValue) }

    /// Closes and reports what `deinit` cannot: a write error that surfaces only here.
    package consuming func close() throws(SystemError) {
        let result = Glibc.close(rawValue)
        let failure = SystemError.last("close a file")
        discard self
        // The descriptor is gone even where EINTR is reported (close(2), Linux).
        if result != 0 && failure.code != EINTR { throw failure }
    }

    /// Returns when what was written would survive a loss of power.
    package func sync() throws(SystemError) {
        guard fsync(rawValue) == 0 else { throw .last("sync") }
    }

    /// Lets the system begin to write what was written, so that `sync` has less to wait for.
    package func beginSync() throws(SystemError) {
        guard sluice_begin_sync(rawValue) == 0 else { throw .last("write") }
    }

    /// Up to `buffer.count` bytes; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        while true {
            let count = Glibc.read(rawValue, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .last("read") }
        }
    }

    /// Opens a file to read.
    package static func open(_ path: String) throws(SystemError) -> FileDescriptor {
        let rawValue = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard rawValue >= 0 else { throw .last("open") }
        return FileDescriptor(adopting: rawValue)
    }

    /// `count` bytes from `offset` on, fewer where the file ends before.
    package func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, failure == nil {
                let read = pread(rawValue, buffer.baseAddress! + filled, count - filled, off_t(offset) + filled)
                if read > 0 {
                    filled += read
                } else if read == 0 {
                    return
                } else if errno != EINTR {
                    failure = .last("read")
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `head` and then all of `body`. A pipe without a reader throws EPIPE and raises no signal.
    package func writeAll(_ head: RawSpan, _ body: RawSpan = RawSpan()) throws(SystemError) {
        var written = 0
        let total = head.byteCount + body.byteCount
        while written < total {
            written += try write(head, body, from: written)
        }
    }

    /// One `writev` of what `head` and `body` hold from byte `offset` on; returns how many bytes were taken.
    package func write(_ head: RawSpan, _ body: RawSpan, from offset: Int) throws(SystemError) -> Int {
        let result = head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                let headStart = min(offset, head.count)
                let bodyStart = offset - headStart
                return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { vectors -> Result<Int, SystemError> in
                    vectors.initializeElement(at: 0, to: iovec(head[headStart...]))
                    vectors.initializeElement(at: 1, to: iovec(body[bodyStart...]))
                    while true {
                        let count = sluice_writev_nosignal(rawValue, vectors.baseAddress, 2)
                        if count >= 0 { return .success(count) }
                        if errno != EINTR { return .failure(.last("write")) }
                    }
                }
            }
        }
        return try result.get()
    }
}

extension iovec {
    fileprivate init(_ slice: Slice<UnsafeRawBufferPointer>) {
        let bytes = UnsafeRawBufferPointer(rebasing: slice)
        self.init(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
    }
}
