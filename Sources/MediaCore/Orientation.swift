/// How decoded pixels turn into upright ones: a mirror about the vertical axis first, then a turn clockwise.
/// The eight members are all a display matrix of right angles can say.
package struct Orientation: Hashable, Codable, Sendable {
    /// Left and right are swapped before the turn.
    package var isMirrored: Bool
    /// Quarter turns clockwise, 0 to 3.
    package var quarterTurns: Int

    package init(isMirrored: Bool = false, quarterTurns: Int = 0) {
        self.isMirrored = isMirrored
        self.quarterTurns = ((quarterTurns % 4) + 4) % 4
    }

    package static let upright = Orientation()

    package var swapsSides: Bool { quarterTurns % 2 == 1 }

    package func applied(to resolution: Resolution) -> Resolution { swapsSides ? resolution.transposed : resolution }
}

extension Orientation {
    /// From the rotation part of a display matrix, (a, b, c, d) of ISO/IEC 14496-12 §8.3.2: a point (x, y) moves to
    /// (a·x + c·y, b·x + d·y), y downwards. Angles within a degree of a right one count as that; nil for any other, and for a
    /// matrix that flattens the picture.
    package init?(displayMatrix m: [Double]) {
        let (a, b, c, d) = (m[0], m[1], m[2], m[3])
        let determinant = a * d - b * c
        guard determinant != 0, determinant.isFinite else { return nil }
        // The second column is untouched by the mirror, which comes first: it is (−sin, cos) of the turn.
        let length = (c * c + d * d).squareRoot()
        let (sine, cosine) = (-c / length, d / length)
        let withinADegree = 0.999_847_7
        let turns: Int
        switch (sine, cosine) {
        case (_, withinADegree...): turns = 0
        case (withinADegree..., _): turns = 1
        case (_, ...(-withinADegree)): turns = 2
        case (...(-withinADegree), _): turns = 3
        default: return nil
        }
        // The first column must lie across the second, or the matrix shears.
        let across = determinant / (length * (a * a + b * b).squareRoot())
        guard across.magnitude >= withinADegree else { return nil }
        self.init(isMirrored: determinant < 0, quarterTurns: turns)
    }
}
