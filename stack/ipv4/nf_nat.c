// SPDX-License-Identifier: MIT
/*
 * Network address translation, RFC 3022, RFC 4787, RFC 5508: a connection's
 * two tuples say what each of its packets becomes.
 */
#include <linux/errno.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>

/* Would an answer to @t be taken for another connection's? */
static bool taken(struct nf_conn *ct, const struct nf_tuple *t)
{
	struct nf_tuple reply;
	struct nf_conn *other;
	u8 dir;

	nf_ct_invert(t, &reply);
	other = nf_ct_find(ct->net, &reply, &dir);
	return other && other != ct;
}

/* A port (an ICMP identifier) that makes @t unlike all others. */
static void choose_port(struct nf_conn *ct, struct nf_tuple *t,
			const struct nf_nat_range *r, enum nf_nat_manip manip)
{
	__be16 *port = manip == NF_NAT_SRC || t->proto == IPPROTO_ICMP
			       ? &t->sport
			       : &t->dport;
	u16 low = r->min_port, high = r->max_port;
	u32 n;

	if (t->proto != IPPROTO_UDP && t->proto != IPPROTO_TCP &&
	    t->proto != IPPROTO_ICMP)
		return;
	if (low && (ntohs(*port) < low || ntohs(*port) > high))
		*port = htons(low);
	/* Towards a server the port means something: it stays. */
	if (!taken(ct, t) || (manip == NF_NAT_DST && !low))
		return;
	if (!low) {
		/* RFC 4787 REQ-3: low ports stay low. */
		low = ntohs(*port) < 1024 ? 600 : 1024;
		high = ntohs(*port) < 1024 ? 1023 : 65535;
	}
	n = high - low + 1u;
	for (u32 i = 0; i < n && taken(ct, t); i++)
		*port = htons((u16)(low + i));
}

void nf_nat_setup(struct nf_conn *ct, const struct nf_nat_range *range,
		  enum nf_nat_manip manip)
{
	static const struct nf_nat_range none;
	struct nf_tuple now, new, reply;

	if (ct->nat_done[manip])
		return;
	ct->nat_done[manip] = true;
	if (!range)
		range = &none;
	nf_ct_invert(&ct->th[IP_CT_DIR_REPLY].tuple, &now);
	new = now;
	if (range->addr && manip == NF_NAT_SRC)
		new.src = range->addr;
	else if (range->addr)
		new.dst = range->addr;
	choose_port(ct, &new, range, manip);
	if (nf_ct_same(&new, &now))
		return;
	nf_ct_invert(&new, &reply);
	nf_ct_set_reply(ct, &reply);
	ct->nat[manip] = true;
}

/* ---- one packet ---- */

static void replace(__sum16 *sum, struct sk_buff *skb, __wsum from, __wsum to,
		    bool pseudo)
{
	__wsum diff = csum_add(~from, to);

	if (!skb || skb->ip_summed != CHECKSUM_PARTIAL)
		*sum = csum_fold(csum_add(diff, (__wsum)(u16) ~*sum));
	else if (pseudo)
		*sum = (__sum16)~csum_fold(csum_add(diff, (__wsum)*sum));
}

/* Address and port at @iph, in the header or in what an error quotes
 * (@skb NULL), with the sums they are part of. @room: bytes behind @iph. */
static void mangle(struct sk_buff *skb, struct iphdr *iph, unsigned int room,
		   const struct nf_tuple *to, bool src)
{
	__be32 *addr = src ? &iph->saddr : &iph->daddr;
	__be32 new_addr = src ? to->src : to->dst;
	u8 *l4 = (u8 *)iph + iph->ihl * 4;
	__be16 port, new_port = src ? to->sport : to->dport;
	__sum16 *sum = NULL;
	unsigned int at;

	if (iph->protocol == IPPROTO_UDP &&
	    room >= iph->ihl * 4u + sizeof(struct udphdr)) {
		sum = &((struct udphdr *)l4)->check;
		if (!*sum && (!skb || skb->ip_summed != CHECKSUM_PARTIAL))
			sum = NULL;
	} else if (iph->protocol == IPPROTO_TCP && room >= iph->ihl * 4u + 18) {
		sum = (__sum16 *)(l4 + 16);
	}
	if (sum)
		replace(sum, skb, *addr, new_addr, true);
	replace(&iph->check, NULL, *addr, new_addr, false);
	*addr = new_addr;
	if (iph->protocol == IPPROTO_ICMP) {
		at = 4;
		new_port = to->sport;
		sum = &((struct icmphdr *)l4)->checksum;
	} else if (iph->protocol == IPPROTO_UDP ||
		   iph->protocol == IPPROTO_TCP) {
		at = src ? 0 : 2;
	} else {
		return;
	}
	memcpy(&port, l4 + at, 2);
	if (sum)
		replace(sum, iph->protocol == IPPROTO_ICMP ? NULL : skb, port,
			new_port, false);
	memcpy(l4 + at, &new_port, 2);
	if (iph->protocol == IPPROTO_UDP && sum && !*sum)
		*sum = CSUM_MANGLED_0;
}

/* RFC 5508 4: an error's quote is translated back, and its own address. */
static unsigned int mangle_error(struct sk_buff *skb, const struct nf_tuple *to,
				 bool src)
{
	unsigned int hlen = ip_hdrlen(skb);
	struct iphdr *iph, *inner;
	struct icmphdr *icmph;
	struct nf_tuple back;
	__be32 *addr;
	__be32 new_addr;

	if (skb_linearize(skb))
		return NF_DROP;
	iph = ip_hdr(skb);
	icmph = (struct icmphdr *)((u8 *)iph + hlen);
	inner = (struct iphdr *)(icmph + 1);
	nf_ct_invert(to, &back);
	mangle(NULL, inner,
	       skb->len - hlen - (unsigned int)sizeof(struct icmphdr), &back,
	       !src);
	addr = src ? &iph->saddr : &iph->daddr;
	new_addr = src ? to->src : to->dst;
	replace(&iph->check, NULL, *addr, new_addr, false);
	*addr = new_addr;
	icmph->checksum = 0;
	icmph->checksum =
		csum_fold(csum_partial(icmph, (int)(skb->len - hlen), 0));
	return NF_ACCEPT;
}

unsigned int nf_nat_packet(struct sk_buff *skb, enum nf_nat_manip manip)
{
	struct nf_conn *ct = IPCB(skb)->ct;
	unsigned int need = ip_hdrlen(skb);
	struct nf_tuple to;
	bool src = manip == NF_NAT_SRC;

	if (!ct || !ct->nat[IPCB(skb)->ct_dir ? !manip : manip])
		return NF_ACCEPT;
	nf_ct_invert(&ct->th[!IPCB(skb)->ct_dir].tuple, &to);
	if (ip_hdr(skb)->protocol == IPPROTO_TCP)
		need += 20;
	else if (ip_hdr(skb)->protocol == IPPROTO_UDP ||
		 ip_hdr(skb)->protocol == IPPROTO_ICMP)
		need += 8;
	if (skb_cow(skb, 0) || !pskb_may_pull(skb, need))
		return NF_DROP;
	if (IPCB(skb)->flags & IPSKB_CT_RELATED)
		return mangle_error(skb, &to, src);
	mangle(skb, ip_hdr(skb), skb->len, &to, src);
	return NF_ACCEPT;
}
