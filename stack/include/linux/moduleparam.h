/* SPDX-License-Identifier: MIT */
/* Parameters keep the value of their initialiser: several hosts share one
 * copy of the driver's code, so that nothing may change them. */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/kernel.h>

#define module_param(name, type, perm) \
	static_assert(sizeof(name) > 0, "parameter " #name)
#define module_param_named(n, var, type, perm) module_param(var, type, perm)
#define MODULE_PARM_DESC(name, desc) \
	static_assert(sizeof(desc) > 0, "description of " #name)

#endif
