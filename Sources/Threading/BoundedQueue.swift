import DequeModule
import Glibc

/// A first-in first-out queue of fixed capacity between threads: a full one holds its producers back, an empty one its
/// consumers. It belongs to blocking threads and never to Swift's cooperative pool.
package final class BoundedQueue<Element: ~Copyable & Sendable>: @unchecked Sendable {
    // `mutex` guards `elements` and `phase`; the pointers never change; elements are Sendable themselves.

    private enum Phase {
        case open
        /// No more elements will come.
        case finished
        /// Nothing goes in or out any more.
        case cancelled
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let spaceFreed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let elementAdded = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: RigidDeque<Element>
    private var phase = Phase.open

    /// - Parameter capacity: elements held at most, at least one.
    package init(capacity: Int) {
        precondition(capacity > 0, "a queue holds at least one element")
        elements = RigidDeque(capacity: capacity)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(spaceFreed, nil)
        pthread_cond_init(elementAdded, nil)
    }

    deinit {
        pthread_cond_destroy(elementAdded)
        pthread_cond_destroy(spaceFreed)
        pthread_mutex_destroy(mutex)
        elementAdded.deallocate()
        spaceFreed.deallocate()
        mutex.deallocate()
    }

    /// Waits for space and adds `element`. False, and the element is dropped, where the queue is finished or cancelled.
    package func blockingPush(_ element: consuming Element) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while phase == .open && elements.isFull { pthread_cond_wait(spaceFreed, mutex) }
        guard phase == .open else { return false }
        elements.append(element)
        pthread_cond_signal(elementAdded)
        return true
    }

    /// Waits for the oldest element and takes it; nil once the queue is finished and drained, or cancelled.
    package func blockingPop() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while phase == .open && elements.isEmpty { pthread_cond_wait(elementAdded, mutex) }
        guard let element = elements.popFirst() else { return nil }
        pthread_cond_signal(spaceFreed)
        return element
    }

    /// The producers are done: consumers drain what is left and then see nil.
    package func finish() {
        pthread_mutex_lock(mutex)
        if phase == .open { phase = .finished }
        wakeAll()
        pthread_mutex_unlock(mutex)
    }

    /// Drops what is queued and wakes everybody: pushes answer false and pops nil from now on.
    package func cancel() {
        var dropped = RigidDeque<Element>(capacity: 0)
        pthread_mutex_lock(mutex)
        phase = .cancelled
        swap(&elements, &dropped)
        wakeAll()
        pthread_mutex_unlock(mutex)
    }

    private func wakeAll() {
        pthread_cond_broadcast(spaceFreed)
        pthread_cond_broadcast(elementAdded)
    }
}
