/// What validation found. Encodes as `{"conformant":…,"rules":…,"violations":[{"rule":…,"requirement":…,"file":…,"message":…}]}`.
package struct ConformanceReport: Hashable, Sendable {
    package let checkedRules: [Rule]
    package let violations: [Violation]

    package init(checkedRules: [Rule], violations: [Violation]) {
        self.checkedRules = checkedRules
        self.violations = violations
    }

    /// No MUST is broken; warnings may remain.
    package var isConformant: Bool { !violations.contains { $0.rule.requirement == .must } }
}

extension ConformanceReport: Encodable {
    private enum CodingKeys: String, CodingKey { case conformant, rules, violations }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isConformant, forKey: .conformant)
        try container.encode(checkedRules.count, forKey: .rules)
        try container.encode(violations, forKey: .violations)
    }
}
