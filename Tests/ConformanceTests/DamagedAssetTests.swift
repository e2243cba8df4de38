import Foundation
import Testing

@testable import Conformance

/// Whatever the files hold, validation ends with a report.
@Suite struct DamagedAssetTests {
    @Test func everyFileMayEndAnywhere() throws {
        let good = try AssetRecipe.good.get()
        for path in good.paths {
            let bytes = good[path]!
            for part in 0..<5 {
                var files = good
                files[path] = Array(bytes.prefix(bytes.count * part / 5))
                #expect(!(try files.validate().isConformant), "\(path) cut to \(part)/5")
            }
        }
    }

    @Test func everyFileMayHoldWrongBytes() throws {
        let good = try AssetRecipe.good.get()
        var generator = SplitMix64(state: 7)
        for path in good.paths {
            for _ in 0..<12 {
                var files = good
                var bytes = files[path]!
                // Headers lie in the first bytes.
                for _ in 0..<4 {
                    bytes[Int.random(in: 0..<min(bytes.count, 700), using: &generator)] = .random(in: 0...255, using: &generator)
                }
                files[path] = bytes
                #expect(try files.validate().checkedRules == Rule.catalogue)
            }
        }
    }

    @Test func linksOutOfTheFolderAreNotFollowed() throws {
        try AssetRecipe.good.get().withFolder { root in
            let manager = FileManager.default
            let outside = root + "-outside.m4s"
            try manager.moveItem(atPath: "\(root)/video/h264/360p/2.m4s", toPath: outside)
            defer { try? manager.removeItem(atPath: outside) }
            try manager.createSymbolicLink(atPath: "\(root)/video/h264/360p/2.m4s", withDestinationPath: outside)
            let violations = try AssetValidator(root: root).blockingValidate().violations
            #expect(Set(violations.map(\.rule)).isSuperset(of: [FileRules.namedFilesExist, FileRules.filesAreNamed]))
        }
    }

    @Test func aPipeIsNeverWaitedFor() throws {
        try AssetRecipe.good.get().withFolder { root in
            #expect(mkfifo("\(root)/thumbnails/new.jpg", 0o600) == 0)
            let violations = try AssetValidator(root: root).blockingValidate().violations
            #expect(violations.map(\.rule) == [FileRules.filesAreNamed])
        }
    }

    private struct SplitMix64: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}
