import MediaCore
import Planning

/// What a person or a program asks for: one file in, one asset out.
package struct TranscodeRequest: Sendable {
    package var asset: AssetID
    /// Path of the source.
    package var input: String
    /// Folder to be; its parent exists.
    package var destination: String
    /// Beside those in the source.
    package var captions: [CaptionFileInput]
    package var preset: Preset
    /// Nil for an asset in the clear.
    package var protection: ProtectionRequest?
    /// Chunks in the making at once. It decides speed and memory, never a byte.
    package var jobs: Int
    /// Bytes that all processes of the transcode together should stay within; it decides how many of the jobs run at once.
    package var memory: Int
    /// An asset that is already at `destination` gives way once the new one is complete.
    package var replacesExisting: Bool
    /// The destination appears at once, and can be played from the first segments on; not for one that replaces another.
    package var isProgressive: Bool

    package init(
        asset: AssetID, input: String, destination: String, captions: [CaptionFileInput] = [], preset: Preset,
        protection: ProtectionRequest? = nil, jobs: Int, memory: Int = .max,
        replacesExisting: Bool, isProgressive: Bool = false
    ) {
        self.asset = asset
        self.input = input
        self.destination = destination
        self.captions = captions
        self.preset = preset
        self.protection = protection
        self.jobs = jobs
        self.memory = memory
        self.replacesExisting = replacesExisting
        self.isProgressive = isProgressive
    }
}
