import MediaCore
import Isolation
import Planning

/// Reads a source in a worker process, without transcoding it.
package enum SourceProbe {
    /// Blocks until every packet has been read.
    ///
    /// - Parameter executable: path of the `sluice` that serves as worker; of the same version.
    package static func run(input: String, executable: String, version: String) throws -> SourceInfo {
        let pool = WorkerPool(executable: executable, version: version, input: try WorkerInput.open(input))
        defer { _ = pool.finish() }
        var captions = CaptionCollector()
        return try pool.probe(captions: &captions)
    }
}

extension WorkerPool {
    /// The source.
    ///
    /// - Parameter captions: takes the cues of its caption streams.
    func probe(captions: inout CaptionCollector) throws -> SourceInfo {
        var source: SourceInfo?
        try withWorker { worker in
            _ = try worker.run(.probe) { event in
                switch event {
                case .source(let found): source = found
                case .cue(let stream, let cue): captions.add(cue, of: .stream(stream))
                default: break
                }
            }
        }
        try checkInput()
        guard let source else { throw WorkerFailure(.internal, "The worker said nothing about the file.") }
        return source
    }
}
