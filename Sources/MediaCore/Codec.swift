/// A video codec that Sluice writes; the most widely played first.
package enum VideoCodec: String, Hashable, Codable, Sendable, CaseIterable {
    case h264, hevc, av1

    /// As people write it.
    package var name: String {
        switch self {
        case .h264: "H.264"
        case .hevc: "HEVC"
        case .av1: "AV1"
        }
    }
}

/// An audio codec that Sluice writes.
package enum AudioCodec: String, Hashable, Codable, Sendable, CaseIterable {
    case aac
}
