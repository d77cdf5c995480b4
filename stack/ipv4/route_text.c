// SPDX-License-Identifier: MIT
/* Routes in the words of "ip route" (iproute2). Context: process. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/printk.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include "kernel_core.h"
#include "words.h"

struct route_line {
	struct net *net;
	struct words w;
	struct fib_config cfg;
	const char *wrong; /* what is wrong with the present word */
	bool bad;
};

static void bad(struct route_line *l, const char *wrong)
{
	if (!l->bad)
		l->wrong = wrong;
	l->bad = true;
}

static struct net_device *device(struct route_line *l)
{
	struct net_device *dev = dev_get_by_name(l->net, l->w.word);

	if (!dev)
		bad(l, "is no device");
	return dev;
}

static u32 value(struct route_line *l, u32 max)
{
	u32 v = 0;

	if (!words_u32(&l->w, max, &v))
		bad(l, "is no number that fits");
	return v;
}

static __be32 addr(struct route_line *l)
{
	__be32 a = 0;

	if (!words_addr(&l->w, &a))
		bad(l, "is no address");
	return a;
}

/* "nexthop via A dev D weight N", up to the next one. */
static void nexthop(struct route_line *l)
{
	struct fib_hop *h;

	if (l->cfg.fc_nhs == FIB_MAX_NHS) {
		bad(l, "is one next hop too many");
		return;
	}
	h = &l->cfg.fc_mp[l->cfg.fc_nhs++];
	h->weight = 1;
	words_next(&l->w);
	while (!l->bad && l->w.word[0] && !words_are(&l->w, "nexthop")) {
		char key[WORD_MAX];

		strscpy(key, l->w.word, sizeof(key));
		if (!words_next(&l->w))
			bad(l, "lacks its value");
		else if (!strcmp(key, "via"))
			h->gw = addr(l);
		else if (!strcmp(key, "dev"))
			h->dev = device(l);
		else if (!strcmp(key, "weight"))
			h->weight = (u8)value(l, 255);
		else
			bad(l, "follows an unknown word");
		words_next(&l->w);
	}
}

static void option(struct route_line *l, const char *key)
{
	struct fib_config *c = &l->cfg;

	if (!words_next(&l->w)) {
		bad(l, "lacks its value");
	} else if (!strcmp(key, "via")) {
		c->fc_gw = addr(l);
	} else if (!strcmp(key, "dev")) {
		c->fc_dev = device(l);
	} else if (!strcmp(key, "src")) {
		c->fc_prefsrc = addr(l);
		if (inet_addr_type(l->net, c->fc_prefsrc) != RTN_LOCAL)
			bad(l, "is no address of this host");
	} else if (!strcmp(key, "metric")) {
		c->fc_priority = value(l, U32_MAX);
	} else if (!strcmp(key, "tos")) {
		c->fc_tos = (u8)value(l, 0x1c);
	} else if (!strcmp(key, "mtu")) {
		c->fc_mtu_lock = words_are(&l->w, "lock");
		if (c->fc_mtu_lock)
			words_next(&l->w);
		c->fc_mtu = value(l, 65535);
		if (c->fc_mtu < 68)
			bad(l, "is less than any link has (RFC 791)");
	} else {
		bad(l, "follows an unknown word");
	}
	words_next(&l->w);
}

static u8 type_word(const struct words *w)
{
	return words_are(w, "unreachable") ? RTN_UNREACHABLE
	       : words_are(w, "blackhole") ? RTN_BLACKHOLE
	       : words_are(w, "prohibit")  ? RTN_PROHIBIT
	       : words_are(w, "throw")	   ? RTN_THROW
					   : RTN_UNSPEC;
}

static void parse(struct route_line *l)
{
	struct fib_config *c = &l->cfg;
	char key[WORD_MAX];

	c->fc_table = RT_TABLE_MAIN;
	words_next(&l->w);
	c->fc_type = type_word(&l->w);
	if (c->fc_type)
		words_next(&l->w);
	else
		c->fc_type = RTN_UNICAST;
	if (!words_prefix(&l->w, &c->fc_dst, &c->fc_dst_len))
		bad(l, "is no prefix (as 10.2.0.0/16)");
	words_next(&l->w);
	while (!l->bad && l->w.word[0]) {
		if (words_are(&l->w, "nexthop")) {
			nexthop(l);
			continue;
		}
		strscpy(key, l->w.word, sizeof(key));
		option(l, key);
	}
	if (c->fc_type == RTN_UNICAST && !c->fc_nhs && !c->fc_gw)
		c->fc_scope = RT_SCOPE_LINK;
}

static const char *why(int err)
{
	switch (err) {
	case -EEXIST:
		return "there is such a route already";
	case -ESRCH:
		return "there is no such route";
	case -ENETUNREACH:
		return "the gateway is on no link of this host";
	case -ENETDOWN:
		return "the device is down";
	case -ENODEV:
		return "neither gateway nor device";
	case -EINVAL:
		return "the gateway can not be one";
	default:
		return "no memory";
	}
}

int net_route(struct net *net, const char *text, char *err, size_t err_len)
{
	struct route_line l = {.net = net};
	bool add, del, replace;
	int ret = 0;

	words_begin(&l.w, text);
	words_next(&l.w);
	add = words_are(&l.w, "add");
	del = words_are(&l.w, "del");
	replace = words_are(&l.w, "replace");
	if (!add && !del && !replace)
		bad(&l, "is none of add, del, replace");
	else
		parse(&l);
	if (l.bad) {
		snprintf(err, err_len, "route \"%s\": \"%s\" %s", text,
			 l.w.word, l.wrong);
		return -1;
	}
	rtnl_lock();
	if (replace) {
		struct fib_config old = {
			.fc_table = RT_TABLE_MAIN,
			.fc_dst = l.cfg.fc_dst,
			.fc_dst_len = l.cfg.fc_dst_len,
			.fc_priority = l.cfg.fc_priority,
			.fc_tos = l.cfg.fc_tos,
		};

		fib_table_delete(net, &old);
	}
	if (del)
		ret = fib_table_delete(net, &l.cfg);
	else
		ret = fib_table_insert(net, &l.cfg);
	rtnl_unlock();
	if (!ret)
		return 0;
	snprintf(err, err_len, "route \"%s\": %s", text, why(ret));
	return -1;
}
