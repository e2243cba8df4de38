import Foundation

/// The arrows between modules, as they are written down in two places: imports and Package.swift.
struct ModuleGraph {
    /// A file's `import` of a module.
    struct Import: Hashable {
        let module: String
        let file: String
        let imported: String
    }

    var imports: [Import] = []
    /// Dependency lists of Package.swift, of targets that are not tests.
    var dependencies: [String: Set<String>] = [:]

    /// Every rule that this graph breaks, as sentences.
    func violations(of table: [ModuleRow], system: Set<String>) -> [String] {
        var found: [String] = []
        let places = Dictionary(uniqueKeysWithValues: table.enumerated().map { ($1.module, $0) })
        for (place, row) in table.enumerated() {
            for allowed in row.mayImport.sorted() where places[allowed].map({ $0 >= place }) == true {
                found.append("The table lets \(row.module) import \(allowed), which is not in a lower row.")
            }
        }
        for module in Set(dependencies.keys).union(imports.map(\.module)).sorted() where places[module] == nil {
            found.append("\(module) is not in the table.")
        }
        for row in table {
            let declared = dependencies[row.module] ?? []
            let written = Set(imports.filter { $0.module == row.module && !system.contains($0.imported) }.map(\.imported))
            for dependency in declared.subtracting(row.mayImport).sorted() {
                found.append("Package.swift lets \(row.module) depend on \(dependency), the table does not.")
            }
            for dependency in declared.subtracting(written).sorted() where !dependency.hasPrefix("C") || row.layer > 0 {
                found.append("Package.swift lets \(row.module) depend on \(dependency), which no file of it imports.")
            }
            for use in imports where use.module == row.module && !system.contains(use.imported) {
                if !row.mayImport.contains(use.imported) {
                    found.append("\(use.file) imports \(use.imported), which the table does not allow to \(row.module).")
                } else if !declared.contains(use.imported) {
                    found.append("\(use.file) imports \(use.imported), which Package.swift does not list for \(row.module).")
                }
            }
        }
        return found
    }
}

extension ModuleGraph {
    /// Reads every Swift file below Sources and Presets, and what SwiftPM makes of Package.swift.
    static func read() throws -> ModuleGraph {
        var graph = ModuleGraph()
        for file in try Repository.swiftFiles(in: ["Sources", "Presets"]) {
            let parts = file.split(separator: "/")
            let module = parts[0] == "Presets" ? "Presets" : String(parts[1])
            for imported in imports(in: try Repository.text(of: file)) {
                graph.imports.append(Import(module: module, file: file, imported: imported))
            }
        }
        for target in try PackageDescription.dumped().targets where target.type != "test" {
            graph.dependencies[target.name] = Set(target.dependencies.map(\.name))
        }
        return graph
    }

    /// The module names of a file's import declarations, with whatever access level, attribute or kind stands before them.
    static func imports(in source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let pattern =
                /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
            return line.firstMatch(of: pattern).map { String($0.1) }
        }
    }
}

/// `swift package dump-package`, as far as targets go.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        let name: String
        let type: String
        let dependencies: [Dependency]
    }

    /// A target or a product: `{"byName": ["MediaCore", null]}`.
    struct Dependency: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let kinds = try decoder.singleValueContainer().decode([String: [Part]].self)
            name = kinds.values.first?.first?.text ?? ""
        }

        /// An element of that list: the name, or something that does not matter here.
        private struct Part: Decodable {
            let text: String?
            init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
        }
    }

    let targets: [Target]

    static func dumped() throws -> PackageDescription { try cached.get() }

    /// With a scratch folder of its own, because the running `swift test` may hold the usual one.
    private static let cached = Result {
        let scratch = Repository.root.appending(path: ".build/architecture")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", Repository.root.path, "--scratch-path", scratch.path, "dump-package",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let description = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescription.self, from: description)
    }
}
