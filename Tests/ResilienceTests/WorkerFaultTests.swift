import Foundation
import Glibc
import Isolation
import Pipeline
import Presets
import Testing

/// A worker process that goes wrong is a typed failure of its own asset, and of nothing else (J4 to J6, F-29 to F-33).
@Suite(.serialized, .timeLimit(.minutes(5))) struct WorkerFaultTests {
    /// What stands in a worker's place, and what its asset ends with.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        /// For bash; `$WORKER` is the real worker.
        let script: String
        let kind: JobFailure.Class
        let words: String
        /// Seconds of silence that end it.
        var patience = 2

        var testDescription: String { name }

        /// Answers the parent's hello, then does what `body` says, in Python.
        static func python(_ body: String) -> String {
            """
            exec python3 -c '
            import json, os, resource, signal, struct, time
            def take(count):
                data = b""
                while len(data) < count: data += os.read(3, count - len(data))
                return data
            def send(kind, payload): os.write(1, struct.pack("<BxxxI", kind, len(payload)) + payload)
            version = take(struct.unpack("<BxxxI", take(8))[1]).decode()
            send(0x41, json.dumps({"version": version, "sandbox": {"missing": []}}).encode())
            take(struct.unpack("<BxxxI", take(8))[1])
            \(body)
            '
            """
        }

        /// The real worker, to which something happens while it works.
        static func happens(_ signal: String) -> String {
            "(sleep 0.7; kill -\(signal) $$) >/dev/null 2>&1 3<&- & exec $WORKER __worker"
        }
    }

    static let faults = [
        Fault(name: "killed", script: Fault.happens("KILL"), kind: .internal, words: "The worker crashed (signal 9)."),
        Fault(name: "segmentation fault", script: Fault.happens("SEGV"), kind: .internal, words: "crashed (signal 11)"),
        Fault(name: "abort", script: Fault.happens("ABRT"), kind: .internal, words: "crashed (signal 6)"),
        Fault(name: "stopped", script: Fault.happens("STOP"), kind: .internal, words: "no progress for 2 s"),
        Fault(
            name: "silent from the start", script: "exec sleep 600", kind: .internal, words: "no progress for 2 s"),
        Fault(
            name: "silent in its task", script: Fault.python("time.sleep(600)"), kind: .internal, words: "no progress for 2 s"),
        Fault(
            name: "deaf to every signal",
            script: Fault.python(
                "for name in range(1, 32):\n    if name not in (9, 19): signal.signal(name, signal.SIG_IGN)\ntime.sleep(600)"),
            kind: .internal, words: "no progress for 2 s"),
        Fault(
            name: "out of processor time",
            script: Fault.python("resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"), kind: .rejected,
            words: "busy for longer than any ordinary video", patience: 20),
        Fault(
            name: "out of memory", script: Fault.python("held = b\"x\" * (1200 << 20)\ntime.sleep(600)"), kind: .rejected,
            words: "more than 1024 MiB of memory", patience: 20),
        Fault(name: "gone without a word", script: "exit 0", kind: .internal, words: "ended early with code 0"),
        Fault(
            name: "gone in the middle of its task", script: Fault.python("os._exit(3)"), kind: .internal,
            words: "ended early with code 3"),
        Fault(
            name: "half a frame", script: Fault.python("os.write(1, b\"\\x42\\0\\0\\0\\xff\\0\\0\\0half\")\ntime.sleep(600)"),
            kind: .internal, words: "no progress for 2 s"),
        Fault(
            name: "noise", script: Fault.python("os.write(1, bytes(range(255, 0, -1)) * 100)\ntime.sleep(600)"), kind: .internal,
            words: "broke the protocol"),
        Fault(
            name: "an answer to nothing", script: Fault.python("send(0x49, b\"{}\")\ntime.sleep(600)"), kind: .internal,
            words: "broke the protocol"),
        Fault(
            name: "another version",
            script: "head -c 9 <&3 >/dev/null; printf 'A\\0\\0\\0\\x2e\\0\\0\\0"
                + #"{"version":"9.9.9","sandbox":{"missing":[]}}  '"# + "; exec sleep 600", kind: .internal, words: "9.9.9"),
    ]

    @Test(arguments: faults) func `is a typed failure of that asset only`(_ fault: Fault) async throws {
        let source = Workspace.root.appending(path: "Fixtures/clip.mp4").path
        let folder = try Workspace.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let stand = try StandIn.make(in: folder, fault.script)
        let limits = WorkerLimits(stall: .seconds(fault.patience), grace: .milliseconds(300))

        let clock = ContinuousClock.now
        // Another asset in the making beside it, which notices nothing.
        async let neighbour = Run.transcode(source)
        let run = try await Run.transcode(source, executable: stand, limits: limits, preset: Self.busy)
        #expect(ContinuousClock.now - clock < .seconds(30))
        let failure = try #require(run.failure, "it was published")
        #expect(failure.kind == fault.kind && failure.description.contains(fault.words), "\(failure)")
        #expect(run.leftovers == [])
        let good = try await neighbour
        #expect(good.failure == nil && good.leftovers == [])
        let process = try #require(pid_t(String(contentsOfFile: "\(stand).pid", encoding: .utf8)))
        #expect(kill(process, 0) == -1 && errno == ESRCH)
    }

    /// A ladder that keeps the real worker busy for longer than the faults wait.
    private static let busy = try! PresetLibrary.load(
        contentsOf: "{ name: busy, effort: best, ladder: [{ shortSide: 720, maxRate: 3M }] }", file: "busy.yaml")
}
