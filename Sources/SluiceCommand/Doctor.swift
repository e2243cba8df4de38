import ArgumentParser
import Glibc
import Isolation
import LibAV

/// `sluice doctor`
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows versions, codecs, limits and the machine.")

    func run() throws {
        try Output.line("sluice \(sluiceVersion)")
        for library in LibraryVersions.all { try Output.line("  \(library.name) \(library.version)") }
        try Output.line("encoders")
        for encoder in LibraryVersions.encoders {
            try Output.line("  \(encoder.name): \(encoder.isPresent ? "present" : "MISSING")")
        }
        try Output.line("accepted containers\n  \(AllowList.demuxers.joined(separator: " "))")
        try Output.line("accepted codecs\n  \(AllowList.decoders.joined(separator: " "))")
        let missing = LibraryVersions.missingDecoders
        if !missing.isEmpty { try Output.line("  not in this FFmpeg: \(missing.joined(separator: " "))") }
        try Output.line("workers")
        try Output.line("  one process for each asset and slot; input as a descriptor, clean environment, nothing written")
        let sandbox = try Sandbox.ofWorker(executable: "/proc/self/exe", version: sluiceVersion)
        for mechanism in Sandbox.Mechanism.allCases {
            try Output.line("  \(mechanism.rawValue): \(sandbox.missing[mechanism].map { "MISSING, \($0)" } ?? "on")")
        }
        try Output.line("  files a worker may read: \(Sandbox.readablePaths.joined(separator: " "))")
        try Output.line("machine")
        try Output.line(
            "  \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, \(sysconf(Int32(_SC_PHYS_PAGES)) / 1024 * sysconf(Int32(_SC_PAGESIZE)) / 1024) MiB"
        )
        var disk = statvfs()
        if statvfs(".", &disk) == 0 {
            try Output.line("  \(Int(disk.f_bavail) * Int(disk.f_frsize) / 1_000_000_000) GB free in this folder's file system")
        }
        if LibraryVersions.encoders.contains(where: { !$0.isPresent }) { throw Exit.configuration }
    }
}
