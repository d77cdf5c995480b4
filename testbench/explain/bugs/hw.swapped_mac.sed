# SPDX-License-Identifier: MIT
# RAL has its bytes the wrong way round.
s/addr\[0\] \| addr\[1\] << 8 \| addr\[2\] << 16 \|/addr[3] | addr[2] << 8 | addr[1] << 16 |/
s/\(u32\)addr\[3\] << 24/(u32)addr[0] << 24/
