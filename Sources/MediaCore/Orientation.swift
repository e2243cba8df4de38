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
