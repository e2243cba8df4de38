// Bitstream
