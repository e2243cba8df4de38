import HLS
import Presentation
import Testing

@Suite struct HLSGoldenTests {
    private func expectFiles(of presentation: Presentation, _ name: String) throws {
        let text = render(presentation).map { "==== \($0.path)\n\($0.text)" }.joined()
        try expectGolden(text, name)
    }

    @Test func ladderWithSoundAndThumbnails() throws { try expectFiles(of: SampleAsset.ntsc, "hls-ntsc.txt") }

    @Test func shortSilentClip() throws { try expectFiles(of: SampleAsset.shortSilent, "hls-short-silent.txt") }
}
