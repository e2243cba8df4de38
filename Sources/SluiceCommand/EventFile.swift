import Catalog
import Events
import FoundationEssentials
import Glibc
import Logging
import MediaCore
import Threading

/// Events as lines of JSON at the end of a file.
final class EventFile: EventBus {
    private struct Line: Encodable {
        let time: String
        let kind: AssetEvent.Kind
        let asset: AssetID
    }

    private let path: String

    init(_ path: String) throws {
        self.path = path
        guard access(path, W_OK) == 0 || errno == ENOENT else {
            throw fail("Cannot write to \(path): \(String(cString: strerror(errno))).", Exit.notCreatable)
        }
    }

    func deliver(_ event: AssetEvent) async throws {
        let line = Line(time: CatalogTime.wallClock().text, kind: event.kind, asset: event.asset)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(line)) + [UInt8(ascii: "\n")]
        try await blockingCall(named: "events") { [path] in
            let rawValue = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
            guard rawValue >= 0 else { throw SystemError.last("write to \(path)") }
            let file = FileDescriptor(adopting: rawValue)
            try file.writeAll(bytes.span.bytes)
            guard fsync(file.rawValue) == 0 else { throw SystemError.last("sync \(path)") }
        }
    }
}

/// Events as lines of a log.
struct EventLog: EventBus {
    let logger: Logger

    func deliver(_ event: AssetEvent) async throws {
        logger.info("event", metadata: ["kind": "\(event.kind.rawValue)", "asset": "\(event.asset)"])
    }
}
