import MediaCore

/// Events as bytes that outlive their worker: the same frames, one after the other.
package enum EventRecording {
    /// - Throws: where an event is larger than a frame may be.
    package static func encode(_ events: [WorkerEvent]) throws(IsolationError) -> [UInt8] {
        var bytes: [UInt8] = []
        for event in events {
            let frame = try event.frame()
            bytes += frame.header.bytes
            bytes += frame.payload
        }
        return bytes
    }

    /// - Throws: where the bytes are no recording; they are held against the limits of the wire.
    package static func decode(_ bytes: [UInt8]) throws(IsolationError) -> [WorkerEvent] {
        let source = ArraySource(bytes)
        var events: [WorkerEvent] = []
        while let header = try source.nextHeader() { events.append(try WorkerEvent(header, from: source)) }
        return events
    }
}

/// Bytes that are all there. Used by one thread.
private final class ArraySource: FrameSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(IsolationError) -> Bool {
        if rest.isEmpty { return false }
        guard rest.count >= buffer.count else { throw .protocolViolation("a recording ends inside a frame") }
        buffer.copyBytes(from: rest.prefix(buffer.count))
        rest.removeFirst(buffer.count)
        return true
    }
}
