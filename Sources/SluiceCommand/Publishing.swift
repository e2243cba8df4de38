import ArgumentParser
import Catalog
import Glibc
import Pipeline

/// How a command that makes an asset treats one that is there, and what it says.
struct PublishingOptions: ParsableArguments {
    @Flag(help: "Replace an asset that is already there.") var force = false
    @Flag(help: "Exit with 65 when there are warnings; the asset is published all the same.") var strict = false
    @Flag(help: "Print the report as JSON.") var json = false
    @Flag(help: "Print nothing but errors.") var quiet = false
}

/// Makes an asset and tells what became of it; a signal stops it.
func publish(_ request: TranscodeRequest, _ options: PublishingOptions) async throws {
    let progress = ProgressPrinter(isQuiet: options.quiet || options.json)
    let task = Task {
        try await TranscodePipeline(
            request, catalog: InMemoryCatalog(), executable: "/proc/self/exe", version: sluiceVersion
        ) { progress.show($0) }.run()
    }
    let signals = SignalWatch([SIGINT, SIGTERM, SIGHUP]) { task.cancel() }
    defer { signals.stop() }
    let report: Report
    do {
        report = try await task.value
    } catch {
        progress.finish()
        let failure = JobFailure(task.isCancelled ? CancellationError() : error)
        if case .cancelled = failure.kind {
            throw fail("Interrupted; nothing was left at \(request.destination).", Exit.interrupted)
        }
        throw fail(failure.description, Exit.code(for: failure))
    }
    progress.finish()
    if options.json {
        try Output.write(try report.encoded())
    } else if !options.quiet {
        print(report.summary(destination: request.destination))
    }
    if options.strict && report.outcome != .published { throw ExitCode(65) }
}
