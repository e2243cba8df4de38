import FoundationEssentials
import Glibc
import MediaCore
import Testing
import Threading

@testable import Isolation

@Suite(.timeLimit(.minutes(1))) struct WorkerProcessTests {
    @Test func everyEventArrivesAsSent() throws {
        let worker = try startShell("exec cat", input: try recorded(Sample.events))
        for event in Sample.events { #expect(try worker.nextEvent() == event) }
        #expect(throws: IsolationError.exited(code: 0, log: "")) { try worker.nextEvent() }
    }

    @Test func largeSamplesArriveWhole() throws {
        let payload = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let event = WorkerEvent.sample(
            WorkerSample(track: 0, timing: SampleTiming(decodeTime: 0, duration: 1, isSync: true), payload: payload[...]))
        let worker = try startShell("exec cat", input: try recorded([event, event]))
        #expect(try worker.nextEvent() == event)
        #expect(try worker.nextEvent() == event)
    }

    @Test func theChildHoldsNothingOfOurs() throws {
        // Without close-on-exec, so that only closing it at the spawn keeps it from the child.
        let leaked = dup(STDERR_FILENO)
        defer { close(leaked) }
        let worker = try startShell(
            "cat >/dev/null; ls /proc/self/fd | tr '\\n' ' ' >&2; pwd >&2; env | grep -v '^PWD=\\|^_=\\|^OLDPWD=\\|^SHLVL=' | sort >&2; "
                + "cut -d' ' -f5 /proc/self/stat >&2; exit 3")
        // `ls` holds one more for the folder it lists; the shell's own number is that of its group.
        let log = "0 1 2 3 4 /\nLANG=C\nSWIFT_BACKTRACE=enable=no\nTZ=UTC\n\(worker.pid)"
        #expect(throws: IsolationError.exited(code: 3, log: log)) { try worker.nextEvent() }
    }

    @Test func theChildStartsWithDefaultSignals() throws {
        // On a thread of its own, whose mask can be spoilt.
        let log = try WorkerThread<String?, any Error>.start(named: "masked") {
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, nil)
            signal(SIGUSR2, SIG_IGN)
            let worker = try startShell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status >&2")
            guard case .exited(0, let log)? = failure(of: worker) else { return nil }
            return log
        }.join().get()
        let lines = try #require(log).split(separator: "\n").compactMap { UInt64($0.suffix(16), radix: 16) }
        // The C library itself ignores 32 and 33.
        #expect(lines.count == 2 && lines.allSatisfy { $0 & 0x7fff_ffff == 0 })
    }

    @Test func standardInputIsTheFileAndDescriptorThreeTheControlPipe() throws {
        let worker = try startShell(
            "head -c 5 >&2; echo >&2; head -c 13 <&3 | tail -c 5 >&2; exit 1", input: Array("input".utf8))
        try worker.send(.hello(version: "1.2.3"))
        #expect(throws: IsolationError.exited(code: 1, log: "input\n1.2.3")) { try worker.nextEvent() }
    }

    @Test func anOrderlyEndIsNil() throws {
        let worker = try startShell("cat <&3; exit 0", limits: WorkerLimits(stall: .seconds(30), grace: .seconds(20)))
        let exit = worker.finish()
        #expect(exit.status == .exited(code: 0))
        #expect(exit.peakMemory > 100_000)
        #expect(try worker.nextEvent() == nil)
    }

    @Test func aCrashNamesItsSignal() throws {
        let worker = try startShell("echo last words >&2; kill -SEGV $$")
        #expect(throws: IsolationError.crashed(signal: SIGSEGV, log: "last words")) { try worker.nextEvent() }
    }

    @Test func writingToADeadWorkerIsAnErrorAndNoSignal() throws {
        let worker = try startShell("exec 3<&-; echo gone >&2; exit 7")
        let large = SmallPicture(
            frame: 0, resolution: Resolution(width: 1000, height: 1000), pixels: [UInt8](repeating: 0, count: 1_500_000))!
        #expect(throws: IsolationError.exited(code: 7, log: "gone")) { try worker.send(.picture(large)) }
    }

    @Test func theLogIsBoundedAndKeepsItsEnd() throws {
        let worker = try startShell(
            "i=0; while [ $i -lt 4000 ]; do echo 0123456789012345678901234567890123456789012345678901234567890123456789 >&2; "
                + "i=$((i+1)); done; echo the end >&2; exit 1")
        guard case .exited(1, let log)? = failure(of: worker) else {
            Issue.record("the worker went on")
            return
        }
        #expect(log.hasSuffix("89\nthe end"))
        #expect(log.utf8.count <= LogTail.limit && log.utf8.count > LogTail.limit - 100)
    }

    @Test func terminatingKillsWhoIgnoresIt() throws {
        let worker = try startShell("trap '' TERM; echo ready >&2; while :; do sleep 1; done")
        while !worker.logTail.contains("ready") { sched_yield() }
        let started = ContinuousClock.now
        worker.terminate()
        #expect(ContinuousClock.now - started < .seconds(5))
        #expect(kill(worker.pid, 0) == -1 && errno == ESRCH)
        #expect(worker.finish().status == .crashed(signal: SIGKILL))
        #expect(throws: IsolationError.terminated) { try worker.nextEvent() }
        #expect(throws: IsolationError.terminated) { try worker.send(.task(.audio)) }
    }

    @Test func terminatingWakesTheThreadThatWaits() throws {
        let worker = try startShell("exec sleep 60")
        let waiting = try WorkerThread<WorkerEvent?, IsolationError>.start(named: "waits") { () throws(IsolationError) in
            try worker.nextEvent()
        }
        worker.terminate()
        #expect(waiting.join() == .failure(.terminated))
    }

    @Test func descendantsDieWithTheirWorker() throws {
        // The grandchild keeps every pipe open; only ending the group frees them.
        let worker = try startShell("sleep 60 & echo $! >&2; exit 0")
        while worker.logTail.isEmpty { sched_yield() }
        let grandchild = try #require(pid_t(worker.logTail))
        worker.terminate()
        while kill(grandchild, 0) == 0, try isAlive(grandchild) { sched_yield() }
    }

    private func isAlive(_ process: pid_t) throws -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }

    @Test func aWorkerThatFallsSilentIsStopped() throws {
        let limits = WorkerLimits(stall: .milliseconds(200), grace: .milliseconds(100))
        let worker = try startShell("while :; do echo busy >&2; done", limits: limits)
        #expect(throws: IsolationError.stalled(.milliseconds(200))) { try worker.nextEvent() }
        #expect(kill(worker.pid, 0) == -1)
    }

    @Test func aWorkerThatTakesNothingIsStopped() throws {
        let limits = WorkerLimits(stall: .milliseconds(200), grace: .milliseconds(100))
        let worker = try startShell("exec sleep 60", limits: limits)
        let large = SmallPicture(
            frame: 0, resolution: Resolution(width: 1000, height: 1000), pixels: [UInt8](repeating: 0, count: 1_500_000))!
        #expect(throws: IsolationError.stalled(.milliseconds(200))) { try worker.send(.picture(large)) }
    }

    @Test func aWorkerThatGrowsTooLargeIsStopped() throws {
        let limits = WorkerLimits(stall: .seconds(30), memory: 64 << 20, grace: .milliseconds(100))
        let worker = try startShell("x=$(head -c 100000000 /dev/zero | tr '\\0' a); sleep 60", limits: limits)
        #expect(throws: IsolationError.overMemory(limit: 64 << 20)) { try worker.nextEvent() }
        #expect(kill(worker.pid, 0) == -1)
    }

    @Test func moreMemoryMayBeAllowedLater() throws {
        let limits = WorkerLimits(stall: .seconds(1), memory: 1 << 20, grace: .milliseconds(100))
        let worker = try startShell("exec sleep 60", limits: limits)
        worker.allow(memory: 1 << 30)
        #expect(throws: IsolationError.stalled(.seconds(1))) { try worker.nextEvent() }
    }

    @Test func aWorkerThatUsesUpItsProcessorTimeIsNamed() throws {
        let worker = try startShell("ulimit -S -t 1; while :; do :; done")
        #expect(throws: IsolationError.overTime) { try worker.nextEvent() }
    }

    @Test func aMissingExecutableIsNamed() throws {
        let file = try TemporaryFile()
        let input = try WorkerInput.open(file.path)
        do throws(IsolationError) {
            _ = try WorkerProcess.start(executable: "/nowhere/sluice", input: input)
            Issue.record("something started")
        } catch {
            #expect(error.description == "The worker /nowhere/sluice could not be started: No such file or directory.")
        }
    }

    @Test func onlyRegularFilesAreInputs() throws {
        func failure(_ path: String) -> IsolationError? {
            do throws(IsolationError) {
                _ = try WorkerInput.open(path)
                return nil
            } catch {
                return error
            }
        }
        #expect(failure("/nowhere/clip.mp4") == .noSuchInput(path: "/nowhere/clip.mp4"))
        #expect(failure("/tmp") == .inputNotAFile(path: "/tmp", kind: "a folder"))
        #expect(failure("/dev/zero") == .inputNotAFile(path: "/dev/zero", kind: "a device"))
        let fifo = "/tmp/sluice-test-fifo-\(getpid())"
        #expect(mkfifo(fifo, 0o600) == 0)
        defer { unlink(fifo) }
        #expect(failure(fifo) == .inputNotAFile(path: fifo, kind: "a pipe"))
        let file = try TemporaryFile([1, 2, 3])
        #expect(failure(file.path) == nil)
        let empty = try TemporaryFile([])
        #expect(failure(empty.path) == .inputEmpty(path: empty.path))
    }
}
