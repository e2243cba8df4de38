import MediaCore

/// How much work H.264 is given.
package enum Effort: String, Hashable, CaseIterable, Sendable {
    /// The lead looks ahead for all rungs; about half the work of x264's `veryfast` at its bytes and quality.
    case fast
    /// Each rung looks ahead for itself, as x264's `veryfast` does.
    case balanced
    /// The same, as `fast` does.
    case best

    /// x264's `preset`.
    var encoderPreset: String {
        switch self {
        case .fast: "superfast"
        case .balanced: "veryfast"
        case .best: "fast"
        }
    }

    func steering(isLead: Bool) -> Steering? { self == .fast ? isLead ? .leads : .follows : nil }

    /// x264's constant rate factor that gives the quality of `crf` on the scale of `veryfast`; both in hundredths. What follows has
    /// neither macroblock tree nor quantiser compression, which lower quantisers from the factor; larger pictures gain more from them.
    func rateFactor(_ crf: Int, _ steering: Steering?, shortSide: Int) -> Int {
        switch steering {
        case nil: crf
        case .leads: crf
        case .follows: min(5100, crf + (shortSide < 720 ? 470 : shortSide < 1080 ? 485 : 520))
        }
    }
}
