import Testing

@testable import Presets

@Suite struct UploadSidecarTests {
    @Test func `wishes are read, each as it is given`() throws {
        let all = try UploadSidecar("{ preset: mobile, priority: 9, tenant: news }", file: "film.mp4.yaml")
        #expect(all.preset == "mobile" && all.priority == 9 && all.tenant == "news")
        let one = try UploadSidecar("priority: 0", file: "film.mp4.yaml")
        #expect(one.preset == nil && one.priority == 0 && one.tenant == nil)
    }

    @Test(arguments: [
        ("preset: /etc/passwd", "preset"), ("priority: 10", "priority"), ("priority: high", "priority"), ("owner: me", "owner"),
        ("- preset", "upload"), ("{", "yaml"), ("", "expected"),
    ])
    func `what is not understood is told with its place`(_ text: String, _ words: String) {
        let error = #expect(throws: PresetError.self) { try UploadSidecar(text, file: "film.mp4.yaml") }
        #expect(error?.description.contains("film.mp4.yaml") == true && error?.description.contains(words) == true)
    }
}
