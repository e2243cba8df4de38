/// A positive fraction for arithmetic on rates, before it is known to fit a `FrameRate`.
struct Fraction: Hashable {
    var numerator: Int64
    var denominator: Int64

    init(_ numerator: Int64, _ denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    var value: Double { Double(numerator) / Double(denominator) }

    /// The fraction of smallest denominator within `tolerance` (relative, 0 to 1) of `value` (above zero): the walk down the
    /// Stern–Brocot tree, whole runs of steps at once, as continued fractions take it.
    static func simplest(near value: Double, tolerance: Double) -> Fraction {
        simplest(from: value * (1 - tolerance), to: value * (1 + tolerance), depth: 0)
    }

    private static func simplest(from low: Double, to high: Double, depth: Int) -> Fraction {
        let whole = low.rounded(.down)
        // Two dozen steps outrun the precision of a Double.
        if whole == low || depth == 24 { return Fraction(Int64(whole), 1) }
        if whole + 1 <= high { return Fraction(Int64(whole) + 1, 1) }
        let rest = simplest(from: 1 / (high - whole), to: 1 / (low - whole), depth: depth + 1)
        return Fraction(Int64(whole) * rest.numerator + rest.denominator, rest.numerator)
    }
}
