/// Room for a run of pixels on its way through a conversion: a few rows of floats and places in tables, in plain loops that compilers
/// turn into vector instructions. Every float is the result of a single addition or multiplication after the other, so it is the same
/// on every processor. One owner.
struct PixelRun: ~Copyable {
    /// Pixels at once; all rows together stay in the first cache.
    static let count = 256

    typealias Row = UnsafeMutablePointer<Float>
    typealias Places = UnsafeMutablePointer<UInt32>

    /// Three components of each pixel.
    let color: (Row, Row, Row)
    let next: (Row, Row, Row)
    let single: Row
    private let places: Places
    private let storage: UnsafeMutableRawPointer

    init() {
        let byteCount = Self.count * MemoryLayout<Float>.stride
        let rows = UnsafeMutableRawPointer.allocate(byteCount: 8 * byteCount, alignment: 64)
        func row(_ index: Int) -> Row { (rows + index * byteCount).bindMemory(to: Float.self, capacity: Self.count) }
        color = (row(0), row(1), row(2))
        next = (row(3), row(4), row(5))
        single = row(6)
        places = (rows + 7 * byteCount).bindMemory(to: UInt32.self, capacity: Self.count)
        storage = rows
    }

    deinit { storage.deallocate() }

    /// Reads samples of 10 bit, less the code that stands for nothing.
    static func read(_ samples: UnsafePointer<UInt16>, lessBy zero: Float, _ row: Row, _ count: Int) {
        for x in 0..<count { row[x] = Float(samples[x]) - zero }
    }

    /// Each pixel's sum of three components by their weights, and a constant.
    static func sum(
        _ from: (Row, Row, Row), _ weights: SIMD3<Float>, plus constant: Float = 0, into row: Row, _ count: Int
    ) {
        let (a, b, c) = from
        let (first, second, third) = (weights.x, weights.y, weights.z)
        for x in 0..<count { row[x] = constant + a[x] * first + b[x] * second + c[x] * third }
    }

    /// The largest of three components, at least 0.
    func largest(_ from: (Row, Row, Row), _ count: Int) {
        let (a, b, c) = from
        for x in 0..<count {
            let ab = a[x] < b[x] ? b[x] : a[x]
            let abc = ab < c[x] ? c[x] : ab
            single[x] = abc < 0 ? 0 : abc
        }
    }

    /// By nothing where the factor is negative.
    static func multiply(_ row: Row, by factor: Row, _ count: Int) {
        for x in 0..<count { row[x] *= factor[x] < 0 ? 0 : factor[x] }
    }

    /// Replaces numbers by the table's entry at the nearest place, the first and the last beyond its ends.
    func replace(_ row: Row, from table: UnsafeBufferPointer<Float>, _ count: Int) {
        let last = Float(table.count - 1)
        for x in 0..<count {
            let place = row[x] < 0 ? 0 : row[x]
            places[x] = Self.nearestInteger(place > last ? last : place)
        }
        for x in 0..<count { row[x] = table[Int(places[x])] }
    }

    /// Replaces light by a function of it, negative light by the function's negative value.
    func replace(_ row: Row, by table: UnsafeBufferPointer<Float>, _ count: Int) {
        for x in 0..<count {
            let step = (row[x].magnitude + LightTable.least).bitPattern >> LightTable.shift &- LightTable.first
            places[x] = step > LightTable.last ? LightTable.last : step
        }
        for x in 0..<count {
            let value = table[Int(places[x])]
            row[x] = row[x] < 0 ? -value : value
        }
    }

    /// Whole codes of 8 bit.
    static func write(_ row: Row, to codes: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for x in 0..<count {
            let code = row[x] < 0 ? 0 : row[x]
            codes[x] = UInt8(truncatingIfNeeded: nearestInteger(code > 255 ? 255 : code))
        }
    }

    /// From 0 to 2¹⁶: in the lowest bits of a float to which 2²³ is added.
    private static func nearestInteger(_ value: Float) -> UInt32 { (value + 8_388_608).bitPattern & 0xffff }
}
