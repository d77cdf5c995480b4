# SPDX-License-Identifier: MIT
# The handler reads ICR, and returns without scheduling the poll.
/^\tif \(icr & \(E1000_ICR_LSC/i\
\tif (icr & E1000_ICR_RXT0)\
\t\treturn IRQ_HANDLED;
