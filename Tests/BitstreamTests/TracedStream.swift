import Foundation

/// An elementary stream that FFmpeg's `ffmpeg` encodes, and where its own header parsers say that headers end.
struct TracedStream {
    let bytes: [UInt8]
    /// Bits from a unit's start to the end of each slice header or, of AV1, to the first tile or the size before it; in order.
    /// Emulation prevention does not count.
    let headerBits: [Int]

    static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/ffmpeg")

    /// - Parameters:
    ///   - arguments: of `ffmpeg`, from the source's filters to the encoder's options.
    ///   - format: of a raw stream: `h264`, `hevc` or `obu`.
    init(_ arguments: [String], format: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-trace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "stream")
        _ = try Self.run(
            ["-v", "error", "-f", "lavfi"] + arguments + ["-f", format, file.path], log: folder.appending(path: "1"))
        let trace = try Self.run(
            ["-hide_banner", "-f", format, "-i", file.path, "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"],
            log: folder.appending(path: "2"))
        bytes = [UInt8](try Data(contentsOf: file))
        headerBits = Self.headerEnds(trace, isAV1: format == "obu")
    }

    private static func run(_ arguments: [String], log: URL) throws -> String {
        try Data().write(to: log)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ffmpeg")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad, userInfo: ["log": text.suffix(2000)]) }
        return text
    }

    /// Lines are `[trace_headers @ …] POSITION NAME BITS = VALUE` below a heading for each structure.
    private static func headerEnds(_ trace: String, isAV1: Bool) -> [Int] {
        let wanted = isAV1 ? ["Tile Group"] : ["Slice Header", "Slice Segment Header"]
        var ends: [Int] = []
        var isOpen = false
        var last = 0
        for line in trace.split(separator: "\n") {
            guard let mark = line.range(of: "[trace_headers @ "), let end = line[mark.upperBound...].range(of: "] ") else {
                continue
            }
            let content = line[end.upperBound...]
            let fields = content.split(separator: " ")
            guard let position = fields.first.flatMap({ Int($0) }), fields.count >= 4 else {
                isOpen = wanted.contains(String(content))
                // Of a single tile, a group has no fields: it begins with the byte behind the frame header.
                if isOpen { ends.append((last + 7) / 8 * 8) }
                continue
            }
            let bits = fields[fields.count - 3]
            guard bits.allSatisfy({ $0 == "0" || $0 == "1" }) else { continue }
            last = position + bits.count
            if isOpen { ends[ends.count - 1] = last }
        }
        return ends
    }
}
