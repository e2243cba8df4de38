import Ciphers
import MediaCore

/// One key's cipher for samples.
enum SampleCipher: ~Copyable {
    case counter(AESCounter)
    case chain(AESBlockChain)

    static func open(_ scheme: ProtectionScheme, key: Secret) throws(CipherError) -> SampleCipher {
        scheme == .cenc ? .counter(try AESCounter.open(key: key)) : .chain(try AESBlockChain.open(.encrypt, key: key))
    }

    /// Encrypts runs of one sample in place. Counter mode goes on from run to run; a chain begins anew with each (ISO/IEC 23001-7
    /// §9.5, §9.6.1).
    /// - Parameters:
    ///   - runs: in order; their places are those in `bytes`.
    ///   - vector: 8 bytes for counter mode, else 16.
    ///   - skip: blocks left between two encrypted ones; nil where all whole blocks are encrypted.
    func encrypt(
        _ bytes: inout MutableRawSpan, _ runs: [Range<Int>], vector: [UInt8], skip: Int?
    ) throws(CipherError) {
        switch self {
        case .counter(let cipher):
            try cipher.start(counterBlock: vector + [UInt8](repeating: 0, count: 16 - vector.count))
            for run in runs { try cipher.apply(to: &bytes, in: run) }
        case .chain(let cipher):
            for run in runs {
                try cipher.start(vector: vector)
                let end = run.upperBound - run.count % AESBlockChain.blockSize
                if let skip {
                    try cipher.apply(to: &bytes, in: run.lowerBound..<end, onceIn: 1 + skip)
                } else {
                    try cipher.apply(to: &bytes, in: run.lowerBound..<end)
                }
            }
        }
    }
}
