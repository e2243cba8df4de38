import Pipeline

extension Report {
    /// The report as a person reads it after a transcode.
    func summary(destination: String) -> String {
        let rate = frameRate.map { " at \($0) frames/s" } ?? ""
        var lines = ["\(destination): \(outcome.rawValue), \(durationSeconds.hundredths) s\(rate)"]
        for video in self.video {
            let rendition = video.rendition
            lines.append(row("\(video.resolution)", rendition))
        }
        for audio in self.audio { lines.append(row("audio", audio)) }
        for protection in protections ?? [] {
            lines.append(
                "  \(protection.folder.column(11)) \(protection.protectedSamples) of \(protection.samples) samples, "
                    + "\((100 * protection.protectedShare).hundredths) % of their bytes, \(protection.keys.count) keys")
        }
        for text in self.text { lines.append("  captions   \(text.language)") }
        for note in findings { lines.append("  \(note.finding.isWarning ? "warning" : "note"): \(note.sentence)") }
        for violation in conformance.violations { lines.append("  warning: \(violation)") }
        if let seconds = timings.firstPlayableSeconds { lines.append("  first playable after \(seconds.hundredths) s") }
        // What is encrypted plays where its keys are.
        if protections == nil { lines.append("play it: mpv \(shellWord(destination + "/master.m3u8"))") }
        return lines.joined(separator: "\n")
    }

    /// As a shell takes it for one word and a program for no option.
    private func shellWord(_ path: String) -> String {
        let path = path.hasPrefix("-") ? "./" + path : path
        let isPlain = path.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "/._-+:=@".utf8.contains(byte)
        }
        return isPlain
            ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private func row(_ name: String, _ track: Track) -> String {
        "  \(name.column(11)) \(track.averageBitRate / 1000) kbit/s, peak \(track.peakBitRate / 1000), \(track.bytes / 1000) kB, \(track.codecs)"
    }
}
