import Foundation
import Testing

@Suite struct LayerTests {
    @Test func `imports and Package.swift agree with the table`() throws {
        let violations = try ModuleGraph.read().violations(of: moduleTable, system: systemModules)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func `every folder of Sources is a module of the table`() throws {
        let known = Set(moduleTable.map(\.module))
        #expect(try Repository.names(in: "Sources").filter { !known.contains($0) } == [])
    }

    @Test func `every folder of Tests mirrors a module`() throws {
        let mirrored = Set(moduleTable.map { $0.module + "Tests" }).union([
            "ArchitectureTests", "EndToEndTests", "ResilienceTests",
        ])
        #expect(try Repository.names(in: "Tests").filter { !mirrored.contains($0) } == [])
    }

    @Test func `the graph that is checked is not empty`() throws {
        let graph = try ModuleGraph.read()
        #expect(graph.dependencies["CMAF"] == ["MediaCore", "Bitstream", "ISOBMFF"])
        #expect(graph.dependencies["Threading"]?.contains("DequeModule") == true)
        #expect(graph.imports.contains { $0.module == "Planning" && $0.imported == "MediaCore" })
    }
}

/// The checks themselves: each must notice what it is there for.
@Suite struct ModuleGraphTests {
    private let table = [
        ModuleRow(0, "CLow"), ModuleRow(1, "Middle", "CLow"), ModuleRow(2, "High", "Middle", "Outside"),
    ]
    private var sound: ModuleGraph {
        ModuleGraph(
            imports: [
                .init(module: "Middle", file: "M.swift", imported: "CLow"),
                .init(module: "High", file: "H.swift", imported: "Middle"),
                .init(module: "High", file: "H.swift", imported: "Outside"),
                .init(module: "High", file: "H.swift", imported: "Glibc"),
            ],
            dependencies: ["CLow": [], "Middle": ["CLow"], "High": ["Middle", "Outside"]])
    }

    private func violations(_ change: (inout ModuleGraph) -> Void = { _ in }, table: [ModuleRow]? = nil) -> [String] {
        var graph = sound
        change(&graph)
        return graph.violations(of: table ?? self.table, system: ["Glibc"])
    }

    @Test func `a graph that follows the table passes`() {
        #expect(violations() == [])
    }

    @Test func `an import across layers is found`() {
        let found = violations { $0.imports.append(.init(module: "High", file: "H.swift", imported: "CLow")) }
        #expect(found == ["H.swift imports CLow, which the table does not allow to High."])
    }

    @Test func `an import that Package.swift does not list is found`() {
        let found = violations { $0.dependencies["High"] = ["Middle"] }
        #expect(found == ["H.swift imports Outside, which Package.swift does not list for High."])
    }

    @Test func `a dependency upwards is found`() {
        let found = violations { $0.dependencies["Middle"] = ["CLow", "High"] }
        #expect(found.first == "Package.swift lets Middle depend on High, the table does not.")
    }

    @Test func `a dependency that is not used is found`() {
        let found = violations { $0.imports.removeAll { $0.imported == "Outside" } }
        #expect(found == ["Package.swift lets High depend on Outside, which no file of it imports."])
    }

    @Test func `a module that the table does not know is found`() {
        #expect(violations { $0.dependencies["Stray"] = [] } == ["Stray is not in the table."])
        let found = violations { $0.imports.append(.init(module: "Stray", file: "S.swift", imported: "Glibc")) }
        #expect(found == ["Stray is not in the table."])
    }

    @Test func `a table with an arrow upwards is found`() {
        let found = violations(table: [ModuleRow(0, "CLow", "Middle")] + table.dropFirst())
        #expect(found.first == "The table lets CLow import Middle, which is not in a lower row.")
    }

    @Test func `every form of import is read`() {
        let source = """
            import A
            package import B
            @preconcurrency import C
            @_implementationOnly internal import D
            import struct E.Thing
            // import F
            let text = "import G"
            """
        #expect(ModuleGraph.imports(in: source) == ["A", "B", "C", "D", "E"])
    }
}
