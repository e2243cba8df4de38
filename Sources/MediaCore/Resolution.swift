/// Width × height in pixels.
package struct Resolution: Hashable, Codable, Sendable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    package var shortSide: Int { min(width, height) }
    package var longSide: Int { max(width, height) }
    package var pixelCount: Int { width * height }
    package var isPortrait: Bool { height > width }
    package var transposed: Resolution { Resolution(width: height, height: width) }
}

extension Resolution: CustomStringConvertible {
    package var description: String { "\(width)x\(height)" }
}
