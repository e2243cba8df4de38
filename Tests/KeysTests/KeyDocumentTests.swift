import Ciphers
import Foundation
import MediaCore
import Testing

@testable import Keys

@Suite struct KeyDocumentTests {
    private let asset = AssetID("clip")

    private func keys() throws -> ContentKeySet {
        try ContentKeySet.random(schemes: [.cbcs, .aes128], classes: [.audio, .hd], periods: 2)
    }

    private func kek() throws -> KeyEncryptionKey { try KeyEncryptionKey(Secret.random(count: 32).copiedBytes) }

    @Test func `fresh keys differ in everything`() throws {
        let keys = try keys().keys
        #expect(keys.count == 8 && Set(keys.map(\.id)).count == 8 && Set(keys.map(\.secret.copiedBytes)).count == 8)
        for key in keys {
            let digits = Array(key.id.hexadecimal)
            #expect(digits[12] == "4" && "89ab".contains(digits[16]))
        }
    }

    @Test func `a document in the clear reads back`() throws {
        let keys = try keys()
        let bytes = try KeyDocument(keys, asset: asset, under: nil).encoded()
        #expect(try KeyDocument(parsing: bytes).contentKeys(under: nil).keys == keys.keys)
    }

    @Test(arguments: [KeyDocument.Wrap.aes256GCM, .aes256KeyWrap])
    func `a wrapped document holds no key and opens under its own only`(_ wrap: KeyDocument.Wrap) throws {
        let (keys, kek) = (try keys(), try kek())
        let bytes = try KeyDocument(keys, asset: asset, under: kek, wrap: wrap).encoded()
        let text = String(decoding: bytes, as: UTF8.self)
        for key in keys.keys {
            let secret = key.secret.copiedBytes
            #expect(
                !text.contains(Base64URL.encode(secret)) && !text.contains(secret.map { String(format: "%02x", $0) }.joined()))
        }
        let document = try KeyDocument(parsing: bytes)
        #expect(try document.contentKeys(under: kek).keys == keys.keys)
        for wrong in [nil, try self.kek()] {
            let error = #expect(throws: KeyError.self) { try document.contentKeys(under: wrong) }
            #expect(error?.code == .keyEncryptionKey)
        }
    }

    /// K2: bound to its asset and name.
    @Test func `a sealed key opens for no other asset or ID`() throws {
        let kek = try kek()
        let keys = try ContentKeySet.random(schemes: [.cenc], classes: [.audio, .sd], periods: 1)
        let text = String(decoding: try KeyDocument(keys, asset: asset, under: kek).encoded(), as: UTF8.self)
        let (first, second) = (keys.keys[0].id.description, keys.keys[1].id.description)
        let moved = text.replacing("\"clip\"", with: "\"other\"")
        let swapped = text.replacing(first, with: "x").replacing(second, with: first).replacing("x", with: second)
        for changed in [moved, swapped] where changed != text {
            #expect(throws: KeyError.self) { try KeyDocument(parsing: Array(changed.utf8)).contentKeys(under: kek) }
        }
    }

    @Test func `a hundred thousand keys are wrapped anew within a minute`() throws {
        let (old, new) = (try kek(), try kek())
        let entries = try (0..<1000).map { number in
            ContentKey(
                scheme: .cbcs, trackClass: .hd, period: number, id: try KeyID.random(), secret: try Secret.random(count: 16))
        }
        let document = try KeyDocument(try ContentKeySet(entries), asset: asset, under: old)
        let clock = ContinuousClock()
        let time = try clock.measure { for _ in 0..<100 { _ = try document.rewrapped(from: old, to: new) } }
        print("100,000 keys wrapped anew in \(time)")
        #expect(time < .seconds(60))
        let rewrapped = try document.rewrapped(from: old, to: new)
        #expect(try rewrapped.contentKeys(under: new).keys == entries)
        #expect(throws: KeyError.self) { try rewrapped.contentKeys(under: old) }
        #expect(throws: KeyError.self) { try document.rewrapped(from: new, to: old) }
    }

    /// A document of keys, each with its scheme, class, ID and key in hexadecimal.
    private static func document(_ keys: (scheme: String, class: String, kid: String, key: String)...) -> String {
        let entries = keys.map { #"{"scheme":"\#($0.scheme)","class":"\#($0.class)","kid":"\#($0.kid)","key":"\#($0.key)"}"# }
        return #"{"version":1,"keys":[\#(entries.joined(separator: ","))]}"#
    }

    private static let (kid, otherKid) = ("00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeef0")
    private static let (key, otherKey) = ("10112233445566778899aabbccddeeff", "20112233445566778899aabbccddeeff")

    @Test(arguments: [
        ("", "JSON"), ("{", "JSON"), ("[]", "type"), ("{}", "version is missing"), (#"{"version":1}"#, "keys is missing"),
        (#"{"version":2,"keys":[]}"#, "version 2"), (#"{"version":1,"version":1,"keys":[]}"#, "twice"),
        (#"{"version":1,"keys":[{}]}"#, "scheme"), (document(("cens", "sd", kid, key)), "scheme"),
        (document(("cbcs", "8k", kid, key)), "class"), (document(("cbcs", "sd", "0011", key)), "kid"),
        (#"{"version":1,"keys":[{"scheme":"cbcs","class":"sd","kid":"\#(kid)"}]}"#, "key is missing"),
        (document(("cbcs", "sd", kid, "!!")), "field key"), (document(("cbcs", "sd", kid, "AAAA")), "3 bytes"),
        (#"{"version":1,"keys":[{"scheme":"cbcs","class":"sd","period":-1,"kid":"\#(kid)","key":"\#(key)"}]}"#, "period"),
        (document(("cbcs", "sd", kid, key), ("cbcs", "hd", kid.uppercased(), otherKey)), "appears twice"),
        (document(("cbcs", "sd", kid, key), ("cbcs", "sd", otherKid, otherKey)), "two keys for cbcs, sd"),
        (document(("cbcs", "sd", kid, key), ("cenc", "sd", otherKid, key)), "are the same"),
    ]) func `a bad document names its field and no key`(_ text: String, _ word: String) {
        let error = #expect(throws: KeyError.self) { _ = try KeyDocument(parsing: Array(text.utf8)).contentKeys(under: nil) }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("10112233") == false && error?.message.contains("20112233") == false)
    }

    @Test func `a missing key is named`() throws {
        let keys = try keys()
        #expect(try keys.keys(.cbcs, .hd, periods: 2).map(\.period) == [0, 1])
        let error = #expect(throws: KeyError.self) { try keys.keys(.cbcs, .sd, periods: 1) }
        #expect(error?.message == "There is no key for scheme cbcs, class sd, period 0.")
        #expect(throws: KeyError.self) { try keys.keys(.cbcs, .hd, periods: 3) }
        #expect(throws: KeyError.self) { try keys.keys(.cenc, .hd, periods: 1) }
    }
}

@Suite struct PrivateFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sluice-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    @Test func `what is written is the owner's alone, and read again`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for content in ["first", "second"] {
            try PrivateFile.write(Array(content.utf8), to: path("keys"), what: "keys")
            let mode = try FileManager.default.attributesOfItem(atPath: path("keys"))[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try PrivateFile.read(path("keys"), what: "keys") == Array(content.utf8))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys"])
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o666, 0o620, 0o601]) func `a file that others may use is refused`(_ mode: Int) throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data([1]).write(to: URL(filePath: path("kek")))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path("kek"))
        let error = #expect(throws: KeyError.self) { try PrivateFile.read(path("kek"), what: "kek") }
        #expect(error?.message.contains("chmod 600") == true)
    }

    @Test func `what is no file is refused`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        mkfifo(path("pipe"), 0o600)
        for name in ["absent", ".", "pipe"] {
            #expect(throws: KeyError.self) { try PrivateFile.read(path(name), what: "kek") }
        }
        for name in ["fd:", "fd:-1", "fd:x", "fd:999"] {
            #expect(throws: KeyError.self) { try PrivateFile.read(name, what: "kek") }
        }
        #expect(throws: KeyError.self) { try PrivateFile.write([1], to: path("no/such/folder"), what: "keys") }
    }

    @Test func `a key-encryption key is 32 bytes, raw or in digits`() throws {
        let bytes = [UInt8](1...32)
        let digits = bytes.map { String(format: "%02x", $0) }.joined()
        #expect(try KeyEncryptionKey(bytes).secret == Secret(bytes))
        #expect(try KeyEncryptionKey(Array("\(digits)\n".utf8)).secret == Secret(bytes))
        #expect(try KeyEncryptionKey(Array(digits.uppercased().utf8)).secret == Secret(bytes))
        for bad in [
            [], Array(bytes.dropLast()), Array(digits.utf8.dropLast()), Array((digits + "0").utf8),
            Array("zz\(digits.dropFirst(2))".utf8),
        ] {
            let error = #expect(throws: KeyError.self) { try KeyEncryptionKey(bad) }
            #expect(error?.code == .keyEncryptionKey)
        }
    }
}
