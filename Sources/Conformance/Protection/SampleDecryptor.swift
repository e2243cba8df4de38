import Ciphers
import ISOBMFF

/// Takes the encryption off samples, by the standard and with no code of what put it on.
struct SampleDecryptor {
    let key: Secret
    let encryption: TrackEncryptionFields

    /// The sample's bytes.
    func decrypt(_ sample: ProtectedFragment.Sample, in file: [UInt8]) throws(CipherError) -> [UInt8] {
        var bytes = Array(file[sample.range])
        let runs = sample.protectedRanges.map {
            $0.lowerBound - sample.range.lowerBound..<$0.upperBound - sample.range.lowerBound
        }
        guard runs.allSatisfy({ $0.upperBound <= bytes.count }) else { throw .wrongLength(of: "sample", found: bytes.count) }
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        if encryption.default_Per_Sample_IV_Size > 0 {
            let cipher = try AESCounter.open(key: key)
            try cipher.start(counterBlock: sample.vector + [UInt8](repeating: 0, count: 16 - sample.vector.count))
            for run in runs { try cipher.apply(to: &raw, in: run) }
            return bytes
        }
        let cipher = try AESBlockChain.open(.decrypt, key: key)
        let (crypt, skip) = (Int(encryption.default_crypt_byte_block), Int(encryption.default_skip_byte_block))
        for run in runs {
            try cipher.start(vector: sample.vector)
            var position = run.lowerBound
            while run.upperBound - position >= 16 {
                let whole = (run.upperBound - position) / 16
                let blocks = crypt == 0 ? whole : min(crypt, whole)
                try cipher.apply(to: &raw, in: position..<position + 16 * blocks)
                position += 16 * (blocks + skip)
            }
        }
        return bytes
    }
}
