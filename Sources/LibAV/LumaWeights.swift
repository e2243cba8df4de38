/// How much red and blue weigh in luma (ITU-T H.273 table 4).
struct LumaWeights {
    let red: Double
    let blue: Double
    var green: Double { 1 - red - blue }
    /// Of R′ - Y′ at the most red chroma.
    var redChroma: Double { 2 * (1 - red) }
    /// Of B′ - Y′ at the most blue chroma.
    var blueChroma: Double { 2 * (1 - blue) }

    static let bt709 = LumaWeights(red: 0.2126, blue: 0.0722)

    private init(red: Double, blue: Double) {
        self.red = red
        self.blue = blue
    }

    /// Nil for a matrix that does more than weigh.
    init?(matrix: Int) {
        switch matrix {
        case 1: self = .bt709
        case 4: self.init(red: 0.3, blue: 0.11)
        case 5, 6: self.init(red: 0.299, blue: 0.114)
        case 7: self.init(red: 0.212, blue: 0.087)
        case 9: self.init(red: 0.2627, blue: 0.0593)
        default: return nil
        }
    }
}
