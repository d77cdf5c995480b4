# SPDX-License-Identifier: MIT
# The card's ring is shorter than the driver's: the register drops bits.
s/E1000_RDLEN, rx->count \* sizeof\(\*rx->desc\)/E1000_RDLEN, rx->count * sizeof(*rx->desc) - 16/
