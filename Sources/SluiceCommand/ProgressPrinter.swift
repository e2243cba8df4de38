import Glibc
import Pipeline
import Synchronization

/// Shows progress on standard error: a bar that redraws itself on a terminal, a line now and then elsewhere.
final class ProgressPrinter: Sendable {
    private struct State {
        var started = ContinuousClock.now
        var lastDrawn: ContinuousClock.Instant?
        var lastTenth = 0
        var isBarOpen = false
        var frameRate = 0.0
    }

    private let isQuiet: Bool
    private let isTerminal: Bool
    private let state = Mutex(State())

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    func show(_ progress: TranscodeProgress) {
        if isQuiet { return }
        state.withLock { state in
            switch progress {
            case .reading: if !isTerminal { Output.errorLine("reading") }
            case .planned(let rungs, let frames, let rate):
                state.started = .now
                state.frameRate = rate
                closeBar(&state)
                Output.errorLine(
                    rungs.isEmpty ? "packaging \(frames) frames" : "encoding \(frames) frames as \(rungs.joined(separator: ", "))"
                )
            case .encoding(let frames, let total): draw(frames, total, &state)
            case .playable: break
            case .publishing:
                closeBar(&state)
                Output.errorLine("checking and publishing")
            case .warning(let sentence):
                closeBar(&state)
                Output.errorLine("warning: \(sentence)")
            }
        }
    }

    /// Leaves the cursor on a line of its own.
    func finish() { state.withLock { closeBar(&$0) } }

    private func draw(_ frames: Double, _ total: Int, _ state: inout State) {
        let now = ContinuousClock.now
        let share = total > 0 ? min(1, frames / Double(total)) : 0
        let seconds = max(0.001, (now - state.started) / .seconds(1))
        let rate = frames / seconds
        let left = Int((Double(total) - frames) / max(rate, 0.001))
        let speed = state.frameRate > 0 ? rate / state.frameRate : 0
        let text =
            "\(Int(share * 100)) %  \(Int(rate)) frames/s  \(tenths(speed))x  \(left / 60):\(left % 60 < 10 ? "0" : "")\(left % 60) left"
        if isTerminal {
            if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
            state.lastDrawn = now
            let width = 30
            let filled = Int(share * Double(width))
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            Output.error("\r\u{1b}[K\(bar)  \(text)")
            state.isBarOpen = true
        } else if Int(share * 10) > state.lastTenth {
            state.lastTenth = Int(share * 10)
            Output.errorLine(text)
        }
    }

    private func closeBar(_ state: inout State) {
        if state.isBarOpen { Output.error("\r\u{1b}[K") }
        state.isBarOpen = false
    }

    private func tenths(_ value: Double) -> String {
        let rounded = Int((value * 10).rounded())
        return "\(rounded / 10).\(rounded % 10)"
    }
}
