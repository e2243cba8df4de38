import Foundation

/// As much of report.json as the tests look at.
struct PublishedReport: Decodable, Sendable {
    struct Note: Decodable, Sendable {
        let finding: Kind
        let sentence: String
    }

    /// The name of a finding, without its values.
    struct Kind: Decodable, Sendable {
        let name: String

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            name = try decoder.container(keyedBy: Key.self).allKeys.first?.stringValue ?? ""
        }
    }

    struct Timings: Decodable, Sendable { let seconds: Double }

    let outcome: String
    let durationSeconds: Double
    let findings: [Note]
    let timings: Timings

    init(_ asset: Asset) throws {
        self = try JSONDecoder().decode(PublishedReport.self, from: Data(try asset.text(of: "report.json").utf8))
    }

    func says(_ words: String) -> Bool { findings.contains { $0.sentence.contains(words) } }
}
