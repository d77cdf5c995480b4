/* SPDX-License-Identifier: MIT */
/* Pages. Allocation flags; an allocation with GFP_KERNEL may sleep. */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/mm.h>

#endif
