# SPDX-License-Identifier: MIT
# The doorbell rings before the descriptors are in memory.
/^\tdma_wmb\(\);/d
