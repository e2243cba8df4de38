/// The ready jobs of one pool, tenant by tenant. Start-time fair queuing: each tenant has a virtual time that grows by the cost of what
/// it is handed, the smallest one is served next, and one who comes back after a pause starts at the pool's and not at its old one.
struct Lanes {
    private struct Lane {
        var virtual = 0
        /// In order.
        var ready: [Entry] = []
    }

    private struct Entry: Comparable {
        let key: Int64
        let job: Int
        static func < (left: Entry, right: Entry) -> Bool { (left.key, left.job) < (right.key, right.job) }
    }

    private var lanes: [String: Lane] = [:]
    /// Where the tenant served last began.
    private var virtual = 0

    var count: Int { lanes.values.reduce(0) { $0 + $1.ready.count } }

    mutating func add(_ job: Int, of tenant: String, _ key: Int64) {
        var lane = lanes[tenant] ?? Lane()
        if lane.ready.isEmpty { lane.virtual = max(lane.virtual, virtual) }
        let entry = Entry(key: key, job: job)
        var (low, high) = (0, lane.ready.count)
        while low < high {
            let middle = (low + high) / 2
            if lane.ready[middle] < entry { low = middle + 1 } else { high = middle }
        }
        lane.ready.insert(entry, at: low)
        lanes[tenant] = lane
    }

    mutating func remove(_ job: Int, of tenant: String) { lanes[tenant]?.ready.removeAll { $0.job == job } }

    /// Takes out the next job that `fits`.
    mutating func take(fitting fits: (Int) -> Bool) -> Int? {
        let order = lanes.filter { !$0.value.ready.isEmpty }.sorted { ($0.value.virtual, $0.key) < ($1.value.virtual, $1.key) }
        for (tenant, lane) in order {
            if let index = lane.ready.firstIndex(where: { fits($0.job) }) { return lanes[tenant]?.ready.remove(at: index).job }
        }
        return nil
    }

    /// Puts what a tenant was just handed on its account.
    mutating func charge(_ tenant: String, _ cost: Int) {
        virtual = max(virtual, lanes[tenant]?.virtual ?? 0)
        lanes[tenant]?.virtual += cost
    }
}
