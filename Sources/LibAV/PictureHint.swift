/// What the lead's encoder found out about a picture, for the encoders of the same picture at other sizes.
package struct PictureHint: Sendable {
    /// x264's type of a picture.
    package enum Kind: Sendable {
        case instantaneousRefresh, intra, predicted
        /// Bidirectional, and a reference for others.
        case bidirectionalReference
        case bidirectional
    }

    package let kind: Kind
    /// What the macroblock tree adds to the quantiser; absent of pictures that no other refers to.
    package let offsets: BlockOffsets?
}

/// A value for each macroblock of a picture, shared by the rungs that read it.
package final class BlockOffsets: Sendable {
    let columns: Int
    let rows: Int
    let values: [Float]

    init(columns: Int, rows: Int, values: [Float]) {
        self.columns = columns
        self.rows = rows
        self.values = values
    }

    /// Writes `shift` and `strength` × the values for a picture of another size into `target`, row after row.
    func scale(
        to target: UnsafeMutableBufferPointer<Float>, columns targetColumns: Int, rows targetRows: Int, strength: Float,
        shift: Float
    ) {
        values.withUnsafeBufferPointer { source in
            for row in 0..<targetRows {
                let (top, bottom, down) = Self.neighbours(of: row, targetRows, among: rows)
                for column in 0..<targetColumns {
                    let (left, right, across) = Self.neighbours(of: column, targetColumns, among: columns)
                    let upper = source[top * columns + left] * (1 - across) + source[top * columns + right] * across
                    let lower = source[bottom * columns + left] * (1 - across) + source[bottom * columns + right] * across
                    target[row * targetColumns + column] = shift + strength * (upper * (1 - down) + lower * down)
                }
            }
        }
    }

    private static func neighbours(of index: Int, _ count: Int, among others: Int) -> (Int, Int, Float) {
        let place = max(0, (Float(index) + 0.5) * Float(others) / Float(count) - 0.5)
        let first = Int(place)
        return (first, min(first + 1, others - 1), place - Float(first))
    }
}
