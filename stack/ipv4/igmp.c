// SPDX-License-Identifier: MIT
/*
 * When a host speaks of its groups: after a change, and some time after a
 * query (RFC 2236 3, 6; RFC 3376 5, 7). The oldest querier heard lately says
 * in which version (RFC 3376 7.2.1).
 */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/random.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "igmp_internal.h"

#define V1_ROUTER_PRESENT_MS 400000 /* RFC 2236 8.11 */
#define V2_UNSOLICITED_MS    10000  /* RFC 2236 8.10 */
#define V3_UNSOLICITED_MS    1000   /* RFC 3376 8.11 */

static unsigned int igmp_version(const struct in_device *in)
{
	u32 forced = IN_DEV_MAXCONF(in, FORCE_IGMP_VERSION);

	if (forced)
		return forced;
	if (in->mr_v1_seen && time_before(jiffies, in->mr_v1_seen))
		return 1;
	if (in->mr_v2_seen && time_before(jiffies, in->mr_v2_seen))
		return 2;
	return 3;
}

/* Somewhere in the next @ms. */
static unsigned long some_time(u32 ms)
{
	return jiffies + 1 + prandom_u32_max(msecs_to_jiffies(ms) + 1);
}

/* ---- one group: versions 1 and 2, and answers about it ---- */

static u8 in_mode(struct ip_mc_list *im)
{
	return im->users ? IGMPV3_MODE_IS_EXCLUDE : 0;
}

static u8 in_mode_asked(struct ip_mc_list *im)
{
	return im->users && im->reporter ? IGMPV3_MODE_IS_EXCLUDE : 0;
}

void igmp_timer_expire(struct timer_list *t)
{
	struct ip_mc_list *im = from_timer(im, t, timer), *other;
	struct in_device *in = im->interface;
	unsigned int v = igmp_version(in);

	if (v == 3) {
		/* Only this one is asked for. */
		list_for_each_entry (other, &in->mc_list, list)
			other->reporter = other == im;
		igmp_send_v3(in, in_mode_asked);
		return;
	}
	im->reporter = true;
	igmp_send_v2(in, im->multiaddr,
		     v == 1 ? IGMP_HOST_MEMBERSHIP_REPORT
			    : IGMPV2_HOST_MEMBERSHIP_REPORT);
	if (im->unsolicit_count && --im->unsolicit_count)
		mod_timer(&im->timer, some_time(V2_UNSOLICITED_MS));
}

/* A query: answer within @ms, unless that is due already (RFC 2236 3). */
static void group_asked(struct ip_mc_list *im, u32 ms)
{
	unsigned long when = some_time(ms);

	if (!im->users || !igmp_is_told(im))
		return;
	im->unsolicit_count = 0;
	if (timer_pending(&im->timer) &&
	    time_before_eq(im->timer.expires, when))
		return;
	mod_timer(&im->timer, when);
}

/* ---- version 3: the device's reports ---- */

static void answer_general_query(struct timer_list *t)
{
	struct in_device *in = from_timer(in, t, mr_gq_timer);

	in->mr_gq_running = false;
	igmp_send_v3(in, in_mode);
}

static u8 changed(struct ip_mc_list *im)
{
	if (!im->crcount)
		return 0;
	im->crcount--;
	return im->users ? IGMPV3_CHANGE_TO_EXCLUDE : IGMPV3_CHANGE_TO_INCLUDE;
}

static void forget_left(struct in_device *in)
{
	struct ip_mc_list *im, *next;

	list_for_each_entry_safe (im, next, &in->mc_list, list) {
		if (im->users || im->crcount)
			continue;
		del_timer(&im->timer);
		list_del(&im->list);
		kfree(im);
	}
}

/* RFC 3376 5.1: each change is told [Robustness Variable] times. */
static void tell_changes(struct timer_list *t)
{
	struct in_device *in = from_timer(in, t, mr_ifc_timer);

	igmp_send_v3(in, changed);
	forget_left(in);
	if (in->mr_ifc_count && --in->mr_ifc_count)
		mod_timer(&in->mr_ifc_timer, some_time(V3_UNSOLICITED_MS));
}

void igmp_group_changed(struct ip_mc_list *im)
{
	struct in_device *in = im->interface;
	u8 qrv = in->mr_qrv ? in->mr_qrv : (u8)dev_net(in->dev)->igmp.qrv;
	unsigned int v = igmp_version(in);

	im->crcount = 0;
	if (!(in->dev->flags & IFF_UP) || !igmp_is_told(im)) {
		forget_left(in);
		return;
	}
	if (v == 3) {
		im->crcount = in->mr_ifc_count = qrv;
		mod_timer(&in->mr_ifc_timer, jiffies + 1);
		return;
	}
	if (im->users) {
		im->unsolicit_count = qrv;
		mod_timer(&im->timer, jiffies + 1);
		return;
	}
	/* RFC 2236 3: who reported last says that it leaves. */
	if (v == 2 && im->reporter)
		igmp_send_v2(in, im->multiaddr, IGMP_HOST_LEAVE_MESSAGE);
	forget_left(in);
}

