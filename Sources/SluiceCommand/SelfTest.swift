import ArgumentParser
import Isolation

/// `sluice selftest …`
struct SelfTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest", abstract: "Tries on this machine what Sluice relies on.", subcommands: [SelfTestSandbox.self])
}

/// `sluice selftest sandbox`
struct SelfTestSandbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Has a worker try what a broken decoder in a hostile's hands would; fails if anything succeeds.")

    func run() throws {
        let (sandbox, attempts) = try SandboxAttempt.runAll(executable: "/proc/self/exe", version: sluiceVersion)
        for mechanism in Sandbox.Mechanism.allCases {
            try Output.line("\(mechanism.rawValue): \(sandbox.missing[mechanism] ?? "on")")
        }
        for attempt in attempts {
            try Output.line(
                "\(attempt.refusal == nil ? "NOT REFUSED" : "refused    ")  \(attempt.name)\(attempt.refusal.map { ": \($0)" } ?? "")"
            )
        }
        let successes = attempts.count { $0.refusal == nil }
        guard successes == 0 else {
            throw fail("A worker could do \(successes) of \(attempts.count) forbidden things.", Exit.internalError)
        }
    }
}
