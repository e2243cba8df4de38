import Glibc
import Threading

/// Resident bytes of a process (`/proc/PID/statm`, second field); 0 where it has ended.
func residentBytes(of pid: pid_t) -> Int {
    let descriptor = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    let file = FileDescriptor(adopting: descriptor)
    return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
        guard let count = try? file.read(into: buffer) else { return 0 }
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
    }
}
