/* SPDX-License-Identifier: MIT */
/* Softirqs held off; pending ones run when the last hold ends. */
#ifndef _LINUX_BOTTOM_HALF_H
#define _LINUX_BOTTOM_HALF_H

void local_bh_disable(void);
void local_bh_enable(void);

#endif
