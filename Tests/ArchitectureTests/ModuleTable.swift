/// A module's place: its layer, and the modules and packages that it may import.
struct ModuleRow: Sendable {
    let layer: Int
    let module: String
    let mayImport: Set<String>

    init(_ layer: Int, _ module: String, _ mayImport: String...) {
        self.layer = layer
        self.module = module
        self.mayImport = Set(mayImport)
    }
}

/// The shape of the house, lowest row first: an arrow may only point to an earlier row.
let moduleTable: [ModuleRow] = [
    ModuleRow(0, "CFFmpeg"),
    ModuleRow(0, "CX264"),
    ModuleRow(0, "CZimg"),
    ModuleRow(0, "COpenSSL"),
    ModuleRow(0, "CPlatform"),

    ModuleRow(1, "MediaCore"),
    ModuleRow(1, "Planning", "MediaCore"),
    ModuleRow(1, "XML"),
    ModuleRow(1, "Bitstream", "MediaCore"),
    ModuleRow(1, "ISOBMFF", "MediaCore"),
    ModuleRow(1, "CMAF", "MediaCore", "Bitstream", "ISOBMFF"),
    ModuleRow(1, "Presentation", "MediaCore"),
    ModuleRow(1, "HLS", "MediaCore", "Presentation"),
    ModuleRow(1, "DASH", "MediaCore", "Presentation"),

    ModuleRow(2, "Threading", "CPlatform", "DequeModule"),
    ModuleRow(2, "LibAV", "MediaCore", "CFFmpeg", "CX264", "CZimg"),
    ModuleRow(2, "Ciphers", "COpenSSL"),

    ModuleRow(3, "Presets", "MediaCore", "Planning", "Yams"),
    ModuleRow(3, "Transcoding", "MediaCore", "Planning", "Bitstream", "LibAV", "Threading"),
    ModuleRow(3, "CommonEncryption", "MediaCore", "Bitstream", "ISOBMFF", "CMAF", "Ciphers"),
    ModuleRow(3, "Packaging", "MediaCore", "CMAF", "CommonEncryption", "Presentation", "HLS", "DASH"),
    ModuleRow(3, "Conformance", "MediaCore", "Bitstream", "ISOBMFF", "XML", "Ciphers"),

    ModuleRow(4, "Isolation", "MediaCore", "Planning", "CPlatform", "Threading"),
    ModuleRow(4, "Events", "MediaCore"),
    ModuleRow(4, "Catalog", "MediaCore", "Planning", "Presentation", "Events"),
    ModuleRow(4, "Storage", "MediaCore", "Threading", "CPlatform"),
    ModuleRow(4, "Keys", "MediaCore", "XML", "Ciphers", "JWTKit"),

    ModuleRow(5, "SQLiteCatalog", "CPlatform", "MediaCore", "Planning", "Presentation", "Threading", "Events", "Catalog", "GRDB"),
    ModuleRow(5, "Webhooks", "MediaCore", "Events", "AsyncHTTPClient"),

    // Layers 1 to 4, but never LibAV or Transcoding: the process that holds keys does not decode.
    ModuleRow(
        6, "Pipeline", "MediaCore", "Planning", "Bitstream", "ISOBMFF", "CMAF", "Presentation", "HLS", "DASH", "Threading",
        "Ciphers", "Presets", "CommonEncryption", "Packaging", "Conformance", "Isolation", "Events", "Catalog", "Storage",
        "Keys", "Logging"),
    ModuleRow(6, "Sluice", "Pipeline", "Catalog", "Storage", "Events", "Keys"),
    ModuleRow(6, "HTTPAPI", "Sluice", "Hummingbird"),

    ModuleRow(
        7, "SluiceCommand", "MediaCore", "Planning", "Bitstream", "ISOBMFF", "CMAF", "Presentation", "Threading", "LibAV",
        "Presets", "Transcoding", "Packaging", "Conformance", "Isolation", "Events", "Catalog", "Storage", "Keys",
        "SQLiteCatalog", "Webhooks", "Pipeline", "Sluice", "HTTPAPI", "ArgumentParser", "Logging"),
]

/// What comes with the toolchain and the C library. Foundation itself is left out: FoundationEssentials is enough.
let systemModules: Set<String> = ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"]
