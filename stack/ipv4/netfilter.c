// SPDX-License-Identifier: MIT
/* The five hooks: who listens, in which order, and what they say. */
#include <linux/errno.h>
#include <linux/netfilter.h>
#include <net/net_namespace.h>

void netfilter_init(struct net *net)
{
	for (int i = 0; i < NF_INET_NUMHOOKS; i++)
		INIT_LIST_HEAD(&net->nf.hooks[i]);
}

int nf_register_net_hook(struct net *net, struct nf_hook_ops *ops)
{
	struct list_head *head;
	struct nf_hook_ops *o;

	if (ops->hooknum >= NF_INET_NUMHOOKS || !ops->hook)
		return -EINVAL;
	local_bh_disable();
	head = &net->nf.hooks[ops->hooknum];
	/* Equal ones in the order of their coming. */
	list_for_each_entry (o, &net->nf.hooks[ops->hooknum], list) {
		if (o->priority > ops->priority) {
			head = &o->list;
			break;
		}
	}
	list_add_tail(&ops->list, head);
	net->nf.active |= 1u << ops->hooknum;
	local_bh_enable();
	return 0;
}

void nf_unregister_net_hook(struct net *net, struct nf_hook_ops *ops)
{
	local_bh_disable();
	list_del_init(&ops->list);
	if (list_empty(&net->nf.hooks[ops->hooknum]))
		net->nf.active &= ~(1u << ops->hooknum);
	local_bh_enable();
}

int nf_hook_slow(struct net *net, enum nf_inet_hooks hook, struct sk_buff *skb,
		 struct net_device *in, struct net_device *out)
{
	struct nf_hook_state state = {hook, in, out, net, NULL};
	struct nf_hook_ops *o, *next;

	list_for_each_entry_safe (o, next, &net->nf.hooks[hook], list) {
		unsigned int verdict;

		state.priv = o->priv;
		do {
			verdict = o->hook(skb, &state);
		} while (verdict == NF_REPEAT);
		switch (verdict) {
		case NF_ACCEPT:
			continue;
		case NF_STOLEN:
			net->nf.stolen++;
			return 0;
		case NF_QUEUE:
			/* Nobody reads such a queue here. */
		default:
			net->nf.dropped++;
			kfree_skb_place(skb, verdict == NF_QUEUE
						     ? "netfilter.queue"
						     : "netfilter.drop");
			return -EPERM;
		}
	}
	net->nf.accepted++;
	return 1;
}
