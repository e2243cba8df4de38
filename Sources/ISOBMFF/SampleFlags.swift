/// How a sample may be used on its own (ISO/IEC 14496-12 §8.8.3.1).
package struct SampleFlags: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// sample_depends_on 2: decodes alone.
    package static let sync = SampleFlags(rawValue: 0x0200_0000)
    /// sample_depends_on 1 and sample_is_non_sync_sample.
    package static let dependent = SampleFlags(rawValue: 0x0101_0000)

    package var sample_depends_on: UInt32 { rawValue >> 24 & 3 }
    package var sample_is_non_sync_sample: Bool { rawValue & 0x1_0000 != 0 }
}
