import Ciphers
import MediaCore
import Testing

@testable import Keys

@Suite struct CPIXTests {
    /// As a key service answers: prefixes of its own, a rule by filters, periods and signalling for each key.
    private static let service = """
        <?xml version="1.0" encoding="UTF-8"?>
        <cpix:CPIX xmlns:cpix="urn:dashif:org:cpix" xmlns:p="urn:ietf:params:xml:ns:keyprov:pskc" contentId="movie &amp; more" version="2.3">
          <cpix:ContentKeyList>
            <cpix:ContentKey kid="11111111-2222-4333-8444-555555555501" commonEncryptionScheme="cbcs" explicitIV="AAAAAAAAAAAAAAAAAAAAAA==">
              <cpix:Data><p:Secret><p:PlainValue>AAECAwQFBgcICQoLDA0ODw==</p:PlainValue></p:Secret></cpix:Data>
            </cpix:ContentKey>
            <cpix:ContentKey kid="11111111-2222-4333-8444-555555555502" commonEncryptionScheme="cbcs">
              <cpix:Data><p:Secret><p:PlainValue>EAECAwQFBgcICQoLDA0ODw==</p:PlainValue></p:Secret></cpix:Data>
            </cpix:ContentKey>
            <cpix:ContentKey kid="11111111-2222-4333-8444-555555555503" commonEncryptionScheme="cbcs">
              <cpix:Data><p:Secret><p:PlainValue>IAECAwQFBgcICQoLDA0ODw==</p:PlainValue></p:Secret></cpix:Data>
            </cpix:ContentKey>
          </cpix:ContentKeyList>
          <cpix:DRMSystemList>
            <cpix:DRMSystem kid="11111111-2222-4333-8444-555555555501" systemId="edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"><cpix:PSSH>AAECAw==</cpix:PSSH></cpix:DRMSystem>
            <cpix:DRMSystem kid="11111111-2222-4333-8444-555555555502" systemId="edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"><cpix:PSSH>AAECAw==</cpix:PSSH></cpix:DRMSystem>
            <cpix:DRMSystem kid="11111111-2222-4333-8444-555555555501" systemId="94ce86fb-07ff-4f43-adb8-93d2fa968ca2"><cpix:URIExtXKey>c2tkOi8va2V5</cpix:URIExtXKey></cpix:DRMSystem>
            <cpix:DRMSystem kid="11111111-2222-4333-8444-555555555501" systemId="1077efec-c0b2-4d02-ace3-3c1e52e2fb4b"><cpix:PSSH>AA==</cpix:PSSH></cpix:DRMSystem>
          </cpix:DRMSystemList>
          <cpix:ContentKeyUsageRuleList>
            <cpix:ContentKeyUsageRule kid="11111111-2222-4333-8444-555555555501" intendedTrackType="AUDIO"/>
            <cpix:ContentKeyUsageRule kid="11111111-2222-4333-8444-555555555502"><cpix:VideoFilter maxPixels="589824"/></cpix:ContentKeyUsageRule>
            <cpix:ContentKeyUsageRule kid="11111111-2222-4333-8444-555555555503" intendedTrackType="UHD1"/>
          </cpix:ContentKeyUsageRuleList>
        </cpix:CPIX>
        """

    private func read(_ text: String, _ schemes: [ProtectionScheme] = [.cbcs]) throws -> CPIXDocument {
        try CPIXDocument(parsing: Array(text.utf8), schemes: schemes)
    }

    @Test func `a service's document is understood`() throws {
        let document = try read(Self.service)
        #expect(document.contentID == "movie & more")
        #expect(document.keys.keys.map(\.trackClass) == [.audio, .sd, .uhd])
        #expect(document.keys.keys.allSatisfy { $0.scheme == .cbcs && $0.period == 0 })
        #expect(document.keys.keys[0].secret == Secret([UInt8](0..<16)))
        #expect(
            document.systems == [
                ProtectionSystem(id: .widevine, data: [0, 1, 2, 3]),
                ProtectionSystem(id: .fairPlay, data: Array("skd://key".utf8)),
            ])
    }

    @Test func `what is written reads back`() throws {
        let keys = try ContentKeySet.random(schemes: [.cenc, .cbcs], classes: TrackClass.allCases, periods: 3)
        let systems = [
            ProtectionSystem(id: .playReady, data: [1, 2]), ProtectionSystem(id: .fairPlay, data: Array("skd://a".utf8)),
        ]
        let document = CPIXDocument(contentID: "a \"<&>\" b", keys: keys, systems: systems)
        let read = try CPIXDocument(parsing: document.encoded(), schemes: [.cenc, .cbcs])
        #expect(read.keys.keys == keys.keys && read.systems == systems && read.contentID == "a \"<&>\" b")

        let files = try ContentKeySet.random(schemes: [.aes128], classes: [.audio, .hd], periods: 1)
        let second = CPIXDocument(contentID: "", keys: files, systems: [])
        #expect(try CPIXDocument(parsing: second.encoded(), schemes: [.aes128]).keys.keys == files.keys)
    }

    @Test(arguments: [
        (#"<CPIX"#, "XML"), ("<MPD/>", "MPD"), ("<CPIX/>", "ContentKeyList"),
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><CPIX/>", "XML"),
        ("<CPIX><DeliveryDataList><DeliveryData/></DeliveryDataList></CPIX>", "DeliveryDataList"),
        ("<CPIX><ContentKeyList><ContentKey/></ContentKeyList></CPIX>", "kid"),
        (
            "<CPIX><ContentKeyList><ContentKey kid=\"11111111-2222-4333-8444-555555555501\"/></ContentKeyList></CPIX>",
            "PlainValue"
        ),
    ]) func `what is wrong is named`(_ text: String, _ word: String) {
        let error = #expect(throws: KeyError.self) { try read(text) }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("AAECAwQFBgcICQoLDA0ODw==", "AAEC", "PlainValue"), ("AAECAwQFBgcICQoLDA0ODw==", "***", "PlainValue"),
        ("commonEncryptionScheme=\"cbcs\"", "commonEncryptionScheme=\"cens\"", "commonEncryptionScheme"),
        ("intendedTrackType=\"AUDIO\"", "intendedTrackType=\"SMELL\"", "intendedTrackType"),
        ("systemId=\"edef8ba9-79d6-4ace-a3c8-27dcd51d21ed\"", "systemId=\"widevine\"", "systemId"),
        ("<cpix:PSSH>AAECAw==", "<cpix:PSSH>A", "PSSH"),
        ("555555555502", "555555555501", "appears twice"),
        ("EAECAwQFBgcICQoLDA0ODw==", "AAECAwQFBgcICQoLDA0ODw==", "are the same"),
        (
            "<cpix:ContentKeyUsageRule kid=\"11111111-2222-4333-8444-555555555503\" intendedTrackType=\"UHD1\"/>", "",
            "ContentKeyUsageRule"
        ),
    ]) func `a changed document is refused`(_ old: String, _ new: String, _ word: String) {
        let error = #expect(throws: KeyError.self) { try read(Self.service.replacing(old, with: new)) }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test func `damaged documents never crash`() {
        let bytes = Array(Self.service.utf8)
        var refused = 0
        for _ in 0..<3000 {
            var text = bytes
            for _ in 0..<Int.random(in: 1...5) { text[Int.random(in: 0..<text.count)] = .random(in: 0...255) }
            if (try? CPIXDocument(parsing: Array(text.prefix(.random(in: 0...text.count))), schemes: [.cbcs])) == nil {
                refused += 1
            }
        }
        #expect(refused > 2000)
    }
}
