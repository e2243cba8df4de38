import ArgumentParser

/// `sluice bench ladder INPUT`
struct BenchLadder: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ladder", abstract: "Times a ladder against one ffmpeg command.")
    @Argument(help: "The video file.") var input: String
    func run() throws { print("ok") }
}
