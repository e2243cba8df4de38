import Testing

@testable import MediaCore

@Suite struct DisplayMatrixTests {
    /// (a, b, c, d): a point (x, y) moves to (a·x + c·y, b·x + d·y), y downwards.
    static let rightAngles: [([Double], Orientation)] = [
        ([1, 0, 0, 1], Orientation()),
        ([0, 1, -1, 0], Orientation(quarterTurns: 1)),
        ([-1, 0, 0, -1], Orientation(quarterTurns: 2)),
        ([0, -1, 1, 0], Orientation(quarterTurns: 3)),
        ([-1, 0, 0, 1], Orientation(isMirrored: true)),
        ([0, -1, -1, 0], Orientation(isMirrored: true, quarterTurns: 1)),
        ([1, 0, 0, -1], Orientation(isMirrored: true, quarterTurns: 2)),
        ([0, 1, 1, 0], Orientation(isMirrored: true, quarterTurns: 3)),
    ]

    /// 16.16 as a container stores them, and any other scale.
    @Test(arguments: rightAngles, [1.0, 65536, 0.001, 3e5])
    func rightAnglesOfAnyScale(_ example: ([Double], Orientation), scale: Double) {
        #expect(Orientation(displayMatrix: example.0.map { $0 * scale }) == example.1)
    }

    @Test(arguments: rightAngles, [0.5, 0.9, -0.5, -0.9])
    func anglesWithinADegreeAreRight(_ example: ([Double], Orientation), degrees: Double) {
        #expect(Orientation(displayMatrix: Self.turn(example.0, degrees)) == example.1)
    }

    @Test(arguments: rightAngles, [1.1, 2, 30, 45, -1.1, -2, -30])
    func anglesFartherAwayAreNot(_ example: ([Double], Orientation), degrees: Double) {
        #expect(Orientation(displayMatrix: Self.turn(example.0, degrees)) == nil)
    }

    @Test(
        arguments: [
            [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [1, 1, 1, 1], [2, 1, 4, 2], [.nan, 0, 0, 1], [1, 0, 0, .nan],
            [.infinity, 0, 0, 1],
            [1, 0, 0, -.infinity], [1e200, 0, 0, 1e200],
        ] as [[Double]])
    func matricesThatFlattenOrAreNoNumbers(_ matrix: [Double]) {
        #expect(Orientation(displayMatrix: matrix) == nil)
    }

    /// Neither column of a sheared matrix may be taken for the whole.
    @Test(arguments: [[1, 0.5, 0, 1], [1, 0, 0.5, 1], [0.7, 0.7, 0, 1], [0, 1, -1, 0.3], [0.3, -1, 1, 0]] as [[Double]])
    func shearsAreNotTurns(_ matrix: [Double]) {
        #expect(Orientation(displayMatrix: matrix) == nil)
    }

    @Test func sidesSwapWithOddTurns() {
        let size = Resolution(width: 16, height: 9)
        for (_, orientation) in Self.rightAngles {
            #expect(
                orientation.applied(to: size) == (orientation.quarterTurns % 2 == 1 ? Resolution(width: 9, height: 16) : size))
        }
        #expect(Orientation(quarterTurns: -1) == Orientation(quarterTurns: 3))
        #expect(Orientation(quarterTurns: 6) == Orientation(quarterTurns: 2))
    }

    /// `matrix`, then a turn clockwise by so many degrees, with enough digits for the tests above.
    private static func turn(_ m: [Double], _ degrees: Double) -> [Double] {
        let angle = degrees * .pi / 180
        // Taylor series: no library is needed for one sine.
        let sine = angle - angle * angle * angle / 6 + angle * angle * angle * angle * angle / 120
        let cosine = (1 - sine * sine).squareRoot()
        return [
            m[0] * cosine - m[1] * sine, m[0] * sine + m[1] * cosine, m[2] * cosine - m[3] * sine, m[2] * sine + m[3] * cosine,
        ]
    }
}
