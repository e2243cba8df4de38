import Glibc

/// From the light of an HDR picture to that of an SDR display: the EETF of ITU-R BT.2390 §5.4.1. Up to a knee nothing changes, so that
/// faces and everything that is not bright look as they were graded; above it highlights roll off, and the source's peak becomes white.
struct ToneCurve {
    /// What SDR white is in HDR (ITU-R BT.2408), in cd/m².
    static let white = 203.0

    /// In PQ, as all of the curve.
    private let peak: Double
    /// SDR white as a part of the peak.
    private let limit: Double
    private let knee: Double

    /// - Parameter peak: the source's brightest light, in cd/m².
    init(peak: Double) {
        self.peak = PerceptualQuantizer.signal(ofLight: peak)
        limit = PerceptualQuantizer.signal(ofLight: Self.white) / self.peak
        knee = 1.5 * limit - 0.5
    }

    /// - Parameter light: in cd/m².
    /// - Returns: of SDR white, at most 1.
    func display(ofLight light: Double) -> Double {
        let signal = min(PerceptualQuantizer.signal(ofLight: light) / peak, 1)
        guard signal > knee, limit < 1 else { return min(light / Self.white, 1) }
        // A cubic Hermite spline from the knee, where its slope is 1, to the peak, where it is 0.
        let t = (signal - knee) / (1 - knee)
        let mapped =
            (2 * t * t * t - 3 * t * t + 1) * knee + (t * t * t - 2 * t * t + t) * (1 - knee) + (3 * t * t - 2 * t * t * t)
            * limit
        return PerceptualQuantizer.light(ofSignal: mapped * peak) / Self.white
    }
}

/// SMPTE ST 2084 (ITU-R BT.2100 table 4). Light in cd/m²; nothing is negative.
enum PerceptualQuantizer {
    private static let (m1, m2) = (1305.0 / 8192, 2523.0 / 32)
    private static let (c1, c2, c3) = (107.0 / 128, 2413.0 / 128, 2392.0 / 128)

    static func light(ofSignal signal: Double) -> Double {
        let power = pow(signal, 1 / m2)
        return 10_000 * pow(max(power - c1, 0) / (c2 - c3 * power), 1 / m1)
    }

    static func signal(ofLight light: Double) -> Double {
        let power = pow(light / 10_000, m1)
        return pow((c1 + c2 * power) / (1 + c3 * power), m2)
    }
}

/// Hybrid log-gamma on a display of 1000 cd/m² (ITU-R BT.2100 table 5).
enum HybridLogGamma {
    static let peak = 1000.0
    private static let (a, b, c) = (0.17883277, 0.28466892, 0.55991073)

    /// Light of the scene, 0 to 1.
    static func scene(ofSignal signal: Double) -> Double {
        signal <= 0.5 ? signal * signal / 3 : (exp((signal - c) / a) + b) / 12
    }

    /// What the display multiplies each component by at a luminance of the scene, to cd/m².
    static func display(ofLuminance luminance: Double) -> Double { peak * pow(luminance, 0.2) }
}
