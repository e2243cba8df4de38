import Foundation
import Glibc

/// What this process holds.
struct Resources {
    let descriptors: Int
    /// Resident bytes.
    let memory: Int
    /// Processes that it started and has not reaped, and their states.
    let children: [String]

    static var now: Resources {
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        let children = tasks.flatMap { task in
            (try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8))?.split(separator: " ").map(
                String.init) ?? []
        }
        return Resources(
            descriptors: descriptors, memory: (pages.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE)), children: children)
    }
}
