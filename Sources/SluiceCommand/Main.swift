import Glibc
import Threading

/// The process's entry is synchronous, so that a worker can close itself in before any other thread exists.
@main
enum Main {
    static func main() {
        if CommandLine.arguments.dropFirst().first == Worker.argument { exit(Worker.run()) }
        ProcessMemory.keepFreed()
        // A reader that has gone is an error of a write and not the end of a job.
        signal(SIGPIPE, SIG_IGN)
        // Detached: the main actor's thread, this one, only waits.
        Task.detached {
            await SluiceCommand.main()
            exit(0)
        }
        while true { pause() }
    }
}

/// Of all of Sluice; plans name it, and workers of another version are refused.
let sluiceVersion = "0.1.0"
