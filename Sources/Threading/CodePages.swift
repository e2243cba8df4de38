import CPlatform

/// The program's own code in memory.
package enum CodePages {
    /// Gives back what was read of it so far. The linker has touched every library at the start, most of which a process that waits
    /// never uses: they are three quarters of its memory. What is used again comes back by itself.
    package static func release() { sluice_release_code() }
}
