import ArgumentParser
import Glibc
import Pipeline
import Presets

/// What a script may rely on; numbers of sysexits.h where it has one.
enum Exit {
    static let usage = ExitCode(64)
    static let inputRejected = ExitCode(65)
    static let noSuchInput = ExitCode(66)
    static let internalError = ExitCode(70)
    static let notCreatable = ExitCode(73)
    static let inputOutput = ExitCode(74)
    static let configuration = ExitCode(78)
    static let interrupted = ExitCode(130)

    static func code(for failure: JobFailure) -> ExitCode {
        switch failure.kind {
        case .rejected: inputRejected
        case .noSuchInput: noSuchInput
        case .notCreatable: notCreatable
        case .inputOutput: inputOutput
        case .cancelled: interrupted
        case .configuration: configuration
        case .internal: internalError
        }
    }
}

/// Prints one sentence on standard error and ends the command.
func fail(_ sentence: String, _ code: ExitCode) -> ExitCode {
    Output.errorLine("sluice: \(sentence)")
    return code
}
