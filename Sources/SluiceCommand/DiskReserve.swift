import Glibc

/// How much of a disk is left alone.
enum DiskReserve {
    /// A tenth of the disk, and of large disks 20 GB.
    static func hasRoom(in folder: String) -> Bool {
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0 else { return false }
        let (free, size) = (Int(disk.f_bavail) * Int(disk.f_frsize), Int(disk.f_blocks) * Int(disk.f_frsize))
        return free >= min(size / 10, 20_000_000_000)
    }
}
