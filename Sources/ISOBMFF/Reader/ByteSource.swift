/// Bytes read at any place, so that large media data need not be loaded.
package struct ByteSource {
    /// In bytes.
    package let size: Int64
    private let fetch: (_ offset: Int64, _ count: Int) throws(ISOBMFFError) -> [UInt8]

    /// - Parameter read: returns `count` bytes from `offset`, both inside `size`; throws `unreadable` where it cannot.
    package init(size: Int64, read: @escaping (_ offset: Int64, _ count: Int) throws(ISOBMFFError) -> [UInt8]) {
        self.size = size
        fetch = read
    }

    package init(_ bytes: [UInt8]) {
        self.init(size: Int64(bytes.count)) { offset, count in Array(bytes[Int(offset)..<Int(offset) + count]) }
    }

    /// `count` bytes from `offset`, never fewer.
    package func read(_ offset: Int64, _ count: Int) throws(ISOBMFFError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= size, Int64(count) <= size - offset else { throw .unreadable(offset: offset) }
        let bytes = try fetch(offset, count)
        guard bytes.count == count else { throw .unreadable(offset: offset) }
        return bytes
    }
}
