import Testing

@testable import LibAV

/// Against numbers that recommendations print.
@Suite struct ToneCurveTests {
    /// ITU-R BT.2408 table 1 and figure 1; BT.2100 table 4.
    @Test(arguments: [(0.0, 0.0), (100, 0.508), (203, 0.581), (1000, 0.752), (4000, 0.903), (10_000, 1)])
    func signalsOfPQ(light: Double, signal: Double) {
        #expect(abs(PerceptualQuantizer.signal(ofLight: light) - signal) < 0.001)
        let back = PerceptualQuantizer.light(ofSignal: PerceptualQuantizer.signal(ofLight: light))
        #expect(abs(back - light) < 0.001 * max(1, light))
    }

    /// BT.2408 table 1, on a display of 1000 cd/m²: 75 % is SDR white, 38 % is middle grey.
    @Test(arguments: [(0.0, 0.0), (0.38, 26), (0.75, 203), (1, 1000)])
    func lightOfHLG(signal: Double, light: Double) {
        let scene = HybridLogGamma.scene(ofSignal: signal)
        #expect(abs(scene * HybridLogGamma.display(ofLuminance: scene) - light) < 1)
    }

    /// BT.2390 §5.4.1: nothing changes below the knee, the peak becomes white, and what is between keeps its order.
    @Test(arguments: [1000.0, 4000]) func highlightsRollOff(peak: Double) {
        let curve = ToneCurve(peak: peak)
        let (white, top) = (
            PerceptualQuantizer.signal(ofLight: ToneCurve.white), PerceptualQuantizer.signal(ofLight: peak)
        )
        let knee = PerceptualQuantizer.light(ofSignal: 1.5 * white - 0.5 * top)
        #expect(abs(curve.display(ofLight: 0.99 * knee) - 0.99 * knee / ToneCurve.white) < 0.0001)
        #expect(abs(curve.display(ofLight: peak) - 1) < 0.0001 && abs(curve.display(ofLight: 2 * peak) - 1) < 0.0001)
        #expect(curve.display(ofLight: ToneCurve.white) < 0.85)
        let steps = (0...100).map { curve.display(ofLight: peak * Double($0) / 100) }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    }

    /// What is not bright is not mapped.
    @Test func ordinaryPicturesStay() {
        let curve = ToneCurve(peak: ToneCurve.white)
        for light in [1.0, 50, 203] { #expect(abs(curve.display(ofLight: light) - light / ToneCurve.white) < 0.0001) }
    }
}
