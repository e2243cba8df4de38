import ArgumentParser
import Presets

/// `sluice presets [NAME]`
struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "presets", abstract: "Lists the presets, or prints one as YAML.")

    @Argument(help: "A preset's name.") var name: String?

    func run() throws {
        if let name {
            guard let text = PresetLibrary.text(of: name) else {
                throw fail(
                    "There is no preset \(name); there are \(PresetLibrary.names.joined(separator: ", ")).", Exit.configuration)
            }
            try Output.write(Array(text.utf8))
            return
        }
        for name in PresetLibrary.names {
            let preset = try PresetLibrary.named(name)
            try Output.line(
                "\(name.column(9))\(preset.rungs.map { "\($0.shortSide)p" }.joined(separator: " "))  \(preset.summary)")
        }
    }
}
