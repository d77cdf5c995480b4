// SPDX-License-Identifier: MIT
#include <linux/printk.h>
#include <net/net_namespace.h>
#include "kernel_core.h"

int net_rule(struct net *net, const char *text, char *err, size_t err_len)
{
	(void)net;
	snprintf(err, err_len, "iptables \"%s\": no tables", text);
	return -1;
}
