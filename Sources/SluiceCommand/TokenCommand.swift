import ArgumentParser
import Glibc
import Keys
import MediaCore

extension TrackClass: ExpressibleByArgument {}
extension TokenKey.Algorithm: ExpressibleByArgument {}

/// `sluice token …`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Makes and checks playback tokens.",
        subcommands: [MakeKey.self, Issue.self, Verify.self])

    struct Policy: ParsableArguments {
        @Option(help: ArgumentHelp("A JSON Web Key, mode 0600.", valueName: "file|fd:n")) var key: String
        @Option(help: "The claim iss.") var issuer = "sluice"
        @Option(help: "The claim aud.") var audience = "playback"
        @Option(help: "The asset's name.") var asset: String
        @Option(help: "What a viewer must show, such as an address.") var viewer: String?
    }

    /// `sluice token key FILE`
    struct MakeKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "key", abstract: "Makes a key that signs tokens, and prints what verifies them.")

        @Argument(help: "The new file, mode 0600.") var file: String
        @Option(help: ArgumentHelp("Of its tokens.", valueName: "EdDSA|HS256")) var algorithm = TokenKey.Algorithm.edDSA
        @Option(help: "The key's name; random without one.") var id: String?

        func run() throws {
            guard access(file, F_OK) != 0 else {
                throw fail("\(file) exists already; keys are never overwritten.", Exit.notCreatable)
            }
            do {
                let key = try TokenKey.random(algorithm, id: id)
                try PrivateFile.write(try key.encoded() ?? [], to: file, what: "token key")
                if let half = try key.encoded(publicOnly: true) { try Output.write(half) }
            } catch let error as KeyError {
                throw fail("\(error)", Exit.configuration)
            }
        }
    }

    /// `sluice token issue --key FILE --asset NAME --subject WHO`
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints a token that opens an asset's keys.")

        @OptionGroup var policy: Policy
        @Option(help: "Who plays.") var subject: String
        @Option(
            name: .customLong("class"),
            help: ArgumentHelp("Whose keys it opens; repeatable, all without one.", valueName: "audio|sd|hd|uhd"))
        var classes: [TrackClass] = []
        @Option(help: ArgumentHelp("Until it expires, at most 600.", valueName: "seconds")) var life = TokenPolicy.usualLife

        func validate() throws {
            guard (1...TokenPolicy.usualLife).contains(life) else {
                throw ValidationError("--life is a number of seconds from 1 to 600.")
            }
            guard !subject.isEmpty else { throw ValidationError("--subject is empty.") }
        }

        func run() async throws {
            do {
                let issuer = try TokenIssuer(
                    key: try TokenKey.read(policy.key), policy: TokenPolicy(issuer: policy.issuer, audience: policy.audience))
                let token = try await issuer.issue(
                    asset: AssetID(policy.asset), classes: Set(classes.isEmpty ? TrackClass.allCases : classes), subject: subject,
                    viewer: policy.viewer, now: Int64(time(nil)), life: life)
                try Output.write(Array((token + "\n").utf8))
            } catch let error as KeyError {
                throw fail("\(error)", Exit.configuration)
            }
        }
    }

    /// `sluice token verify --key FILE --asset NAME`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a token from standard input and says whether it opens an asset; exit code 65 where it does not.")

        @OptionGroup var policy: Policy
        @Option(name: .customLong("class"), help: ArgumentHelp("Whose key is wanted.", valueName: "audio|sd|hd|uhd"))
        var trackClass: TrackClass?

        func run() async throws {
            let verifier: TokenVerifier
            do {
                verifier = TokenVerifier(
                    keys: [try TokenKey.read(policy.key)], policy: TokenPolicy(issuer: policy.issuer, audience: policy.audience))
            } catch {
                throw fail("\(error)", Exit.configuration)
            }
            do {
                let claims = try await verifier.verify(
                    readLine(), for: .init(asset: AssetID(policy.asset), trackClass: trackClass, viewer: policy.viewer),
                    now: Int64(time(nil)))
                let classes = TrackClass.allCases.filter(claims.classes.contains).map(\.rawValue).joined(separator: ", ")
                print("good for \(claims.subject) until \(claims.expires), \(classes)")
            } catch {
                throw fail("The token is refused: \(error.rawValue).", Exit.inputRejected)
            }
        }
    }
}
