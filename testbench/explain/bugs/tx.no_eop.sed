# SPDX-License-Identifier: MIT
# No descriptor is a frame's last one.
s/E1000_TXD_CMD_EOP \| E1000_TXD_CMD_RS/E1000_TXD_CMD_RS/
