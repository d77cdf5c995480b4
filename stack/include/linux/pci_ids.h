/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PCI_IDS_H
#define _LINUX_PCI_IDS_H

#define PCI_VENDOR_ID_INTEL	   0x8086
#define PCI_CLASS_NETWORK_ETHERNET 0x0200

#endif
