# SPDX-License-Identifier: MIT
# The buffer's address is written again after the card was told of it.
/^\twritel\(i, rx->tail\);/a\
\trx->desc[i ? i - 1 : rx->count - 1].addr += cpu_to_le64(2);
