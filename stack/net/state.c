// SPDX-License-Identifier: MIT
/* Network devices, for the post-mortem. Not counted; the rules are in
 * kernel_state.h. */
#include <net/net_namespace.h>

#include "kernel_state.h"
#include "net_internal.h"

static void napi_words(const struct napi_struct *n, char *buf, size_t len)
{
	if (n->state & NAPIF_STATE_NPSVC)
		state_print(buf, len, "not enabled");
	else if (!(n->state & NAPIF_STATE_SCHED))
		state_print(buf, len, "idle%s",
			    n->state & NAPIF_STATE_DISABLE ? ", being disabled"
							   : "");
	else
		state_print(buf, len, "scheduled%s%s%s",
			    list_empty(&n->poll_list) ? ""
						      : ", on the poll list",
			    n->state & NAPIF_STATE_MISSED
				    ? ", once more after this (MISSED)"
				    : "",
			    n->state & NAPIF_STATE_DISABLE ? ", being disabled"
							   : "");
}

static unsigned int napi_state(const struct net_device *dev, unsigned int i,
			       struct metrics *out)
{
	const struct list_head *at = dev->napi_list.next;
	char text[STATE_TEXT];

	for (int left = STATE_LIST; left && at && at != &dev->napi_list;
	     left--) {
		const struct napi_struct *n =
			list_entry(at, struct napi_struct, dev_list);

		napi_words(n, text, sizeof(text));
		state_set(str, out, dev->name, "kernel.napi.%u.device", i);
		state_set(str, out, text, "kernel.napi.%u.state", i);
		state_set(bool, out, n->state &NAPIF_STATE_SCHED,
			  "kernel.napi.%u.scheduled", i);
		state_set(bool, out, !list_empty(&n->poll_list),
			  "kernel.napi.%u.listed", i);
		state_set(bool, out, !(n->state & NAPIF_STATE_NPSVC),
			  "kernel.napi.%u.enabled", i);
		i++;
		at = at->next;
	}
	return i;
}

static u64 queued(const struct net_device *dev)
{
	const struct Qdisc *q = dev->_tx ? dev->_tx->qdisc : NULL;
	u64 n = 0;

	for (int i = 0; q && i < PFIFO_BANDS; i++)
		n += q->band[i].qlen;
	return n;
}

void net_state(const struct net *net, struct metrics *out)
{
	const struct list_head *at = net->dev_base_head.next;
	unsigned int napi = 0, i = 0;
	char mac[STATE_TEXT];

	for (; i < STATE_LIST && at && at != &net->dev_base_head; i++) {
		const struct net_device *dev =
			list_entry(at, struct net_device, dev_list);

		state_set(str, out, dev->name, "kernel.device.%u.name", i);
		if (!(dev->flags & IFF_LOOPBACK)) {
			state_print(mac, sizeof(mac),
				    "%02x:%02x:%02x:%02x:%02x:%02x",
				    dev->dev_addr[0], dev->dev_addr[1],
				    dev->dev_addr[2], dev->dev_addr[3],
				    dev->dev_addr[4], dev->dev_addr[5]);
			state_set(str, out, mac, "kernel.device.%u.address", i);
		}
		state_set(bool, out, dev->flags &IFF_UP, "kernel.device.%u.up",
			  i);
		state_set(bool, out, netif_carrier_ok(dev),
			  "kernel.device.%u.carrier", i);
		state_set(bool, out,
			  dev->_tx && dev->_tx->state & QUEUE_STATE_ANY_XOFF,
			  "kernel.device.%u.stopped", i);
		state_set(u64, out, queued(dev), "kernel.device.%u.queued", i);
		napi = napi_state(dev, napi, out);
		at = at->next;
	}
}
