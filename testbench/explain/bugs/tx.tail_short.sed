# SPDX-License-Identifier: MIT
# TDT one short: the card is not told of the last descriptor.
s/^\twritel\(tx->next_to_use, tx->tail\);/\twritel(tx->next_to_use ? tx->next_to_use - 1 : tx->count - 1, tx->tail);/
