// swift-tools-version: 6.2
import PackageDescription

/// Every target speaks Swift 6 and treats warnings as errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A module: its name and the arrows it may draw. `ArchitectureTests` holds both against the layer table.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, resources: [Resource]? = nil)
    -> Target
{
    .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "sluice",
    products: [
        .executable(name: "sluice", targets: ["SluiceCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // Layer 0: C libraries and the system.
        .systemLibrary(
            name: "CFFmpeg", pkgConfig: "libavfilter",
            providers: [.apt(["libavcodec-dev", "libavformat-dev", "libavfilter-dev", "libswresample-dev"])]),
        .systemLibrary(name: "CZimg", pkgConfig: "zimg", providers: [.apt(["libzimg-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CX264"),
        .target(name: "CPlatform"),

        // Layer 1: the vocabulary and what is pure.
        module("MediaCore"),
        module("Planning", ["MediaCore"]),
        module("XML"),
        module("Bitstream", ["MediaCore"]),
        module("ISOBMFF", ["MediaCore"]),
        module("CMAF", ["MediaCore", "Bitstream", "ISOBMFF"]),
        module("Presentation", ["MediaCore"]),
        module("HLS", ["MediaCore", "Presentation"]),
        module("DASH", ["MediaCore", "Presentation"]),

        // Layer 2: threads and C libraries behind Swift types.
        module("Threading", ["CPlatform", .product(name: "DequeModule", package: "swift-collections")]),
        module("LibAV", ["MediaCore", "CFFmpeg", "CX264", "CZimg"]),
        module("Ciphers", ["COpenSSL"]),

        // Layer 3: the stages.
        module(
            "Presets", ["MediaCore", "Planning", .product(name: "Yams", package: "Yams")], path: "Presets",
            resources: [.embedInCode("ladders")]),
        module("Transcoding", ["MediaCore", "Planning", "Bitstream", "LibAV", "Threading"]),
        module("CommonEncryption", ["MediaCore", "Bitstream", "ISOBMFF", "CMAF", "Ciphers"]),
        module("Packaging", ["MediaCore", "CMAF", "CommonEncryption", "Presentation", "HLS", "DASH"]),
        module("Conformance", ["MediaCore", "Bitstream", "ISOBMFF", "XML", "Ciphers"]),

        // Layer 4: the ports.
        module("Isolation", ["MediaCore", "Planning", "CPlatform", "Threading"]),
        module("Events", ["MediaCore"]),
        module("Catalog", ["MediaCore", "Planning", "Presentation", "Events"]),
        module("Storage", ["Threading", "CPlatform"]),
        module("Keys", ["MediaCore", "XML", "Ciphers", .product(name: "JWTKit", package: "jwt-kit")]),

        // Layer 5: drivers.
        module(
            "SQLiteCatalog",
            [
                "CPlatform", "MediaCore", "Planning", "Presentation", "Threading", "Events", "Catalog",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),

        // Layer 6: the steps as jobs.
        module(
            "Pipeline",
            [
                "MediaCore", "Planning", "ISOBMFF", "CMAF", "Presentation", "HLS", "Threading", "Ciphers", "CommonEncryption",
                "Presets", "Packaging", "Conformance", "Isolation", "Events", "Catalog", "Storage", "Keys",
                .product(name: "Logging", package: "swift-log"),
            ]),

        // Layer 7: the command line, where everything meets.
        .executableTarget(
            name: "SluiceCommand",
            dependencies: [
                "MediaCore", "Planning", "Presentation", "ISOBMFF", "Threading", "LibAV", "Presets", "Transcoding", "Conformance",
                "Isolation", "Events", "Catalog", "Storage", "Keys", "SQLiteCatalog", "Pipeline",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        tests("MediaCoreTests", ["MediaCore"]),
        tests("PlanningTests", ["Planning", "MediaCore"]),
        tests("BitstreamTests", ["Bitstream", "MediaCore"]),
        tests("ISOBMFFTests", ["ISOBMFF", "MediaCore"]),
        tests("CMAFTests", ["CMAF", "ISOBMFF", "Bitstream", "MediaCore"]),
        tests("PresentationTests", ["Presentation", "MediaCore"]),
        tests("HLSTests", ["HLS", "Presentation", "MediaCore"]),
        tests("DASHTests", ["DASH", "Presentation", "MediaCore"]),
        tests("ThreadingTests", ["Threading"]),
        tests("LibAVTests", ["LibAV", "MediaCore"]),
        tests("CiphersTests", ["Ciphers"]),
        tests("PresetsTests", ["Presets", "Planning", "MediaCore"]),
        tests("TranscodingTests", ["Transcoding", "LibAV", "Planning", "MediaCore"]),
        tests("CommonEncryptionTests", ["CommonEncryption", "CMAF", "ISOBMFF", "Bitstream", "Ciphers", "MediaCore"]),
        tests("PackagingTests", ["Packaging", "CMAF", "ISOBMFF", "Presentation", "MediaCore"]),
        tests(
            "ConformanceTests",
            [
                "Conformance", "CommonEncryption", "Ciphers", "CMAF", "Bitstream", "ISOBMFF", "XML", "HLS", "DASH",
                "Presentation",
                "MediaCore",
            ]),
        tests("IsolationTests", ["Isolation", "Planning", "MediaCore", "Threading"]),
        tests(
            "CatalogTests",
            [
                "SQLiteCatalog", "Catalog", "Events", "Presentation", "Planning", "MediaCore",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("StorageTests", ["Storage", "Threading"]),
        tests(
            "ResilienceTests",
            [
                "Pipeline", "Catalog", "Conformance", "Isolation", "Transcoding", "Presets", "Planning", "Bitstream", "ISOBMFF",
                "MediaCore",
            ]),
        tests("PipelineTests", ["Pipeline", "Storage", "Catalog", "Events", "MediaCore"]),
        tests("KeysTests", ["Keys", "Ciphers", "MediaCore"]),
        tests("ArchitectureTests", []),
        tests("EndToEndTests", [], exclude: ["Pages"]),
    ]
)
