import Foundation
import Testing

/// Damaged inputs of each of our own parsers, the same in every run. A crash ends the test run; the input is then the last one in
/// `.build/fuzz-findings`.
@Suite(.timeLimit(.minutes(30))) struct ParserFuzzTests {
    /// Milliseconds of one input: a thousand times what a good one takes.
    private static let longest = 2000

    @Test(arguments: Parser.all) func `answers or throws, whatever it is given`(_ parser: Parser) async throws {
        let seeds = try parser.seeds(try await GoodAsset.shared.value)
        try #require(!seeds.isEmpty)
        for seed in seeds { try parser.parse(seed) }
        var mutator = Mutator(
            seed: UInt64(parser.name.utf8.reduce(7) { $0 &* 31 &+ UInt32($1) }), words: parser.words.map { Array($0.utf8) })
        let last = try Campaign.lastInput(of: parser.name)
        for number in 0..<Campaign.structures {
            let input = mutator.mutated(seeds[number % seeds.count], donor: seeds[mutator.below(seeds.count)])
            try last.replace(with: input)
            let start = ContinuousClock.now
            do { try parser.parse(input) } catch {}
            let taken = ContinuousClock.now - start
            if taken > .milliseconds(Self.longest) {
                let path = try Campaign.keep(input, as: "slow-\(parser.name)-\(number)")
                Issue.record("input \(number) takes \(taken); it is \(path)")
            }
        }
        try last.remove()
    }

    @Test func `files of Fixtures/Fuzz are answered or refused, and each has its line`() throws {
        let lines = try String(contentsOf: Campaign.brokenFolder.appending(path: "README.md"), encoding: .utf8)
        let parsers = Dictionary(uniqueKeysWithValues: Parser.all.map { ($0.name.replacingOccurrences(of: " ", with: "-"), $0) })
        for (name, bytes) in try Campaign.broken() {
            #expect(lines.contains("* `\(name)`: "), "\(name)")
            let kind = String(name.prefix { $0 != "." })
            guard kind != "file" else { continue }
            let parser = try #require(parsers[kind], "\(name)")
            do { try parser.parse(bytes) } catch {}
        }
    }
}

extension Campaign {
    static func lastInput(of name: String) throws -> LastInput {
        LastInput(path: try keep([], as: "last-\(name)".replacingOccurrences(of: " ", with: "-")))
    }
}

/// The input under test, in a file for whoever looks after a crash.
struct LastInput {
    let path: String

    func replace(with bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }
    func remove() throws { try FileManager.default.removeItem(atPath: path) }
}
