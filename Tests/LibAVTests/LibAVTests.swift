// LibAV