void igmp_setup_timers(struct in_device *in)
{
	timer_setup(&in->mr_gq_timer, answer_general_query, 0);
	timer_setup(&in->mr_ifc_timer, tell_changes, 0);
}

void igmp_stop_timers(struct in_device *in)
{
	struct ip_mc_list *im;

	del_timer(&in->mr_gq_timer);
	del_timer(&in->mr_ifc_timer);
	in->mr_gq_running = false;
	in->mr_ifc_count = 0;
	in->mr_v1_seen = in->mr_v2_seen = 0;
	list_for_each_entry (im, &in->mc_list, list) {
		del_timer(&im->timer);
		im->crcount = im->unsolicit_count = 0;
	}
	forget_left(in);
}

/* ---- input ---- */

/* RFC 3376 4.1.1: small values are themselves, larger ones floating. */
static u32 decode(u8 code)
{
	return code < 128 ? code
			  : ((code & 15u) | 16u) << ((code >> 4 & 7) + 3);
}

static const char *heard_query(struct in_device *in, struct sk_buff *skb)
{
	const struct igmphdr *h = (const struct igmphdr *)skb->data;
	unsigned int len = skb->len;
	struct ip_mc_list *im;
	u32 delay_ms = h->code * 100u;
	__be32 group = h->group;

	if (len == sizeof(*h) && !h->code) {
		delay_ms = 10000;
		group = 0;
		in->mr_v1_seen =
			jiffies + msecs_to_jiffies(V1_ROUTER_PRESENT_MS);
	} else if (len == sizeof(*h)) {
		in->mr_v2_seen =
			jiffies +
			msecs_to_jiffies((in->mr_qrv ? in->mr_qrv : 2) *
						 in->mr_qi +
					 delay_ms);
	} else if (pskb_may_pull(skb, sizeof(struct igmpv3_query))) {
		const struct igmpv3_query *q =
			(const struct igmpv3_query *)skb->data;

		delay_ms = max(decode(q->h.code), 1u) * 100;
		if (q->qrv & 7)
			in->mr_qrv = q->qrv & 7;
		if (q->qqic)
			in->mr_qi = decode(q->qqic) * 1000;
		if (!group && igmp_version(in) == 3) {
			if (q->nsrcs)
				return "igmp.bad_message";
			if (!in->mr_gq_running)
				mod_timer(&in->mr_gq_timer,
					  some_time(delay_ms));
			in->mr_gq_running = true;
			return "igmp.handled";
		}
	} else {
		return "igmp.truncated";
	}
	/* RFC 3376 7.2.1: changes go the old way from now on. */
	if (igmp_version(in) < 3) {
		del_timer(&in->mr_ifc_timer);
		in->mr_ifc_count = 0;
	}
	list_for_each_entry (im, &in->mc_list, list)
		if (!group || im->multiaddr == group)
			group_asked(im, delay_ms);
	return "igmp.handled";
}

/* RFC 2236 3: somebody else has told; we need not. */
static const char *heard_report(struct in_device *in, struct sk_buff *skb)
{
	const struct igmphdr *h = (const struct igmphdr *)skb->data;
	struct ip_mc_list *im;

	if (skb->pkt_type == PACKET_LOOPBACK || igmp_version(in) == 3)
		return "igmp.ignored";
	list_for_each_entry (im, &in->mc_list, list) {
		if (im->multiaddr != h->group)
			continue;
		if (del_timer(&im->timer))
			dev_net(in->dev)->igmp.suppressed++;
		im->reporter = false;
		im->unsolicit_count = 0;
	}
	return "igmp.handled";
}

static int igmp_rcv(struct sk_buff *skb)
{
	struct in_device *in = in_dev_get(skb->dev);
	const char *place;

	if (!in || !pskb_may_pull(skb, sizeof(struct igmphdr))) {
		kfree_skb_place(skb, "igmp.truncated");
		return 0;
	}
	if (skb_checksum_simple(skb)) {
		kfree_skb_place(skb, "igmp.bad_checksum");
		return 0;
	}
	switch (skb->data[0]) {
	case IGMP_HOST_MEMBERSHIP_QUERY:
		dev_net(skb->dev)->igmp.queries++;
		place = heard_query(in, skb);
		break;
	case IGMP_HOST_MEMBERSHIP_REPORT:
	case IGMPV2_HOST_MEMBERSHIP_REPORT:
		place = heard_report(in, skb);
		break;
	default:
		/* RFC 2236 2.1: what we do not know is ignored. */
		place = "igmp.ignored";
		break;
	}
	consume_skb_place(skb, place);
	return 0;
}

static const struct net_protocol igmp_protocol = {.handler = igmp_rcv};

int igmp_init(struct net *net)
{
	net->igmp.max_memberships = 20;
	net->igmp.qrv = 2;
	net->igmp.link_local_reports = 1;
	return inet_add_protocol(net, &igmp_protocol, IPPROTO_IGMP);
}

void igmp_exit(struct net *net)
{
	inet_del_protocol(net, &igmp_protocol, IPPROTO_IGMP);
}
