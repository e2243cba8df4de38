import ArgumentParser
import FoundationEssentials
import Glibc
import Keys
import MediaCore
import Pipeline

extension ProtectionScheme: ExpressibleByArgument {}
extension ManifestKind: ExpressibleByArgument {}

/// How a command encrypts what it publishes.
struct ProtectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Encrypt by this scheme, in a folder of its own; repeatable.", valueName: "cenc|cbcs|aes-128"))
    var protect: [ProtectionScheme] = []
    @Option(help: ArgumentHelp("Encrypt with the keys of this file.", valueName: "file")) var keysIn: String?
    @Option(
        help: ArgumentHelp(
            "Write the keys to this new file, mode 0600; without it they go to ~/.local/state/sluice/keys.", valueName: "file"))
    var keysOut: String?
    @Option(help: ArgumentHelp("Wrap the keys written, unwrap those read, under this 32-byte key.", valueName: "file|fd:n"))
    var kek: String?
    @Option(help: ArgumentHelp("Encrypt with the keys of a CPIX document.", valueName: "file")) var cpixIn: String?
    @Option(help: ArgumentHelp("Write the keys as a CPIX document, mode 0600.", valueName: "file")) var cpixOut: String?
    @Option(help: ArgumentHelp("Where HLS players fetch a key; {kid} stands for its ID.", valueName: "template"))
    var keyURI = ProtectionRequest.usualKeyURI
    @Option(help: ArgumentHelp("Where browsers fetch a ClearKey licence.", valueName: "uri"))
    var licenceURI = ProtectionRequest.usualLicenceURI
    @Option(
        help: ArgumentHelp(
            "Signalling of a DRM service: its system's UUID or widevine, playready or fairplay, and a pssh box, its data, or FairPlay's key URI; repeatable.",
            valueName: "system:base64"))
    var pssh: [String] = []
    @Option(help: ArgumentHelp("Leave the segments that begin before this time clear.", valueName: "seconds"))
    var clearLead: Double?
    @Option(help: ArgumentHelp("Change the key every so many segments.", valueName: "n")) var keyPeriod: Int?
    @Flag(help: "Leave thumbnails and poster out; players know no encrypted ones.") var protectThumbnails = false
    @Option(help: ArgumentHelp("Write manifests of one kind only.", valueName: "hls|dash")) var only: ManifestKind?

    /// - Parameter output: the asset's folder.
    func check(output: String) throws {
        guard !protect.isEmpty else {
            guard !hasOthers else { throw ValidationError("Options of encryption need --protect cenc, cbcs or aes-128.") }
            return
        }
        guard Set(protect).count == protect.count else { throw ValidationError("--protect names a scheme twice.") }
        if let only, let scheme = protect.first(where: { !$0.manifests.contains(only) }) {
            let kinds = scheme.manifests.map { $0.rawValue.uppercased() }.sorted().joined(separator: " and ")
            throw ValidationError("--protect \(scheme.rawValue) is for \(kinds); --only \(only.rawValue) would leave nothing.")
        }
        if keysIn != nil && cpixIn != nil { throw ValidationError("--keys-in and --cpix-in both give keys; name one.") }
        if let clearLead, !(0...86_400).contains(clearLead) {
            throw ValidationError("--clear-lead is a number of seconds from 0 to 86400.")
        }
        if let keyPeriod, !(1...100_000).contains(keyPeriod) {
            throw ValidationError("--key-period is a number of segments from 1 to 100000.")
        }
        guard keyURI.contains("{kid}"), isURI(keyURI.replacing("{kid}", with: "")) else {
            throw ValidationError("--key-uri \(keyURI): give a URI with {kid} in it, which the key's ID replaces.")
        }
        guard isURI(licenceURI) else { throw ValidationError("--licence-uri \(licenceURI): give a URI.") }
        _ = try systems()
        for file in [keysOut, cpixOut].compactMap(\.self) where isInside(file, output) {
            throw ValidationError("\(file) would lie among the media; keep keys elsewhere.")
        }
    }

    private var hasOthers: Bool {
        keysIn != nil || keysOut != nil || kek != nil || cpixIn != nil || cpixOut != nil || !pssh.isEmpty || clearLead != nil
            || keyPeriod != nil || protectThumbnails || only != nil || keyURI != ProtectionRequest.usualKeyURI
            || licenceURI != ProtectionRequest.usualLicenceURI
    }

    /// Nil for an asset in the clear. Reads the key files; blocks.
    ///
    /// - Throws: exit codes 78 for keys that cannot be had, 73 for a file of keys that exists already.
    func request(for output: String) throws -> ProtectionRequest? {
        guard !protect.isEmpty else { return nil }
        let name = output.split(separator: "/").last.map(String.init) ?? "asset"
        do {
            let kek = try self.kek.map { try KeyEncryptionKey.read($0) }
            var systems = try systems()
            var keys = try keysIn.map { try readKeys($0, under: kek) }
            if let cpixIn {
                let document = try CPIXDocument(parsing: try PrivateFile.read(cpixIn, what: "--cpix-in"), schemes: protect)
                keys = document.keys
                systems += document.systems
            }
            for file in [keysOut, cpixOut].compactMap(\.self) where access(file, F_OK) == 0 {
                throw fail("\(file) exists already; keys are never overwritten.", Exit.notCreatable)
            }
            let hasKeys = keys != nil
            var request = ProtectionRequest(schemes: protect, keys: keys) { [self, systems] used in
                try keep(used, name: name, kek: kek, systems: systems, isKnown: hasKeys)
            }
            request.systems = systems
            request.clearLead = MediaTime(ticks: Int64((clearLead ?? 0) * 1000), timescale: 1000)
            request.protectsThumbnails = protectThumbnails
            request.segmentsPerKey = keyPeriod
            request.keyURITemplate = keyURI
            request.licenceURI = licenceURI
            if let only { request.manifests = [only] }
            return request
        } catch let error as KeyError {
            throw fail("\(error)", Exit.configuration)
        }
    }

    /// Writes the keys to where they were asked for; those that nobody else has yet, always to some place.
    private func keep(
        _ keys: ContentKeySet, name: String, kek: KeyEncryptionKey?, systems: [ProtectionSystem], isKnown: Bool
    ) throws {
        if let cpixOut {
            let document = CPIXDocument(contentID: name, keys: keys, systems: systems)
            try PrivateFile.write(document.encoded(), to: cpixOut, what: "--cpix-out")
        }
        guard let file = try keysOut ?? (isKnown || cpixOut != nil ? nil : usualFile(for: keys, name: name)) else { return }
        try PrivateFile.write(
            try KeyDocument(keys, asset: AssetID(name), under: kek).encoded(), to: file, what: "--keys-out")
        if keysOut == nil { Output.errorLine("keys: \(file)") }
    }

    /// A file of its own for each set of keys, away from all media.
    private func usualFile(for keys: ContentKeySet, name: String) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? "").appending("/.local/state")
        let folder = "\(state)/sluice/keys"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw fail("\(folder) cannot be made for the keys; name a file with --keys-out.", Exit.notCreatable)
        }
        return "\(folder)/\(name)-\(keys.keys.first.map { String($0.id.hexadecimal.prefix(8)) } ?? "").json"
    }

    private func systems() throws -> [ProtectionSystem] {
        let names: [String: KeyID] = ["widevine": .widevine, "playready": .playReady, "fairplay": .fairPlay]
        return try pssh.map { argument in
            let parts = argument.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let id = names[parts[0].lowercased()] ?? KeyID(parts[0]),
                let data = Data(base64Encoded: String(parts[1])), !data.isEmpty
            else { throw ValidationError("--pssh \(argument): give a system's UUID, a colon and base64.") }
            if id == .fairPlay, !isURI(String(decoding: data, as: UTF8.self)) {
                throw ValidationError("--pssh \(argument): FairPlay's base64 is of a key URI such as skd://….")
            }
            return ProtectionSystem(id: id, data: [UInt8](data))
        }
    }

    /// What can stand between quotation marks in a playlist and in an XML document.
    private func isURI(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    private func isInside(_ file: String, _ folder: String) -> Bool {
        let (file, folder) = (URL(filePath: file).standardized.path, URL(filePath: folder).standardized.path)
        return file.hasPrefix(folder + "/")
    }
}

/// The keys of a file that `--keys-out` wrote.
func readKeys(_ file: String, under kek: KeyEncryptionKey?) throws(KeyError) -> ContentKeySet {
    try KeyDocument(parsing: try PrivateFile.read(file, what: "--keys-in")).contentKeys(under: kek)
}
