/// `units` of 10^-`places` as text with exactly that many decimals: 4 004 000 with six places is `4.004000`.
/// Made of whole numbers only, so that the same value is the same text everywhere.
package func decimalText(_ units: Int64, places: Int) -> String {
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = padded.dropLast(places)
    return (units < 0 ? "-" : "") + whole + (places > 0 ? "." : "") + padded.suffix(places)
}
