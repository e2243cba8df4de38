import CommonEncryption
import Conformance
import FoundationEssentials
import Keys
import MediaCore
import Planning
import Presentation

/// What became of an upload: `report.json` of a published asset.
package struct Report: Encodable, Sendable {
    package enum Outcome: String, Codable, Sendable {
        case published
        case publishedWithWarnings = "published with warnings"
        /// Something of the source is missing; what there is was published.
        case partial
    }

    package struct Track: Codable, Sendable {
        package var track: TrackID
        package var codecs: String
        package var segments: Int
        /// Init segment and segments.
        package var bytes: Int
        /// Bits a second, as BANDWIDTH counts them.
        package var peakBitRate: Int
        package var averageBitRate: Int
        /// Of the thread that scaled and encoded it. x265 and SVT-AV1 work on threads of their own, which are not counted.
        package var encodeCPUSeconds: Double
    }

    package struct Video: Codable, Sendable {
        package var rendition: Track
        package var resolution: Resolution

        init(_ rendition: Track, _ resolution: Resolution) {
            self.rendition = rendition
            self.resolution = resolution
        }
    }

    /// The file to keep.
    package struct Download: Codable, Sendable {
        package var file: String
        /// Whose samples it has.
        package var video: TrackID
        package var audio: TrackID?
        package var bytes: Int
    }

    /// How the asset was encrypted in one of its folders.
    package struct Protection: Codable, Sendable {
        package struct Key: Codable, Sendable {
            package var kid: KeyID
            package var `class`: TrackClass
            package var period: Int
        }

        package var scheme: ProtectionScheme
        package var folder: String
        /// Never the keys themselves.
        package var keys: [Key]
        package var samples: Int
        /// Published under a key. One of less than a block of chained blocks has nothing to encrypt.
        package var protectedSamples: Int
        /// Bytes of samples in runs that only a key opens, of all bytes of samples; headers and, of a pattern, nothing else is clear.
        package var protectedShare: Double

        init(_ scheme: ProtectionScheme, _ account: ProtectionAccount, keys: [ContentKey]) {
            self.scheme = scheme
            folder = scheme.folder
            self.keys = keys.filter { $0.scheme == scheme }.map { Key(kid: $0.id, class: $0.trackClass, period: $0.period) }
            samples = account.samples
            protectedSamples = account.protectedSamples
            protectedShare = account.bytes == 0 ? 0 : Double(account.protectedBytes * 10000 / account.bytes) / 10000
        }
    }

    /// A finding as a value for programs and a sentence for people.
    package struct Note: Codable, Sendable {
        package var finding: Finding
        package var sentence: String

        package init(_ finding: Finding) {
            self.finding = finding
            sentence = finding.sentence
        }
    }

    /// The only part that differs between two runs over the same file.
    package struct Timings: Codable, Sendable {
        package var seconds: Double
        /// Of these, for reading everything back and holding it against the rules.
        package var validationSeconds: Double
        /// Until the first segments could be played, where the asset was published as it was made.
        package var firstPlayableSeconds: Double?
        package var workerCPUSeconds: Double
        /// Of the largest worker process.
        package var workerPeakMemoryBytes: Int
    }

    package var outcome: Outcome
    package var version: String
    package var preset: String
    package var source: SourceInfo
    package var durationSeconds: Double
    /// Absent without a picture.
    package var frameRate: String?
    /// Codec by codec, of each the highest first.
    package var video: [Video]
    package var audio: [Track]
    package var text: [TextTrack]
    /// Absent from a clear asset, whose tracks are those above; else they are those of the first protection.
    package var protections: [Protection]?
    package var download: Download?
    package var decode: DecodeMode
    package var chunks: Int
    /// Of the source, in all chunks together.
    package var decodedFrames: Int
    package var posterFrame: Int?
    package var findings: [Note]
    package var conformance: ConformanceReport
    package var timings: Timings

    /// Within the asset.
    package static let fileName = "report.json"

    /// Sorted keys, so that two reports compare line by line.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
