/* SPDX-License-Identifier: MIT */
/* A module is a pci_driver here: module_pci_driver() in pci.h. */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/kernel.h>
#include <linux/moduleparam.h>

struct module;
#define THIS_MODULE ((struct module *)NULL)

#define __MODULE_CAT(a, b) a##b
#define __MODULE_TAG(n)	   __MODULE_CAT(__module_info_, n)
#define __MODULE_INFO(text) \
	static const char __MODULE_TAG(__COUNTER__)[] __maybe_unused = text
#define MODULE_LICENSE(x)     __MODULE_INFO(x)
#define MODULE_AUTHOR(x)      __MODULE_INFO(x)
#define MODULE_DESCRIPTION(x) __MODULE_INFO(x)
#define MODULE_VERSION(x)     __MODULE_INFO(x)
#define MODULE_ALIAS(x)	      __MODULE_INFO(x)
#define MODULE_DEVICE_TABLE(type, name) \
	static __maybe_unused const void *const __module_table_##name = name
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)

#endif
