# SPDX-License-Identifier: MIT
# A buffer is taken back as soon as the card was told of it.
/^\twritel\(i, rx->tail\);/a\
\tdma_unmap_page(\&q->adapter->pdev->dev,\
\t\t       rx->buffers[i ? i - 1 : rx->count - 1].dma,\
\t\t       E1000_RX_BUFFER, DMA_FROM_DEVICE);
