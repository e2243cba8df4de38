import ArgumentParser
import Glibc
import Isolation
import LibAV

/// `sluice doctor`
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows versions, codecs, limits and the machine.")

    func run() throws {
        print("sluice \(sluiceVersion)")
        for library in LibraryVersions.all { print("  \(library.name) \(library.version)") }
        print("encoders")
        for encoder in LibraryVersions.encoders { print("  \(encoder.name): \(encoder.isPresent ? "present" : "MISSING")") }
        print("accepted containers\n  \(AllowList.demuxers.joined(separator: " "))")
        print("accepted codecs\n  \(AllowList.decoders.joined(separator: " "))")
        let missing = LibraryVersions.missingDecoders
        if !missing.isEmpty { print("  not in this FFmpeg: \(missing.joined(separator: " "))") }
        print("workers")
        print("  one process for each asset and slot; input as a descriptor, clean environment, nothing written")
        let sandbox = try Sandbox.ofWorker(executable: "/proc/self/exe", version: sluiceVersion)
        for mechanism in Sandbox.Mechanism.allCases {
            print("  \(mechanism.rawValue): \(sandbox.missing[mechanism].map { "MISSING, \($0)" } ?? "on")")
        }
        print("  files a worker may read: \(Sandbox.readablePaths.joined(separator: " "))")
        print("machine")
        print(
            "  \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, \(sysconf(Int32(_SC_PHYS_PAGES)) / 1024 * sysconf(Int32(_SC_PAGESIZE)) / 1024) MiB"
        )
        var disk = statvfs()
        if statvfs(".", &disk) == 0 {
            print("  \(Int(disk.f_bavail) * Int(disk.f_frsize) / 1_000_000_000) GB free in this folder's file system")
        }
        if LibraryVersions.encoders.contains(where: { !$0.isPresent }) { throw Exit.configuration }
    }
}
