import Foundation
import Testing

@Suite struct HouseRuleTests {
    private let allSwift = ["Sources", "Presets", "Tests"]

    @Test func `the top level holds what it may hold`() throws {
        let allowed: Set = ["Package.swift", "Package.resolved", "Sources", "Tests", "Fixtures", "Presets", "README.md"]
        #expect(try Repository.names(in: ".").filter { !$0.hasPrefix(".") && !allowed.contains($0) } == [])
    }

    @Test func `a file over 400 lines gives its reason in its first comment`() throws {
        for file in try Repository.swiftFiles(in: allSwift) {
            let lines = try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count > 400 else { continue }
            let firstComment = lines.drop { !$0.hasPrefix("//") }.prefix { $0.hasPrefix("//") }.joined(separator: " ")
            #expect(firstComment.contains("400 lines"), "\(file) has \(lines.count) lines and gives no reason")
        }
    }

    @Test func `the median file has about 150 lines at most`() throws {
        let counts = try Repository.swiftFiles(in: ["Sources"]).map { try Repository.text(of: $0).split(separator: "\n").count }
        #expect(counts.sorted()[counts.count / 2] <= 160)
    }

    @Test func `nothing is left to be done in a comment`() throws {
        for file in try Repository.swiftFiles(in: allSwift) {
            let found = try Repository.text(of: file).matches(of: /\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/).map { String($0.0) }
            #expect(found == [], "\(file)")
        }
    }

    @Test func `warnings are errors in every target with Swift code`() throws {
        let manifest = try Repository.text(of: "Package.swift")
        #expect(manifest.contains(".treatAllWarnings(as: .error)"))
        #expect(!manifest.contains("unsafeFlags"))
    }

    @Test func `unchecked sendability gives its reason on the next line`() throws {
        for file in try Repository.swiftFiles(in: ["Sources", "Presets"]) {
            let lines = try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                let next = number + 1 < lines.count ? lines[number + 1].trimmingCharacters(in: .whitespaces) : ""
                #expect(next.hasPrefix("//"), "\(file):\(number + 1)")
            }
        }
    }
}
