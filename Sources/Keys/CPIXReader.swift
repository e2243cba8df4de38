import Ciphers
import MediaCore
import XML

/// Takes keys, usage rules and systems out of a CPIX document's elements. Prefixes do not matter.
struct CPIXReader {
    let root: XMLElement
    let schemes: [ProtectionScheme]

    /// - Throws: where a key has no value, no rule or no known purpose.
    func keys() throws(KeyError) -> ContentKeySet {
        guard elements(root, "DeliveryDataList").allSatisfy(\.children.isEmpty) else {
            throw malformed(
                "DeliveryDataList", "its keys are encrypted for a recipient; ask the service for a document in the clear")
        }
        let periods = try periodIndices()
        var keys: [ContentKey] = []
        for element in elements(root, "ContentKeyList", "ContentKey") {
            let id = try keyID(of: element, "ContentKey")
            let secret = try secret(of: element, id)
            let rules = elements(root, "ContentKeyUsageRuleList", "ContentKeyUsageRule").filter {
                $0.attributes["kid"].flatMap { KeyID($0) } == id
            }
            guard !rules.isEmpty else { throw malformed("ContentKeyUsageRule", "there is none for the key \(id)") }
            for rule in rules {
                let scheme = try scheme(of: element, id)
                keys.append(
                    ContentKey(
                        scheme: scheme, trackClass: try trackClass(of: rule, id), period: try period(of: rule, periods), id: id,
                        secret: secret))
            }
        }
        guard !keys.isEmpty else { throw malformed("ContentKeyList", "it holds no keys") }
        return try ContentKeySet(keys)
    }

    /// Each system once; a document has its signalling for each key.
    func systems() throws(KeyError) -> [ProtectionSystem] {
        var systems: [ProtectionSystem] = []
        for element in elements(root, "DRMSystemList", "DRMSystem") {
            guard let id = element.attributes["systemId"].flatMap({ KeyID($0) }) else {
                throw malformed("DRMSystem", "systemId is no UUID")
            }
            // The common system and ClearKey are written anyway.
            if id == .commonSystem || id == .clearKeySystem { continue }
            let field = id == .fairPlay ? "URIExtXKey" : "PSSH"
            guard let text = elements(element, field).first?.text else { continue }
            guard let data = Base64.decode(text) else { throw malformed(field, "it is not base64") }
            let system = ProtectionSystem(id: id, data: data)
            if !systems.contains(system) { systems.append(system) }
        }
        return systems
    }

    private func secret(of element: XMLElement, _ id: KeyID) throws(KeyError) -> Secret {
        guard let text = elements(element, "Data", "Secret", "PlainValue").first?.text else {
            throw malformed("ContentKey", "the key \(id) has no Data/Secret/PlainValue")
        }
        guard let bytes = Base64.decode(text), bytes.count == ContentKey.size else {
            throw malformed("PlainValue", "the key \(id) is not 16 bytes in base64")
        }
        return Secret(bytes)
    }

    private func scheme(of element: XMLElement, _ id: KeyID) throws(KeyError) -> ProtectionScheme {
        if let text = element.attributes["commonEncryptionScheme"] {
            guard let scheme = ProtectionScheme(rawValue: text) else {
                throw malformed("ContentKey", "commonEncryptionScheme is \(text); cenc and cbcs are known")
            }
            return scheme
        }
        guard schemes.count == 1, let scheme = schemes.first else {
            // Whole files have no name among the schemes.
            if schemes.contains(.aes128) { return .aes128 }
            throw malformed("ContentKey", "the key \(id) does not say its commonEncryptionScheme, and there are several")
        }
        return scheme
    }

    private func trackClass(of rule: XMLElement, _ id: KeyID) throws(KeyError) -> TrackClass {
        let names: [String: TrackClass] = [
            "AUDIO": .audio, "STEREO_AUDIO": .audio, "SD": .sd, "HD": .hd, "UHD": .uhd, "UHD1": .uhd, "UHD2": .uhd,
        ]
        if let type = rule.attributes["intendedTrackType"]?.uppercased(), let known = names[type] { return known }
        if !elements(rule, "AudioFilter").isEmpty { return .audio }
        if let filter = elements(rule, "VideoFilter").first {
            // By 16:9 pictures of 576 and 1080 lines.
            let most = filter.attributes["maxPixels"].flatMap { Int($0) } ?? .max
            return most <= 1024 * 576 ? .sd : most <= 1920 * 1080 ? .hd : .uhd
        }
        throw malformed("ContentKeyUsageRule", "the rule of \(id) has neither a known intendedTrackType nor a filter")
    }

    private func periodIndices() throws(KeyError) -> [String: Int] {
        var indices: [String: Int] = [:]
        for period in elements(root, "ContentKeyPeriodList", "ContentKeyPeriod") {
            guard let id = period.attributes["id"], let index = period.attributes["index"].flatMap({ Int($0) }), index >= 0 else {
                throw malformed("ContentKeyPeriod", "it needs id and index")
            }
            indices[id] = index
        }
        let first = indices.values.min() ?? 0
        return indices.mapValues { $0 - first }
    }

    private func period(of rule: XMLElement, _ indices: [String: Int]) throws(KeyError) -> Int {
        guard let filter = elements(rule, "KeyPeriodFilter").first else { return 0 }
        guard let index = filter.attributes["periodId"].flatMap({ indices[$0] }) else {
            throw malformed("KeyPeriodFilter", "periodId names no ContentKeyPeriod")
        }
        return index
    }

    private func keyID(of element: XMLElement, _ name: String) throws(KeyError) -> KeyID {
        guard let id = element.attributes["kid"].flatMap({ KeyID($0) }) else { throw malformed(name, "kid is no UUID") }
        return id
    }

    private func elements(_ parent: XMLElement, _ path: String...) -> [XMLElement] {
        path.reduce([parent]) { parents, name in parents.flatMap { $0.children.filter { $0.name.localName == name } } }
    }

    private func malformed(_ element: String, _ reason: String) -> KeyError {
        KeyError(.malformed, "The CPIX document's \(element): \(reason).")
    }
}
