import FoundationEssentials

/// JSON payloads. What arrives is bounded by its frame's limit before it gets here.
enum JSONPayload {
    static func encode(_ value: some Encodable) throws(IsolationError) -> [UInt8] {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return [UInt8](try encoder.encode(value))
        } catch {
            throw .protocolViolation("a \(type(of: value)) cannot be written as JSON")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(IsolationError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw .protocolViolation("a \(type) is not valid JSON")
        }
    }
}
