// SPDX-License-Identifier: MIT
/* The lock of the network's configuration. */
#include "core.h"

#include <linux/rtnetlink.h>

void rtnl_lock(void)
{
	mutex_lock(&this_kernel()->rtnl);
}

void rtnl_unlock(void)
{
	mutex_unlock(&this_kernel()->rtnl);
}

int rtnl_trylock(void)
{
	return mutex_trylock(&this_kernel()->rtnl);
}

int rtnl_is_locked(void)
{
	return mutex_is_locked(&this_kernel()->rtnl);
}
