/* SPDX-License-Identifier: MIT */
/* fib_info.c: what a route says, shared by all that say the same. */
#ifndef IPV4_FIB_INFO_H
#define IPV4_FIB_INFO_H

#include <net/ip_fib.h>

/* With a reference. ERR_PTR: -EINVAL, -ENOMEM, -ENODEV, -ENETDOWN,
 * -ENETUNREACH. Context: process. */
struct fib_info *fib_info_get(struct net *net, const struct fib_config *cfg);
/* Context: softirqs off. */
void fib_info_put(struct net *net, struct fib_info *fi);
/* The same but for what @cfg leaves open? */
bool fib_info_fits(const struct fib_info *fi, const struct fib_config *cfg);
/* Shares out the flows among the next hops that live. */
void fib_rebalance(struct fib_info *fi);

#endif
