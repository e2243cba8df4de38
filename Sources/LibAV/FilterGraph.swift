import CFFmpeg
import MediaCore

/// Turns decoded pictures upright and into planar formats, by libavfilter, and only where a picture needs it: others pass as they
/// are. The graph is built from our own words alone and anew when the pictures change. One owner, any one thread at a time.
package struct UprightFilter: ~Copyable {
    private let orientation: Orientation
    private var graph: FilterGraph?

    package init(_ orientation: Orientation) { self.orientation = orientation }

    package mutating func apply(to frame: consuming Frame) throws(LibAVError) -> Frame {
        var steps: [String] = []
        let format = AVPixelFormat(frame.pointer.pointee.format)
        if !PictureFormat.isPlanar(format) { steps.append("format=\(Self.planarFormat(for: format))") }
        if orientation.isMirrored { steps.append("hflip") }
        switch orientation.quarterTurns {
        case 1: steps.append("transpose=clock")
        case 2: steps.append("hflip,vflip")
        case 3: steps.append("transpose=cclock")
        default: break
        }
        if steps.isEmpty { return frame }
        if graph?.accepts(frame) != true {
            graph = nil
            graph = try FilterGraph(for: frame, steps.joined(separator: ","))
        }
        return try graph!.filter(frame)
    }

    /// The planar format that loses nothing worth keeping.
    private static func planarFormat(for format: AVPixelFormat) -> String {
        guard let description = av_pix_fmt_desc_get(format)?.pointee else { return "yuv420p" }
        let isRGB = description.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
        let isDeep = description.comp.0.depth > 8
        if isRGB { return isDeep ? "gbrp10le" : "gbrp" }
        if description.nb_components < 3 || description.log2_chroma_h == 1 { return isDeep ? "yuv420p10le" : "yuv420p" }
        if description.log2_chroma_w == 1 { return isDeep ? "yuv422p10le" : "yuv422p" }
        return isDeep ? "yuv444p10le" : "yuv444p"
    }
}

/// A libavfilter graph from one picture to one picture.
struct FilterGraph: ~Copyable {
    private let graph: UnsafeMutablePointer<AVFilterGraph>
    private let source: UnsafeMutablePointer<AVFilterContext>
    private let sink: UnsafeMutablePointer<AVFilterContext>
    private let resolution: Resolution
    private let format: Int32

    private init(
        adopting graph: UnsafeMutablePointer<AVFilterGraph>, source: UnsafeMutablePointer<AVFilterContext>,
        sink: UnsafeMutablePointer<AVFilterContext>, _ resolution: Resolution, _ format: Int32
    ) {
        self.graph = graph
        self.source = source
        self.sink = sink
        self.resolution = resolution
        self.format = format
    }

    init(for frame: borrowing Frame, _ steps: String) throws(LibAVError) {
        var graph: UnsafeMutablePointer<AVFilterGraph>? = try allocated(avfilter_graph_alloc(), "a filter graph")
        do {
            graph!.pointee.nb_threads = 1
            let f = frame.pointer.pointee
            var source: UnsafeMutablePointer<AVFilterContext>?
            var sink: UnsafeMutablePointer<AVFilterContext>?
            let arguments = "video_size=\(f.width)x\(f.height):pix_fmt=\(f.format):time_base=1/1:pixel_aspect=1/1"
            try check(
                avfilter_graph_create_filter(&source, avfilter_get_by_name("buffer"), "in", arguments, nil, graph),
                "making a filter")
            try check(
                avfilter_graph_create_filter(&sink, avfilter_get_by_name("buffersink"), "out", nil, nil, graph), "making a filter"
            )
            var outputs: UnsafeMutablePointer<AVFilterInOut>? = avfilter_inout_alloc()
            var inputs: UnsafeMutablePointer<AVFilterInOut>? = avfilter_inout_alloc()
            defer {
                avfilter_inout_free(&outputs)
                avfilter_inout_free(&inputs)
            }
            outputs?.pointee.name = av_strdup("in")
            outputs?.pointee.filter_ctx = source
            inputs?.pointee.name = av_strdup("out")
            inputs?.pointee.filter_ctx = sink
            // swscale converts what only it reads; these flags make it exact.
            graph!.pointee.scale_sws_opts = av_strdup("flags=bicubic+accurate_rnd+bitexact")
            try check(avfilter_graph_parse_ptr(graph, steps, &inputs, &outputs, nil), "making the filters \(steps)")
            try check(avfilter_graph_config(graph, nil), "making the filters \(steps)")
            self.init(adopting: graph!, source: source!, sink: sink!, frame.resolution, f.format)
        } catch {
            avfilter_graph_free(&graph)
            throw error
        }
    }

    deinit {
        var graph: UnsafeMutablePointer<AVFilterGraph>? = graph
        avfilter_graph_free(&graph)
    }

    func accepts(_ frame: borrowing Frame) -> Bool { frame.resolution == resolution && frame.pointer.pointee.format == format }

    func filter(_ frame: consuming Frame) throws(LibAVError) -> Frame {
        let ticks = frame.pointer.pointee.best_effort_timestamp
        try check(av_buffersrc_add_frame(source, frame.pointer), "turning a picture")
        let output = try Frame.allocate()
        try check(av_buffersink_get_frame(sink, output.pointer), "turning a picture")
        output.pointer.pointee.best_effort_timestamp = ticks
        return output
    }
}
