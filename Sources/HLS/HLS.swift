// HLS
