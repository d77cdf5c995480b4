# SPDX-License-Identifier: MIT
# The card interrupts as rarely as it can.
s/E1000_ITR, e1000_itr_register\(q->itr.rate\)/E1000_ITR, 65535/
