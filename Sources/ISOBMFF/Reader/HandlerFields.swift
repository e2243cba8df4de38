/// The fields of `hdlr` that tell the kind of media (ISO/IEC 14496-12 §8.4.3).
package struct HandlerFields: Hashable, Sendable {
    package let handler_type: FourCC

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        try reader.skip(4)  // pre_defined
        handler_type = try reader.fourCC()
    }
}
