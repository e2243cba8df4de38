import FoundationEssentials
import Glibc
import Synchronization
import Testing
import Threading

private struct Broken: Error, Equatable { let reason: String }

@Suite(.timeLimit(.minutes(1))) struct WorkerThreadTests {
    @Test func joiningGivesTheOutcomeEveryTime() throws {
        let good = try WorkerThread<Int, Broken>.start(named: "good") { () throws(Broken) in 42 }
        #expect(good.join() == .success(42))
        #expect(good.join() == .success(42))
        let bad = try WorkerThread<Int, Broken>.start(named: "bad") { () throws(Broken) in throw Broken(reason: "no") }
        #expect(bad.join() == .failure(Broken(reason: "no")))
    }

    @Test func theThreadCarriesItsName() throws {
        let thread = try WorkerThread<String, any Error>.start(named: "a name longer than the kernel's") {
            try String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
        }
        #expect(try thread.join().get() == "a name longer t\n")
    }

    @Test func theStackHoldsWhatEncodersPutThere() throws {
        let thread = try WorkerThread<Bool, Never>.start(named: "deep") { () throws(Never) in descend(bytes: 6 << 20, from: nil) }
        #expect(thread.join() == .success(true))
    }
}

/// Calls itself until it has gone `bytes` down the stack; ends the process where there is no such stack.
@inline(never) private func descend(bytes: UInt, from top: UInt?) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { block in
        block[0] = 1
        let here = UInt(bitPattern: block.baseAddress)
        let top = top ?? here
        if top - here >= bytes { return true }
        return descend(bytes: bytes, from: top) && block[0] == 1
    }
}

@Suite(.timeLimit(.minutes(1))) struct CancellationTests {
    @Test func actionsRunOnceAndOnlyWhileTheirBodyDoes() {
        let flag = CancellationFlag()
        let runs = Atomic<Int>(0)
        flag.withAction({ runs.add(100, ordering: .relaxed) }) { #expect(!flag.isCancelled) }
        flag.withAction({ runs.add(1, ordering: .relaxed) }) {
            flag.cancel()
            flag.cancel()
        }
        #expect(flag.isCancelled)
        #expect(runs.load(ordering: .relaxed) == 1)
        flag.withAction({ runs.add(1, ordering: .relaxed) }) {}
        #expect(runs.load(ordering: .relaxed) == 2)
    }

    @Test func theBridgeReturnsValuesAndErrors() async throws {
        #expect(try await blockingCall(named: "sum") { 40 + 2 } == 42)
        await #expect(throws: Broken(reason: "no")) {
            try await blockingCall(named: "fails") { throw Broken(reason: "no") }
        }
    }

    @Test func cancellingTheTaskCancelsTheFlag() async throws {
        let flag = CancellationFlag()
        let queue = BoundedQueue<Int>(capacity: 1)
        let task = Task {
            try await blockingCall(named: "waits", cancellation: flag) {
                flag.withAction({ queue.cancel() }) { queue.blockingPop() == nil && flag.isCancelled }
            }
        }
        task.cancel()
        #expect(try await task.value)
    }
}

@Suite struct FileDescriptorTests {
    @Test func aFullDiskIsCalledByItsName() throws {
        let full = FileDescriptor(adopting: open("/dev/full", O_WRONLY | O_CLOEXEC))
        do throws(SystemError) {
            try full.writeAll(([1, 2, 3] as [UInt8]).span.bytes)
            Issue.record("/dev/full took bytes")
        } catch {
            #expect(error.description == "cannot write: disk full")
        }
    }
}
