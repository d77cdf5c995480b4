# SPDX-License-Identifier: MIT
# A buffer that becomes an sk_buff is given back twice.
/^\tskb_reserve\(skb, E1000_RX_HEADROOM\);/i\
\te1000_rx_unmap(q, buffer);
