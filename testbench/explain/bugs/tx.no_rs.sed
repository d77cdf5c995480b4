# SPDX-License-Identifier: MIT
# The card is not asked to report.
s/E1000_TXD_CMD_EOP \| E1000_TXD_CMD_RS/E1000_TXD_CMD_EOP/
