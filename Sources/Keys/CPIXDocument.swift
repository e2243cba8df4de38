import Ciphers
import MediaCore
import XML

/// Content keys and the signalling of protection systems as key services exchange them: DASH-IF's Content Protection Information
/// Exchange Format, version 2.3, with keys in the clear. Documents whose keys are encrypted for a recipient are refused.
package struct CPIXDocument: Sendable {
    /// `contentId`; empty where none is given.
    package var contentID: String
    package var keys: ContentKeySet
    /// What the document says of protection systems, for all keys together.
    package var systems: [ProtectionSystem]

    package init(contentID: String, keys: ContentKeySet, systems: [ProtectionSystem]) {
        self.contentID = contentID
        self.keys = keys
        self.systems = systems
    }

    /// - Parameter schemes: what is to be protected with the keys; the one of a key whose scheme the document does not state.
    /// - Throws: `malformed`, with the element named.
    package init(parsing bytes: [UInt8], schemes: [ProtectionScheme]) throws(KeyError) {
        let root: XMLElement
        do { root = try XMLReader.parse(bytes) } catch {
            throw KeyError(.malformed, "The CPIX document is not XML: \(error.message) at byte \(error.offset).")
        }
        guard root.name.localName == "CPIX" else {
            throw KeyError(.malformed, "The CPIX document's root is \(root.name), not CPIX.")
        }
        let reader = CPIXReader(root: root, schemes: schemes)
        contentID = root.attributes["contentId"] ?? ""
        keys = try reader.keys()
        systems = try reader.systems()
    }

    /// The document; with the keys in it, so it belongs into a file of mode 0600.
    package func encoded() -> [UInt8] {
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<CPIX xmlns="urn:dashif:org:cpix" xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc" "#
                + #"contentId="\#(Self.escaped(contentID))" version="2.3">"#,
            "  <ContentKeyList>",
        ]
        for key in keys.keys {
            // Its schemes are those of Common Encryption; a key for whole files has none.
            let scheme = key.scheme == .aes128 ? "" : #" commonEncryptionScheme="\#(key.scheme.rawValue)""#
            lines += [
                #"    <ContentKey kid="\#(key.id)"\#(scheme)>"#,
                "      <Data><pskc:Secret><pskc:PlainValue>\(Base64.encode(key.secret.copiedBytes))</pskc:PlainValue></pskc:Secret></Data>",
                "    </ContentKey>",
            ]
        }
        lines.append("  </ContentKeyList>")
        lines += systemLines + periodLines + ["  <ContentKeyUsageRuleList>"]
        for key in keys.keys {
            lines.append(
                #"    <ContentKeyUsageRule kid="\#(key.id)" intendedTrackType="\#(key.trackClass.rawValue.uppercased())">"#)
            if hasPeriods { lines.append(#"      <KeyPeriodFilter periodId="period-\#(key.period)"/>"#) }
            lines += [key.trackClass == .audio ? "      <AudioFilter/>" : "      \(Self.filter(key.trackClass))"]
            lines.append("    </ContentKeyUsageRule>")
        }
        lines += ["  </ContentKeyUsageRuleList>", "</CPIX>", ""]
        return Array(lines.joined(separator: "\n").utf8)
    }

    private var hasPeriods: Bool { keys.keys.contains { $0.period > 0 } }

    private var systemLines: [String] {
        guard !systems.isEmpty else { return [] }
        let entries = systems.flatMap { system in
            keys.keys.filter { $0.scheme != .aes128 }.flatMap { key in
                [
                    #"    <DRMSystem kid="\#(key.id)" systemId="\#(system.id)">"#,
                    system.id == .fairPlay
                        ? "      <URIExtXKey>\(Base64.encode(system.data))</URIExtXKey>"
                        : "      <PSSH>\(Base64.encode(system.data))</PSSH>",
                    "    </DRMSystem>",
                ]
            }
        }
        return ["  <DRMSystemList>"] + entries + ["  </DRMSystemList>"]
    }

    private var periodLines: [String] {
        guard hasPeriods, let last = keys.keys.map(\.period).max() else { return [] }
        return ["  <ContentKeyPeriodList>"]
            + (0...last).map { #"    <ContentKeyPeriod id="period-\#($0)" index="\#($0)"/>"# } + ["  </ContentKeyPeriodList>"]
    }

    /// Pixels of a picture of each class: the classes go by the short side, of 16:9 here.
    private static func filter(_ trackClass: TrackClass) -> String {
        switch trackClass {
        case .uhd: #"<VideoFilter minPixels="2073601"/>"#
        case .hd: #"<VideoFilter minPixels="589825" maxPixels="2073600"/>"#
        default: #"<VideoFilter maxPixels="589824"/>"#
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}

extension String {
    /// An element's name without its prefix.
    var localName: Substring { self[(lastIndex(of: ":").map(index(after:)) ?? startIndex)...] }
}
