# SPDX-License-Identifier: MIT
# What was sent is never unmapped.
s/^\t\te1000_tx_unmap\(q, &tx->buffers\[at\]\);/\t\t(void)q;/
