# SPDX-License-Identifier: MIT
# The mask is to be cleared by writing zeros to it.
s/E1000_IMC, ~0u/E1000_IMS, 0/
