/// What an HDR source says of the display that it was graded on and of its own brightest pixels, in the units of SMPTE ST 2086 and of
/// HEVC's SEI messages (ITU-T H.265 §D.3.28 and §D.3.35).
package struct HDRMetadata: Hashable, Codable, Sendable {
    package var mastering: MasteringDisplay?
    package var contentLight: ContentLight?

    package init(mastering: MasteringDisplay? = nil, contentLight: ContentLight? = nil) {
        self.mastering = mastering
        self.contentLight = contentLight
    }

    package struct MasteringDisplay: Hashable, Codable, Sendable {
        /// x and y of CIE 1931, in 0.00002.
        package struct Point: Hashable, Codable, Sendable {
            package var x: UInt16
            package var y: UInt16

            package init(x: UInt16, y: UInt16) {
                self.x = x
                self.y = y
            }
        }

        package var red: Point
        package var green: Point
        package var blue: Point
        package var white: Point
        /// In 0.0001 cd/m².
        package var maxLuminance: UInt32
        package var minLuminance: UInt32

        package init(red: Point, green: Point, blue: Point, white: Point, maxLuminance: UInt32, minLuminance: UInt32) {
            self.red = red
            self.green = green
            self.blue = blue
            self.white = white
            self.maxLuminance = maxLuminance
            self.minLuminance = minLuminance
        }
    }

    package struct ContentLight: Hashable, Codable, Sendable {
        /// Of the brightest pixel, in cd/m²; 0 where unknown.
        package var maxContentLightLevel: UInt16
        /// Of the brightest picture, averaged, in cd/m²; 0 where unknown.
        package var maxAverageLightLevel: UInt16

        package init(maxContentLightLevel: UInt16, maxAverageLightLevel: UInt16) {
            self.maxContentLightLevel = maxContentLightLevel
            self.maxAverageLightLevel = maxAverageLightLevel
        }
    }

    /// The brightest light of the source in cd/m², where something tells: its own pixels, else the display.
    package var peak: Int? {
        if let light = contentLight?.maxContentLightLevel, light > 0 { return Int(light) }
        return mastering.flatMap { $0.maxLuminance >= 10_000 ? Int($0.maxLuminance / 10_000) : nil }
    }
}
