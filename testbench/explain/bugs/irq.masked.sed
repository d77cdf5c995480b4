# SPDX-License-Identifier: MIT
# A poll that completes does not write IMS.
s/^(\t\te1000_irq)_enable\(q->adapter\);/\t\t(void)0;/
