import MediaCore

/// An `xs:duration` without years and months: `PT1H2M3.5S`, `P1DT0.25S`.
func isoDuration(_ text: String) -> MediaTime? {
    guard text.hasPrefix("P") else { return nil }
    let parts = text.dropFirst().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    var total = MediaTime.zero
    var fields = 0
    for (part, units) in zip(parts, [["D": 86_400], ["H": 3600, "M": 60, "S": 1]] as [[Character: Int64]]) {
        var rest = part
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            guard let designator = rest.dropFirst(number.count).first, let unit = units[designator],
                let value = DecimalSeconds(number)?.time
            else { return nil }
            let (ticks, overflow) = value.ticks.multipliedReportingOverflow(by: unit)
            let (sum, carried) = total.ticks(timescale: DecimalSeconds.timescale).addingReportingOverflow(ticks)
            guard !overflow, !carried else { return nil }
            total = MediaTime(ticks: sum, timescale: DecimalSeconds.timescale)
            fields += 1
            rest = rest.dropFirst(number.count + 1)
        }
    }
    return fields > 0 ? total : nil
}
