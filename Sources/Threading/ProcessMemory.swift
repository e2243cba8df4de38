import CPlatform

/// The process's own dealings with the C library's memory.
package enum ProcessMemory {
    /// Keeps what is freed for the next who asks: buffers of some MB come and go with every segment, and fresh pages cost more than
    /// most of what is done with them. For the whole process, so for the entry of an executable alone.
    package static func keepFreed() { sluice_keep_freed_memory() }
}
