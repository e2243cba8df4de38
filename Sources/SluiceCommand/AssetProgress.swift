import Catalog
import MediaCore

/// How far an asset in the making is.
struct AssetProgress: Encodable {
    struct Rung: Encodable {
        let track: TrackID
        let segments: Int
        let of: Int
    }

    let asset: AssetID
    let state: AssetState
    let tenant: String
    let priority: Int
    /// Jobs that are done, of those that are known; there are more once the plan is made.
    let done: Int
    let of: Int
    let running: Int
    /// Empty before the plan is made.
    let rungs: [Rung]

    /// Those whose jobs have not all ended, the latest first.
    static func inTheMaking(of catalog: any Catalog, limit: Int) async throws -> [AssetProgress] {
        let records = try await catalog.assets(.processing, limit: limit) + catalog.assets(.uploaded, limit: limit)
        var rows: [AssetProgress] = []
        for record in records.sorted(by: { $0.created > $1.created }).prefix(limit) {
            rows.append(try await AssetProgress(record, catalog))
        }
        return rows
    }

    private init(_ record: AssetRecord, _ catalog: any Catalog) async throws {
        asset = record.id
        state = record.state
        tenant = record.tenant
        priority = record.priority
        let jobs = try await catalog.jobs(of: record.id)
        done = jobs.count { $0.state == .done }
        of = jobs.count
        running = jobs.count { $0.state == .running }
        guard let video = try await catalog.plan(of: record.id)?.video else {
            rungs = []
            return
        }
        let segments = try await catalog.segments(of: record.id)
        rungs = video.renditions.map {
            Rung(track: $0.track, segments: segments[$0.track]?.count ?? 0, of: video.grid.segmentCount)
        }
    }

    static func table(_ rows: [AssetProgress]) -> String {
        if rows.isEmpty { return "Nothing is in the making." }
        let width = (rows.map(\.asset.value.count).max() ?? 0) + 2
        let head =
            "asset".column(width) + "state".column(12) + "priority".rightAligned(8) + "jobs".rightAligned(10)
            + "running".rightAligned(9)
        return ([head] + rows.map { $0.line(width) }).joined(separator: "\n")
    }

    private func line(_ width: Int) -> String {
        asset.value.column(width) + state.rawValue.column(12) + "\(priority)".rightAligned(8)
            + "\(done)/\(of)".rightAligned(10) + "\(running)".rightAligned(9)
    }

    /// A bar of its own for each rung below that of the asset.
    var bars: [String] {
        [Self.bar(done, of) + "  \(asset)"]
            + rungs.map { "  " + Self.bar($0.segments, $0.of) + "  \($0.track)" }
    }

    private static func bar(_ done: Int, _ all: Int) -> String {
        let width = 24
        let filled = all == 0 ? 0 : done * width / all
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            + "\(all == 0 ? 0 : done * 100 / all) %".rightAligned(6)
    }
}
