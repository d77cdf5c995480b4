# SPDX-License-Identifier: MIT
# A descriptor goes back to the card as the card left it.
/desc->status = 0;/d
