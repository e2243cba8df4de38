// FFmpeg's headers, and as functions what its macros hide from Swift.
#ifndef SLUICE_CFFMPEG_H
#define SLUICE_CFFMPEG_H

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/channel_layout.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <malloc.h>

static const int sluice_averror_eagain = AVERROR(EAGAIN);
static const int sluice_averror_eio = AVERROR(EIO);
static const int sluice_averror_einval = AVERROR(EINVAL);
static const int sluice_averror_enomem = AVERROR(ENOMEM);
static const int sluice_averror_eacces = AVERROR(EACCES);
static const int sluice_averror_exit = AVERROR_EXIT;
static const int sluice_averror_eof = AVERROR_EOF;
static const int sluice_averror_invaliddata = AVERROR_INVALIDDATA;
static const int sluice_averror_decoder_not_found = AVERROR_DECODER_NOT_FOUND;
static const int sluice_averror_protocol_not_found = AVERROR_PROTOCOL_NOT_FOUND;
static const int64_t sluice_av_nopts_value = AV_NOPTS_VALUE;
static const unsigned sluice_ffmpeg_version_major = LIBAVFORMAT_VERSION_MAJOR;

#endif
