import Foundation
import Testing

extension EndToEnd {
    /// Ctrl-C at any moment stops everything within two seconds and leaves no trace.
    @Suite struct InterruptionTests {
        @Test(arguments: [100, 700, 2500, 5000])
        func `leaves nothing behind`(_ milliseconds: Int) async throws {
            let source = try await Fixture.url("long-720p.mp4")
            let parent = try Workspace.scratch("interrupted")
            let running = try Tool.sluice.start(["transcode", source.path, "--output", parent.appending(path: "asset").path])
            try await Task.sleep(for: .milliseconds(milliseconds))
            let workers = ProcessTree.descendants(of: running.group)
            let clock = ContinuousClock()
            let signalled = clock.now
            running.interrupt()
            let result = try await running.result()
            #expect(clock.now - signalled < .seconds(2))
            #expect(result.status == ExitCode.interrupted, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
            #expect(workers.filter(\.isAlive) == [])
        }

        @Test func `runs as several processes, which the tests above look for`() async throws {
            let source = try await Fixture.url("long-720p.mp4")
            let parent = try Workspace.scratch("interrupted")
            let running = try Tool.sluice.start(["transcode", source.path, "--output", parent.appending(path: "asset").path])
            try await Task.sleep(for: .seconds(2))
            // timeout, sluice, and at least one worker.
            #expect(ProcessTree.descendants(of: running.group).count >= 3)
            running.interrupt()
            _ = try await running.result()
        }
    }
}
