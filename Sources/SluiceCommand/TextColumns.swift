extension Double {
    /// With two decimals.
    var hundredths: String {
        let value = Int((self * 100).rounded())
        let (whole, part) = abs(value).quotientAndRemainder(dividingBy: 100)
        return "\(value < 0 ? "-" : "")\(whole).\(part < 10 ? "0" : "")\(part)"
    }

    /// With two decimals, and a sign wherever it is not zero.
    var signedHundredths: String { (self > 0 ? "+" : "") + hundredths }
}

extension String {
    /// Filled with spaces to a column's width; a longer text keeps one space before the next column.
    func column(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }

    /// Filled with spaces from the left.
    func rightAligned(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
