# SPDX-License-Identifier: MIT
# A buffer that went up the stack stays mapped.
/^static void e1000_rx_unmap/,/^}/{
s/^\tdma_unmap_page.*/\t(void)q;/
/^\t\t +|^\t\t       DMA_FROM/d
}
