/* SPDX-License-Identifier: MIT */
/* The lock of the network's configuration. Context: process. */
#ifndef _LINUX_RTNETLINK_H
#define _LINUX_RTNETLINK_H

#include <linux/kernel.h>

void rtnl_lock(void);
void rtnl_unlock(void);
int rtnl_trylock(void);
int rtnl_is_locked(void);
#define ASSERT_RTNL() WARN(!rtnl_is_locked(), "RTNL is not held")

#endif
