import Yams

/// The wishes of whoever uploads a file: a YAML file beside it, such as `film.mp4.yaml`.
package struct UploadSidecar: Hashable, Sendable {
    /// Of a preset inside the binary.
    package private(set) var preset: String?
    package private(set) var priority: Int?
    package private(set) var tenant: String?

    /// - Parameter file: names the text in errors.
    /// - Throws: with the key, the line and what is allowed.
    package init(_ text: String, file: String) throws(PresetError) {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw PresetError(file: file, message: "\(error)")
        }
        guard let node else { throw PresetError(file: file, message: "expected preset, priority or tenant") }
        let mapping = try YAMLMapping(node, file: file, name: "upload", keys: ["preset", "priority", "tenant"])
        preset = try mapping.word("preset", of: PresetLibrary.names)
        priority = try mapping.decimal("priority", unit: 1, in: 0...9)
        tenant = try mapping.text("tenant")
    }
}
