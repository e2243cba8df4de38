import Planning

/// The presets that Sluice brings along, and the reading of others.
package enum PresetLibrary {
    /// The default first.
    private static let texts: [(name: String, bytes: [UInt8])] = [
        ("web", PackageResources.web_yaml),
        ("apple", PackageResources.apple_yaml),
        ("mobile", PackageResources.mobile_yaml),
        ("web-hevc", PackageResources.web_hevc_yaml),
        ("web-av1", PackageResources.web_av1_yaml),
    ]

    /// Of the presets inside the binary, the default first.
    package static var names: [String] { texts.map(\.name) }

    /// The YAML of a preset inside the binary, as a person would write it.
    package static func text(of name: String) -> String? {
        texts.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// A preset inside the binary.
    ///
    /// - Throws: when there is none of that name.
    package static func named(_ name: String) throws(PresetError) -> Preset {
        guard let text = text(of: name) else {
            throw PresetError(
                file: name,
                message: "no such preset; there are \(names.joined(separator: ", ")), or give the path of a YAML file")
        }
        return try load(contentsOf: text, file: "\(name).yaml")
    }

    /// Reads a preset's YAML.
    ///
    /// - Parameter file: names the text in errors.
    /// - Throws: with the key, the line and what is allowed.
    package static func load(contentsOf text: String, file: String) throws(PresetError) -> Preset {
        try PresetReader(file: file).preset(from: text)
    }
}
