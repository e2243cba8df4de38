/// Changes to single bytes of boxes, found by a walk of this test's own.
extension AssetFiles {
    /// Overwrites bytes of a box, counted from the byte after its size and type.
    mutating func patch(_ path: String, _ box: String..., number: Int = 1, at offset: Int, _ bytes: [UInt8]) throws {
        try patch(path, box, number: number, at: offset, bytes)
    }

    mutating func patch(_ path: String, _ box: [String], number: Int = 1, at offset: Int, _ bytes: [UInt8]) throws {
        let start = try payload(path, box, number: number) + offset
        self[path]!.replaceSubrange(start..<start + bytes.count, with: bytes)
    }

    mutating func rename(_ path: String, _ box: String..., to name: String) throws {
        let start = try payload(path, box, number: 1)
        self[path]!.replaceSubrange(start - 4..<start, with: Array(name.utf8))
    }

    /// Puts bytes into a box and adds to the sizes of all that hold it.
    mutating func insert(_ path: String, _ box: String..., at offset: Int, _ bytes: [UInt8]) throws {
        for depth in 1...box.count { try resize(path, Array(box.prefix(depth)), by: bytes.count) }
        let start = try payload(path, box, number: 1) + offset
        self[path]!.insert(contentsOf: bytes, at: start)
    }

    /// Takes bytes out of a box and off the sizes of all that hold it.
    mutating func remove(_ path: String, _ box: String..., at offset: Int, count: Int) throws {
        let start = try payload(path, box, number: 1) + offset
        for depth in 1...box.count { try resize(path, Array(box.prefix(depth)), by: -count) }
        self[path]!.removeSubrange(start..<start + count)
    }

    private mutating func resize(_ path: String, _ box: [String], by count: Int) throws {
        let start = try payload(path, box, number: 1) - 8
        let size = self[path]![start..<start + 4].reduce(0) { $0 << 8 | Int($1) } + count
        self[path]!.replaceSubrange(
            start..<start + 4, with: [UInt8(size >> 24), UInt8(size >> 16 & 255), UInt8(size >> 8 & 255), UInt8(size & 255)])
    }

    func bytes(_ path: String, _ box: String..., number: Int = 1, at offset: Int, count: Int) throws -> [UInt8] {
        let start = try payload(path, box, number: number) + offset
        return Array(self[path]![start..<start + count])
    }

    /// Where the payload of a box begins; `number` counts the boxes that begin the path.
    func payload(_ path: String, _ box: [String], number: Int) throws -> Int {
        guard let bytes = self[path] else { throw Unchanged(sought: path) }
        var range = 0..<bytes.count
        for (depth, name) in box.enumerated() {
            var position = range.lowerBound
            var left = depth == 0 ? number : 1
            var found: Range<Int>?
            while position + 8 <= range.upperBound {
                let size = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
                if String(decoding: bytes[position + 4..<position + 8], as: UTF8.self) == name {
                    left -= 1
                    if left == 0 {
                        found = position + 8..<position + size
                        break
                    }
                }
                position += max(8, size)
            }
            guard let found else { throw Unchanged(sought: name) }
            let fields = ["stsd": 8, "dref": 8, "avc1": 78, "hvc1": 78, "encv": 78][name] ?? 0
            range = depth == box.count - 1 ? found : found.lowerBound + fields..<found.upperBound
        }
        return range.lowerBound
    }
}
