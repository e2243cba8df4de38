import ArgumentParser
import MediaCore
import Pipeline
import Planning

/// `sluice package INPUT --output DIR`
struct Package: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns an H.264 file into a folder that plays as HLS and DASH, without encoding the picture.",
        discussion: """
            The packets stay as they are, and segments begin where the file's own IDR pictures are, as near to 4 s as these allow. A \
            picture that does not fit is refused with a reason. Sound is copied where it is AAC-LC and fits, else encoded: a picture \
            is worth keeping even where its sound is not. There are no thumbnails, because nothing is decoded.

            Exit codes are those of transcode.
            """)

    @Argument(help: "The video file.") var input: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to make.", valueName: "dir")) var output: String
    @OptionGroup(title: "Encryption") var protection: ProtectionOptions
    @OptionGroup var report: PublishingOptions

    func validate() throws { try protection.check(output: output) }

    func run() async throws {
        try await publish(
            TranscodeRequest(
                asset: AssetID(output), input: input, destination: output, preset: .packaging,
                protection: try protection.request(for: output), jobs: 1, replacesExisting: report.force), report)
    }
}
