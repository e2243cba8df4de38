/// A path below an asset's folder that cannot leave it: plain names, separated by single slashes.
struct RelativePath: Hashable {
    let folders: [String]
    let name: String

    init(_ path: String) throws(StorageError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, parts.allSatisfy(Self.isPlainName) else {
            throw StorageError(.invalidPath, "\"\(path)\" is not a relative path of plain names.")
        }
        folders = Array(parts.dropLast())
        name = last
    }

    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255 && !name.utf8.contains(0)
            && !name.utf8.contains(UInt8(ascii: "/"))
    }
}
