# SPDX-License-Identifier: MIT
# Transmitting is never switched on.
s/E1000_TCTL_EN \| E1000_TCTL_PSP/E1000_TCTL_PSP/
