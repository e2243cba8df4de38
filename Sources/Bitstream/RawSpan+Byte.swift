extension RawSpan {
    /// The byte at `offset`, which must lie inside.
    func byte(at offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
}
