/// A video codec that Sluice writes.
package enum VideoCodec: String, Hashable, Codable, Sendable, CaseIterable {
    case h264
}

/// An audio codec that Sluice writes.
package enum AudioCodec: String, Hashable, Codable, Sendable, CaseIterable {
    case aac
}
