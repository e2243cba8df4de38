import CFFmpeg

/// Makes whole pictures of interlaced ones with libavfilter's bwdif: one of each, showing its first field, with the other field's lines
/// made of those around them and of the pictures before and after. Which field is first and whether there are fields at all is the
/// decoder's word, picture by picture. One owner, any one thread at a time.
package struct Deinterlacer: ~Copyable {
    private let isExpected: Bool
    private var graph: FilterGraph?
    /// What the graph does not take: it passes, or waits until the graph before its own is empty.
    private var waiting: Frame?

    /// - Parameter isExpected: all pictures go through the filter, so that it always knows the one before. Without, it begins with the
    ///   first interlaced picture.
    package init(isExpected: Bool) { self.isExpected = isExpected }

    /// Takes the next picture; call `receive` until there is none before the next.
    package mutating func send(_ frame: consuming Frame) throws(LibAVError) {
        if let accepts = graph?.accepts(frame) {
            if accepts { return try graph!.send(frame) }
            try graph!.sendEnd()
        }
        waiting = consume frame
    }

    /// No more pictures will come.
    package mutating func sendEnd() throws(LibAVError) { try graph?.sendEnd() }

    /// The next picture, in the order in which they came in, and as many; nil when more are needed or all are out.
    package mutating func receive() throws(LibAVError) -> Frame? {
        if let picture = try graph?.receive() { return picture }
        guard let frame = waiting.take() else { return nil }
        graph = nil
        guard isExpected || frame.isInterlaced, frame.resolution.width > 3, frame.resolution.height > 3 else { return frame }
        graph = try FilterGraph(for: frame, "bwdif=mode=send_frame:parity=auto:deint=interlaced")
        try graph!.send(frame)
        return try graph!.receive()
    }
}
