import CFFmpeg
import MediaCore

/// A libavfilter graph from pictures of one size and format to pictures.
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

    /// One picture in, one out, for steps that keep none.
    func filter(_ frame: consuming Frame) throws(LibAVError) -> Frame {
        let ticks = frame.pointer.pointee.best_effort_timestamp
        try send(frame)
        guard let output = try receive() else {
            throw LibAVError(code: .other, operation: "filtering a picture", cause: "nothing came out")
        }
        output.pointer.pointee.best_effort_timestamp = ticks
        return output
    }

    func send(_ frame: consuming Frame) throws(LibAVError) {
        try check(av_buffersrc_add_frame(source, frame.pointer), "filtering a picture")
    }

    /// No more pictures will come.
    func sendEnd() throws(LibAVError) { try check(av_buffersrc_add_frame(source, nil), "filtering a picture") }

    /// Nil when more pictures are needed, and at the end.
    func receive() throws(LibAVError) -> Frame? {
        let output = try Frame.allocate()
        let status = av_buffersink_get_frame(sink, output.pointer)
        if status == sluice_averror_eagain || status == sluice_averror_eof { return nil }
        try check(status, "filtering a picture")
        return output
    }
}
