import ArgumentParser

/// `sluice bench …`
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures Sluice against other tools in the same run.", subcommands: [BenchLadder.self])
}
