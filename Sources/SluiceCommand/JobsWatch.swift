import ArgumentParser
import Catalog
import Glibc

/// `sluice jobs watch`
struct JobsWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Shows the progress of every asset in the making and its sizes, until Ctrl-C.")

    @OptionGroup var options: CatalogOptions
    @Flag(help: "End when nothing is in the making.") var untilDone = false

    func run() async throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        try await withCatalog(options) { catalog in
            while true {
                let rows = try await AssetProgress.inTheMaking(of: catalog, limit: 10)
                let pauses = try await catalog.pauses().map { "paused: \($0)" }
                let lines = pauses + (rows.isEmpty ? ["Nothing is in the making."] : rows.flatMap(\.bars))
                // On a terminal each look takes the place of the one before it.
                let text = lines.joined(separator: "\n") + "\n"
                try Output.write(Array((isTerminal ? "\u{1b}[H\u{1b}[2J" + text : text).utf8))
                if untilDone && rows.isEmpty { return }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
