// SPDX-License-Identifier: MIT
/*
 * IPv4 options are checked and skipped (RFC 791 3.1, RFC 1122 3.2.1.8).
 * Source routes are refused, as hosts do (net.ipv4.conf.all.
 * accept_source_route 0).
 */
#include <linux/errno.h>
#include <net/ip.h>

/* Least length of an option with a pointer, and the pointer's least value. */
static bool pointer_ok(const u8 *opt, u8 min_len, u8 min_ptr, u8 entry,
		       unsigned int *pp)
{
	*pp = 1;
	if (opt[1] < min_len)
		return false;
	*pp = 2;
	if (opt[2] < min_ptr)
		return false;
	/* Not full (pointer beyond the end): an entry must fit. */
	return opt[2] > opt[1] || opt[2] + entry - 1 <= opt[1];
}

/* 0, -EINVAL with *@pp into the option, -EPERM. @opt is complete. */
static int option_check(const u8 *opt, unsigned int *pp)
{
	switch (opt[0]) {
	case IPOPT_LSRR:
	case IPOPT_SSRR:
		if (!pointer_ok(opt, 3, 4, 4, pp))
			return -EINVAL;
		return -EPERM;
	case IPOPT_RR:
		return pointer_ok(opt, 3, 4, 4, pp) ? 0 : -EINVAL;
	case IPOPT_TIMESTAMP:
		return pointer_ok(opt, 4, 5, 4, pp) ? 0 : -EINVAL;
	case IPOPT_RA: /* RFC 2113 */
		*pp = 1;
		return opt[1] < 4 ? -EINVAL : 0;
	default:
		return 0;
	}
}

int ip_options_check(const struct iphdr *iph, unsigned int *pp_ptr)
{
	const u8 *opt = (const u8 *)(iph + 1);
	int left = iph->ihl * 4 - (int)sizeof(*iph);
	int ret = 0;

	while (left > 0 && opt[0] != IPOPT_END) {
		unsigned int pp = 1;
		int err;

		if (opt[0] == IPOPT_NOOP) {
			opt++;
			left--;
			continue;
		}
		if (left < 2 || opt[1] < 2 || opt[1] > left)
			err = -EINVAL;
		else
			err = option_check(opt, &pp);
		if (err == -EINVAL) {
			*pp_ptr = (unsigned int)(opt - (const u8 *)iph) + pp;
			return err;
		}
		if (err)
			ret = err;
		left -= opt[1];
		opt += opt[1];
	}
	return ret;
}
