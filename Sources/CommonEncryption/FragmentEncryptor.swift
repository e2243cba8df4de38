import Bitstream
import CMAF
import Ciphers
import ISOBMFF
import MediaCore

/// Encrypts the fragments of a run of one track's segments where they lie, before they are written (ISO/IEC 23001-7, `cenc` and
/// `cbcs`). Sizes stay as they are. One thread.
final class FragmentEncryptor {
    private let encryption: TrackEncryption
    /// Nil for sound, whose samples are encrypted whole.
    private var finder: CodedDataFinder?
    private var cipher: SampleCipher?
    /// Whose the cipher is.
    private var keyID: KeyID?
    /// What was encrypted, in bytes of samples, and how many there were.
    private(set) var account = ProtectionAccount()

    /// - Parameters:
    ///   - encryption: by `cenc` or `cbcs`.
    ///   - configuration: of a video track; nil for sound.
    init(_ encryption: TrackEncryption, video configuration: CodecConfiguration?) throws(EncryptionError) {
        precondition(encryption.scheme != .aes128)
        self.encryption = encryption
        do { finder = try configuration.map { (it) throws(BitstreamError) in try CodedDataFinder(it) } } catch {
            throw .bitstream(error)
        }
    }

    /// - Parameter segment: number of the fragment's segment, from 1.
    func encrypt(_ fragment: inout Fragment, ofSegment segment: Int) throws(EncryptionError) {
        account.samples += fragment.samples.count
        account.bytes += fragment.payload.count
        guard let key = try encryption.key(ofSegment: segment) else {
            // A frame header of AV1 depends on the frames before it, clear ones too.
            if finder != nil { _ = try codedData(of: fragment) }
            fragment.exception = clearException
            return
        }
        if key.id != encryption.keys[0].id {
            fragment.exception = encryption.trackEncryptionBox(for: key.id, isVideo: finder != nil)
        }
        let coded = finder == nil ? nil : try codedData(of: fragment)
        do throws(CipherError) {
            if keyID != key.id { cipher = try SampleCipher.open(encryption.scheme, key: key.secret) }
            keyID = key.id
        } catch { throw .cipher(error) }
        try encrypt(&fragment, coded)
    }

    /// Says of a fragment that its samples are not encrypted.
    private var clearException: TrackEncryptionBox? {
        var box = encryption.trackEncryptionBox(for: KeyID(bytes: [UInt8](repeating: 0, count: 16)), isVideo: false)
        box?.isProtected = false
        return box
    }

    /// Slice data or tiles of each sample.
    private func codedData(of fragment: Fragment) throws(EncryptionError) -> [[Range<Int>]] {
        var ranges: [[Range<Int>]] = []
        var position = 0
        let payload = fragment.payload.span.bytes
        do throws(BitstreamError) {
            for sample in fragment.samples {
                let end = position + Int(sample.size)
                ranges.append(try finder!.ranges(in: payload.extracting(position..<end)))
                position = end
            }
        } catch { throw .bitstream(error) }
        return ranges
    }

    private func encrypt(_ fragment: inout Fragment, _ coded: [[Range<Int>]]?) throws(EncryptionError) {
        let isCounter = encryption.scheme == .cenc
        var information: [SampleEncryptionBox.Sample] = []
        information.reserveCapacity(fragment.samples.count)
        var position = 0
        for (index, sample) in fragment.samples.enumerated() {
            let size = Int(sample.size)
            let map = coded.map { SubsampleMap($0[index], sampleSize: size, wholeBlocks: isCounter) }
            let vector =
                isCounter
                ? try encryption.nonce.vector(fragment: fragment.sequenceNumber, sample: index)
                : encryption.nonce.constantVector
            let ownVector = isCounter ? vector : []
            let most = SampleEncryptionBox.mostSubsamples(vectorSize: ownVector.count)
            if let count = map?.subsamples.count, count > most { throw .tooManySubsamples(count: count, most: most) }
            let runs = (map?.protected ?? [0..<size]).map { $0.lowerBound + position..<$0.upperBound + position }
            do throws(CipherError) {
                var span = fragment.payload.mutableSpan
                var bytes = span.mutableBytes
                try cipher!.encrypt(&bytes, runs, vector: vector, skip: isCounter || coded == nil ? nil : 9)
            } catch { throw .cipher(error) }
            information.append(.init(InitializationVector: ownVector, subsamples: map?.subsamples ?? []))
            account.protectedSamples += 1
            account.protectedBytes += runs.reduce(0) { $0 + $1.count }
            position += size
        }
        fragment.encryption = SampleEncryptionBox(samples: information, hasSubsamples: coded != nil)
    }
}
