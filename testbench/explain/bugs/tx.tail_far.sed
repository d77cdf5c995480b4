# SPDX-License-Identifier: MIT
# TDT one too far: the card is sent a descriptor that nobody filled.
s/^\twritel\(tx->next_to_use, tx->tail\);/\twritel(e1000_tx_advance(tx, tx->next_to_use), tx->tail);/
