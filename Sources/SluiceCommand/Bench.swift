import ArgumentParser

/// `sluice bench …`
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures Sluice, against other tools or over many files.",
        subcommands: [BenchLadder.self, BenchPackage.self, BenchCorpus.self])
}
