import Catalog
import Events
import MediaCore
import Presets
import Storage
import Threading

/// Makes uploads of the files that people drop into a folder, each content once, and puts the originals aside when their assets have
/// ended.
package actor UploadWatch {
    /// What the uploads of a folder have in common.
    package struct Settings: Sendable {
        package var output: String
        /// A preset's YAML.
        package var preset: String
        /// Otherwise originals stay where they are.
        package var movesOriginals = true
        /// A file whose container says that its end is missing may still grow for so long, unless its writer says that it is complete.
        package var patience = Timing().patience

        package init(output: String, preset: String) {
            self.output = output
            self.preset = preset
        }
    }

    /// What a look found of a file that has settled.
    private enum Found {
        case upload(InboxFile, fingerprint: String, UploadSidecar?)
        case refused(InboxFile, reason: String)

        var path: String {
            switch self {
            case .upload(let file, _, _), .refused(let file, _): file.path
            }
        }
    }

    private let folder: InboxFolder
    private let catalog: any Catalog
    private let settings: Settings
    private let isWhole: @Sendable (Int32) -> Bool
    /// By path, those that are not uploads yet.
    private var settling: [String: SettlingFile] = [:]
    /// By path, those that are.
    private var known: [String: FileIdentity] = [:]

    /// - Parameter isWhole: whether the container in an open file ends where it says; blocks.
    package init(
        _ folder: InboxFolder, catalog: any Catalog, settings: Settings, isWhole: @escaping @Sendable (Int32) -> Bool
    ) {
        self.folder = folder
        self.catalog = catalog
        self.settings = settings
        self.isWhole = isWhole
    }

    /// Looks into the folder once.
    ///
    /// - Returns: how many files became uploads, and how many may become some.
    package func look(at now: ContinuousClock.Instant = .now) async throws -> (taken: Int, waiting: Int) {
        let folder = folder
        let files = try await blockingCall(named: "inbox") { try folder.scan() }
        let paths = Set(files.map(\.path))
        settling = settling.filter { paths.contains($0.key) }
        known = known.filter { paths.contains($0.key) }
        let ready = try await blockingCall(named: "inbox") { [settling, known, patience = settings.patience, isWhole] in
            var settling = settling
            var found: [Found] = []
            for file in files where known[file.path] != file.identity {
                var state = settling[file.path] ?? SettlingFile(file, at: now)
                let isSettled = state.observe(file, at: now) { folder.isClosed(file) } == .settled
                settling[file.path] = state
                guard isSettled else { continue }
                if file.isAnnounced || folder.withOpen(file, isWhole) == true {
                    if let upload = Self.upload(file, in: folder) { found.append(upload) }
                } else if now - state.since >= patience {
                    found.append(
                        .refused(
                            file, reason: "The file ends before its container says it does. Copy it again from its source."))
                }
            }
            return (settling, found)
        }
        settling = ready.0
        try await withThrowingDiscardingTaskGroup { group in
            for found in ready.1 {
                settling[found.path] = nil
                switch found {
                case .upload(let file, let fingerprint, let sidecar):
                    group.addTask { try await self.register(file, fingerprint, sidecar) }
                case .refused(let file, let reason): try await refuse(file, reason)
                }
            }
        }
        return (ready.1.count, settling.count)
    }

    /// Nil where the file has gone meanwhile.
    private static func upload(_ file: InboxFile, in folder: InboxFolder) -> Found? {
        guard let fingerprint = try? folder.fingerprint(file) else { return nil }
        do throws(PresetError) {
            let name = "\(file.path).yaml"
            let sidecar = try folder.wishes(beside: file).map { text throws(PresetError) in try UploadSidecar(text, file: name) }
            return .upload(file, fingerprint: fingerprint, sidecar)
        } catch {
            return .refused(file, reason: "\(error)")
        }
    }

    private func register(_ file: InboxFile, _ fingerprint: String, _ sidecar: UploadSidecar?) async throws {
        let name = Self.assetName(of: file.path, fingerprint)
        let order = UploadOrder(
            folder: folder.path, path: file.path, identity: file.identity, destination: "\(settings.output)/\(name)",
            preset: sidecar?.preset.flatMap(PresetLibrary.text) ?? settings.preset)
        let asset = try await catalog.register(
            Upload(
                asset: AssetID(name), tenant: sidecar?.tenant ?? Upload.soleTenant, key: fingerprint,
                priority: sidecar?.priority ?? Upload.usualPriority, order: order.text))
        known[file.path] = file.identity
        // It was here before, and ended before it could be put aside.
        try await putAside(asset)
    }

    private func refuse(_ file: InboxFile, _ reason: String) async throws {
        let folder = folder
        try await blockingCall(named: "inbox") {
            try folder.move(file.path, of: file.path, to: InboxFolder.failed, alias: "again", reason: reason)
        }
    }

    /// Moves the original of an asset that has ended into `done` or `failed`; of others it moves nothing.
    private func putAside(_ asset: AssetID) async throws {
        let record = try await catalog.asset(asset)
        guard settings.movesOriginals, !record.state.isActive, let order = try? UploadOrder(record.order),
            order.folder == folder.path
        else { return }
        let folder = folder
        let path = order.path
        let isGood = record.state == .published
        let reason = isGood ? nil : record.reason ?? "It was \(record.state.rawValue)."
        try await blockingCall(named: "inbox") {
            guard let source = folder.locate(path, order.identity, alias: asset.value) else { return }
            try folder.move(
                source, of: path, to: isGood ? InboxFolder.done : InboxFolder.failed, alias: asset.value, reason: reason)
        }
    }

    /// The file's name without what URLs and file systems trouble with, and what tells its content from others'.
    static func assetName(of path: String, _ fingerprint: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
        let plain = stem.lowercased().unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        let words = String(plain.prefix(40)).split(separator: "-").joined(separator: "-")
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in fingerprint.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return [words, String(hash, radix: 36)].filter { !$0.isEmpty }.joined(separator: "-")
    }
}

extension UploadWatch: EventBus {
    package func deliver(_ event: AssetEvent) async throws {
        guard [.processed, .failed].contains(event.kind) else { return }
        do {
            try await putAside(event.asset)
        } catch CatalogError.noSuchAsset {
            return
        }
    }
}
