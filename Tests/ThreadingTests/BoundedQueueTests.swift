import Synchronization
import Testing
import Threading

/// Stands for a frame: not copyable, and counts how often it is given back.
private struct Resource: ~Copyable, Sendable {
    let number: Int
    let freed: Counter

    deinit { freed.add(1) }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    func add(_ amount: Int) { value.add(amount, ordering: .sequentiallyConsistent) }
}

private typealias Plain<Value: Sendable> = WorkerThread<Value, Never>

@Suite(.timeLimit(.minutes(1))) struct BoundedQueueTests {
    @Test func everyElementArrivesOnceAndInOrder() throws {
        let queue = BoundedQueue<Resource>(capacity: 3)
        let freed = Counter()
        let producer = try Plain<Bool>.start(named: "producer") { () throws(Never) in
            for number in 0..<2000 {
                guard queue.blockingPush(Resource(number: number, freed: freed)) else { return false }
            }
            queue.finish()
            return true
        }
        var next = 0
        while let resource = queue.blockingPop() {
            #expect(resource.number == next)
            next += 1
        }
        #expect(next == 2000)
        #expect(producer.join() == .success(true))
        #expect(freed.count == 2000)
    }

    @Test func severalConsumersShareWhatSeveralProducersMake() throws {
        let queue = BoundedQueue<Int>(capacity: 2)
        let sum = Counter()
        let consumers = try (0..<3).map { _ in
            try Plain<Void>.start(named: "consumer") { () throws(Never) in
                while let number = queue.blockingPop() { sum.add(number) }
            }
        }
        let producers = try (0..<3).map { _ in
            try Plain<Void>.start(named: "producer") { () throws(Never) in
                for number in 1...500 { _ = queue.blockingPush(number) }
            }
        }
        for producer in producers { _ = producer.join() }
        queue.finish()
        for consumer in consumers { _ = consumer.join() }
        #expect(sum.count == 3 * 500 * 501 / 2)
    }

    @Test func aFullQueueHoldsItsProducerBack() throws {
        let queue = BoundedQueue<Int>(capacity: 2)
        let pushed = Counter()
        let producer = try Plain<Void>.start(named: "producer") { () throws(Never) in
            for number in 0..<5 {
                _ = queue.blockingPush(number)
                pushed.add(1)
            }
        }
        // One element taken lets at most three in, however the threads are scheduled.
        #expect(queue.blockingPop() == 0)
        #expect(pushed.count <= 3)
        for number in 1..<5 { #expect(queue.blockingPop() == number) }
        _ = producer.join()
        #expect(pushed.count == 5)
    }

    @Test func finishingLetsConsumersDrain() {
        let queue = BoundedQueue<Int>(capacity: 2)
        #expect(queue.blockingPush(1))
        #expect(queue.blockingPush(2))
        queue.finish()
        #expect(!queue.blockingPush(3))
        #expect(queue.blockingPop() == 1)
        #expect(queue.blockingPop() == 2)
        #expect(queue.blockingPop() == nil)
    }

    @Test func cancellingFreesWhatIsQueuedAndWakesBothEnds() throws {
        let queue = BoundedQueue<Resource>(capacity: 1)
        let empty = BoundedQueue<Resource>(capacity: 1)
        let freed = Counter()
        let isTaken = queue.blockingPush(Resource(number: 0, freed: freed))
        #expect(isTaken)
        let producer = try Plain<Bool>.start(named: "producer") { () throws(Never) in
            queue.blockingPush(Resource(number: 1, freed: freed))
        }
        let consumer = try Plain<Bool>.start(named: "consumer") { () throws(Never) in
            switch empty.blockingPop() {
            case nil: true
            case .some(_): false
            }
        }
        queue.cancel()
        empty.cancel()
        #expect(producer.join() == .success(false))
        #expect(consumer.join() == .success(true))
        #expect(freed.count == 2)
        let isTakenLate = queue.blockingPush(Resource(number: 2, freed: freed))
        #expect(!isTakenLate)
        #expect(freed.count == 3)
    }
}
