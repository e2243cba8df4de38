import ArgumentParser

/// `sluice`: the commands and nothing else.
struct SluiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Turns uploaded videos into adaptive streams: HLS and DASH from one set of CMAF segments.",
        version: "sluice \(sluiceVersion)",
        subcommands: [
            Transcode.self, Package.self, WatchWorker.self, JobsCommand.self, AssetsCommand.self, CatalogCommand.self, Probe.self,
            Inspect.self, Validate.self, PresetsCommand.self, Doctor.self, SelfTest.self, Bench.self, KeysCommand.self,
            TokenCommand.self,
        ])
}
