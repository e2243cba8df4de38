import MediaCore

/// One codec's rungs and how they are encoded.
package struct CodecLadder: Hashable, Sendable {
    package let codec: VideoCodec
    /// Ascending by short side, at least one.
    package let rungs: [Preset.Rung]
    /// The encoder's constant rate factor in hundredths, for rungs that do not name their own.
    package let crfHundredths: Int
    /// One of `Preset.encoderPresets(of:)`.
    package let encoderPreset: String
    /// A source in HDR stays in HDR.
    package let keepsHDR: Bool

    package init(codec: VideoCodec, rungs: [Preset.Rung], crfHundredths: Int, encoderPreset: String, keepsHDR: Bool = false) {
        precondition(!rungs.isEmpty, "a ladder has a rung")
        self.codec = codec
        self.rungs = rungs.sorted { $0.shortSide < $1.shortSide }
        self.crfHundredths = crfHundredths
        self.encoderPreset = encoderPreset
        self.keepsHDR = keepsHDR
    }

    /// The rung whose choices a picture of this size takes: the highest one that is no larger.
    package func rung(ofShortSide shortSide: Int) -> Preset.Rung { rungs.last { $0.shortSide <= shortSide } ?? rungs[0] }

    /// In hundredths.
    package func crfHundredths(ofShortSide shortSide: Int) -> Int {
        rung(ofShortSide: shortSide).crfHundredths ?? crfHundredths
    }
}
