/// One `NAME=value` of an attribute list (RFC 8216 §4.2).
struct Attribute {
    let text: String

    static func decimal(_ name: String, _ value: Int) -> Attribute { Attribute(text: "\(name)=\(value)") }

    /// An enumerated string, a resolution or a decimal number with a point: anything that stands without quotes.
    static func bare(_ name: String, _ value: String) -> Attribute { Attribute(text: "\(name)=\(value)") }

    /// A quoted string. Double quotes and control characters cannot be written in one, so they are dropped: names and languages
    /// may come from an upload.
    static func quoted(_ name: String, _ value: String) -> Attribute {
        let allowed = value.unicodeScalars.filter { $0 != "\"" && $0.properties.generalCategory != .control }
        return Attribute(text: "\(name)=\"\(String(String.UnicodeScalarView(allowed)))\"")
    }
}
