import Glibc
import Threading

/// Resident bytes of a process (`/proc/PID/statm`, second field); 0 where it has ended.
func residentBytes(of pid: pid_t) -> Int {
    let fields = processFile("\(pid)/statm", capacity: 128)
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}

/// Of a process and of all that descend from it.
func residentBytes(ofTree pid: pid_t) -> Int {
    var sum = residentBytes(of: pid)
    guard let threads = opendir("/proc/\(pid)/task") else { return sum }
    defer { closedir(threads) }
    while let entry = readdir(threads) {
        guard let thread = withUnsafePointer(to: &entry.pointee.d_name.0, { Int(String(cString: $0)) }) else { continue }
        for child in processFile("\(pid)/task/\(thread)/children", capacity: 4096) {
            if let child = pid_t(child) { sum += residentBytes(ofTree: child) }
        }
    }
    return sum
}

/// The words of a small file in `/proc`; none where the process has ended.
private func processFile(_ name: String, capacity: Int) -> [Substring] {
    let descriptor = open("/proc/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    let file = FileDescriptor(adopting: descriptor)
    return withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer in
        guard let count = try? file.read(into: buffer) else { return [] }
        return String(decoding: buffer[..<count], as: UTF8.self).split { $0 == " " || $0 == "\n" }
    }
}
