import CFFmpeg
import Synchronization

/// The processor features that FFmpeg, x264 and zimg may use. Video needs no limit, because everything in it is exact; the float
/// arithmetic of sound is not, so sound is made at a fixed level.
package enum InstructionSet: String, Sendable, CaseIterable {
    case sse2

    /// The level all video code of this process is held to; nil for whatever the processor has.
    package static var limit: InstructionSet? { held.withLock { $0 } }

    /// Holds all code of this process to a level. Call before any codec is opened.
    package static func hold(to level: InstructionSet) {
        held.withLock { $0 = level }
        av_force_cpu_flags(level.flags)
    }

    /// Runs `body` with FFmpeg held to what every x86-64 processor has, so that float rounding does not depend on the machine.
    /// Codecs take their functions when they are opened. One thread of the process at a time.
    package static func withReproducibleFloats<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        av_force_cpu_flags(InstructionSet.sse2.flags)
        defer { av_force_cpu_flags(limit?.flags ?? -1) }
        return try body()
    }

    var x264Names: String { "SSE2" }

    private var flags: Int32 {
        #if arch(x86_64)
            AV_CPU_FLAG_MMX | AV_CPU_FLAG_MMXEXT | AV_CPU_FLAG_CMOV | AV_CPU_FLAG_SSE | AV_CPU_FLAG_SSE2
        #else
            // Other architectures have one level for all that Sluice uses.
            -1
        #endif
    }

    private static let held = Mutex<InstructionSet?>(nil)
}
