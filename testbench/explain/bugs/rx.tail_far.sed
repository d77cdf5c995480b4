# SPDX-License-Identifier: MIT
# RDT one too far: the descriptor behind the last that was filled.
s/^\twritel\(i, rx->tail\);/\twritel(i + 1 == rx->count ? i : i + 1, rx->tail);/
