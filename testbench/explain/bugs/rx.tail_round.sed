# SPDX-License-Identifier: MIT
# RDT one too far, all the way round: it meets RDH as the ring is opened.
s/^\twritel\(i, rx->tail\);/\twritel(i + 1 == rx->count ? 0 : i + 1, rx->tail);/
