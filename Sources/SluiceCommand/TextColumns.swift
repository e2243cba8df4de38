extension Double {
    /// With two decimals.
    var hundredths: String {
        let value = Int((self * 100).rounded())
        return "\(value / 100).\(value % 100 < 10 ? "0" : "")\(value % 100)"
    }
}

extension String {
    /// Filled with spaces to a column's width; a longer text keeps one space before the next column.
    func column(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }

    /// Filled with spaces from the left.
    func rightAligned(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
