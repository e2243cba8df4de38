import MediaCore

extension VideoEncoderSettings {
    /// x264's `aq-strength`: half of its default. Differences of texture that nobody sees cost less, and PSNR gains.
    static let adaptiveQuantisation: Float = 0.5

    /// x264's options, on top of its preset. None depends on the machine.
    var x264Options: [(String, String)] {
        let own = [
            ("crf", "\(crf)"), ("aq-strength", "\(Self.adaptiveQuantisation)"),
            // IDR pictures come on the grid only, where they are forced; a cut in between gets a plain intra picture.
            ("keyint", "\(2 * gopFrames)"), ("min-keyint", "\(gopFrames + 1)"),
            // A chunk starts with half a buffer wherever the one before it ended: two thirds here keep every run across a seam
            // within the whole.
            ("vbv-maxrate", "\(maxRate / 1000)"), ("vbv-bufsize", "\(bufferSize * 2 / 3 / 1000)"), ("vbv-init", "0.5"),
            // Frame threads read each other's unfinished sizes for the buffer model, so what they write depends on timing. Chunks
            // and rungs keep the cores busy instead.
            ("threads", "1"), ("cpu-independent", "1"), ("stitchable", "1"), ("force-cfr", "1"),
            // Parameter sets live in the init segment; units have lengths.
            ("repeat-headers", "0"), ("annexb", "0"),
            ("sar", "1:1"), ("fullrange", "off"), ("colorprim", "bt709"), ("transfer", "bt709"), ("colormatrix", "bt709"),
        ]
        return own + analysis + (InstructionSet.limit.map { [("asm", $0.x264Names)] } ?? [])
    }

    private var analysis: [(String, String)] {
        switch steering {
        case nil: []
        case .leads:
            [
                ("mbtree", "1"), ("rc-lookahead", "10"), ("ref", "1"), ("weightp", "1"), ("subme", "2"),
                // Writes statistics, which are the hints. The name is never a file's.
                ("pass", "1"), ("stats", "/dev/null/hints"),
            ]
        case .follows:
            [
                ("ref", "1"), ("weightp", "1"), ("subme", "2"), ("partitions", "i8x8"),
                // Another has looked ahead and chosen the types; its offsets stand for the tree and for what distinguishes types.
                ("mbtree", "0"), ("rc-lookahead", "0"), ("sync-lookahead", "0"), ("b-adapt", "0"), ("scenecut", "0"),
                ("qcomp", "1"), ("pbratio", "1"),
            ]
        }
    }
}
