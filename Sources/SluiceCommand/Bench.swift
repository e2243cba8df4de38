import ArgumentParser

/// `sluice bench …`
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures Sluice, against other tools, over many files, or with many jobs.",
        subcommands: [BenchLadder.self, BenchFrontier.self, BenchPackage.self, BenchCorpus.self, BenchCatalog.self])
}
