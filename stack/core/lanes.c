// SPDX-License-Identifier: MIT
/*
 * What the timeline shows of the kernel's core: software.kernel. Not
 * counted; the rules are in kernel_lanes.h.
 */
#include "core.h"

#include <net/frame_work.h>

#define NUMBER_BITS  16
#define NUMBER_MAX   ((1u << NUMBER_BITS) - 1)
#define LOG_BYTES    256
#define NOT_PRINTED  '?'
#define UTF8_LENGTHS 4

/* ---- text that others made ---- */

/* Smallest character that needs so many bytes: a longer form is wrong. */
static const u32 utf8_least[UTF8_LENGTHS + 1] = {0, 0, 0x80, 0x800, 0x10000};

/* Characters that would end a line or do something to a reader. */
static bool unprintable(u32 c)
{
	return c < 0xa0 || (c >= 0xd800 && c < 0xe000) || c == 0x2028 ||
	       c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || c > 0x10ffff;
}

/* Bytes of the printable character beyond ASCII at @s; 0: there is none. */
static unsigned int utf8_length(const unsigned char *s)
{
	unsigned int n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	u32 c;

	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	c = s[0] & (0x7fu >> n);
	for (unsigned int i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return c < utf8_least[n] || unprintable(c) ? 0 : n;
}

/* One line of printable UTF-8, whatever @from is. */
static void clean(const char *from, char *to, size_t room)
{
	const unsigned char *s = (const unsigned char *)from;
	size_t at = 0;

	while (*s && at + 1 < room) {
		unsigned int n = 1;

		if (*s == '\t' || *s == '\n' || *s == '\r') {
			to[at++] = ' ';
		} else if (*s >= ' ' && *s < 0x7f) {
			to[at++] = (char)*s;
		} else {
			n = utf8_length(s);
			if (at + n >= room)
				break;
			if (!n)
				to[at++] = NOT_PRINTED;
			for (unsigned int i = 0; i < n; i++)
				to[at++] = (char)s[i];
			n = n ? n : 1;
		}
		s += n;
	}
	to[at] = '\0';
}

/* ---- processes ---- */

static uint64_t task_value(void *arg)
{
	struct kernel *k = arg;

	return (uint64_t)k->rq.curr->pid;
}

static void task_text(void *arg, uint64_t value, char *buf, size_t len)
{
	struct kernel *k = arg;

	clean(k->rq.curr->comm, buf, len);
}

/* ---- softirqs ---- */

static uint64_t softirq_value(void *arg)
{
	struct kernel *k = arg;

	return k->softirq.pending;
}

static void softirq_text(void *arg, uint64_t pending, char *buf, size_t len)
{
	static const char *const name[NR_SOFTIRQS] = {
		[HI_SOFTIRQ] = "HI",	       [TIMER_SOFTIRQ] = "TIMER",
		[NET_TX_SOFTIRQ] = "NET_TX",   [NET_RX_SOFTIRQ] = "NET_RX",
		[BLOCK_SOFTIRQ] = "BLOCK",     [IRQ_POLL_SOFTIRQ] = "IRQ_POLL",
		[TASKLET_SOFTIRQ] = "TASKLET", [SCHED_SOFTIRQ] = "SCHED",
		[HRTIMER_SOFTIRQ] = "HRTIMER", [RCU_SOFTIRQ] = "RCU",
	};
	size_t at = 0;

	buf[0] = '\0';
	for (unsigned int i = 0; i < NR_SOFTIRQS; i++) {
		if (!(pending >> i & 1) || at >= len)
			continue;
		at += (size_t)__builtin_snprintf(buf + at, len - at, "%s%s",
						 at ? " " : "", name[i]);
	}
}

/* ---- NAPI ---- */

enum { NAPI_LANE_IDLE, NAPI_LANE_SCHED, NAPI_LANE_POLLING };

static const char *const napi_names[] = {"IDLE", "SCHED", "POLLING", NULL};

static uint64_t napi_value(void *arg)
{
	struct kernel *k = arg;
	const struct napi_struct *n = k->napi_shown;

	if (!n)
		return NAPI_LANE_IDLE;
	if (k->softnet.polling == n)
		return NAPI_LANE_POLLING;
	/* One that is not enabled has both bits. */
	return (n->state & (NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC)) ==
			       NAPIF_STATE_SCHED
		       ? NAPI_LANE_SCHED
		       : NAPI_LANE_IDLE;
}

static uint64_t budget_value(void *arg)
{
	struct kernel *k = arg;

	return (uint64_t)clamp(k->softnet.budget, 0, (int)NUMBER_MAX);
}

/* ---- packets ---- */

static uint64_t skb_value(void *arg)
{
	struct kernel *k = arg;

	return min_t(u64, k->skb.alive, NUMBER_MAX);
}

/* Where the kernel tells of a frame, lanes have changed as well. */
static struct machine *look(void)
{
	struct machine *m = machine_this();

	record_poll(machine_record(m));
	return m;
}

void lanes_look(void)
{
	look();
}

const void *lane_page(const struct page *page)
{
	const struct kernel *k = machine_kernel(machine_this());

	return k->mm.ram + ((u64)(page - k->mm.page) << PAGE_SHIFT);
}

u32 frame_work(u32 id)
{
	return machine_frame_work(look(), id);
}

int frame_done(int ret)
{
	machine_frame_work(look(), 0);
	return ret;
}

void frame_queued(const struct sk_buff *skb)
{
	struct machine *m = look();

	/* Copies that stay in the host have no name. */
	if (skb->pkt_id)
		machine_frame_queued(m, skb->pkt_id);
}

void frame_complete(const struct sk_buff *skb)
{
	machine_frame_bytes(machine_this(), skb->pkt_id, skb->data,
			    skb_headlen(skb));
}

/* ---- the log ---- */

void lanes_log(struct kernel *k, int level, const char *line)
{
	struct record *r = machine_record(k->machine);
	ps_t now = machine_now(k->machine);
	char text[LOG_BYTES];

	clean(line, text, sizeof(text));
	record_text(r, k->log_lane, now, text);
	record_log(r, now, level, text);
	machine_log(k->machine, now, level, text);
}

void lanes_init(struct kernel *k)
{
	static const struct lane lane[] = {
		{.name = "task",
		 .kind = LANE_TEXT,
		 .value = task_value,
		 .text = task_text},
		{.name = "napi",
		 .kind = LANE_STATE,
		 .names = napi_names,
		 .value = napi_value},
		{.name = "napi_budget",
		 .kind = LANE_NUMBER,
		 .bits = NUMBER_BITS,
		 .value = budget_value},
		{.name = "softirqs",
		 .kind = LANE_TEXT,
		 .value = softirq_value,
		 .text = softirq_text},
		{.name = "skb_live",
		 .kind = LANE_NUMBER,
		 .bits = NUMBER_BITS,
		 .value = skb_value},
		/* Last, set by lanes_log(). */
		{.name = "log", .kind = LANE_TEXT},
	};
	struct record *r = machine_record(k->machine);

	for (unsigned int i = 0; i < ARRAY_SIZE(lane); i++) {
		struct lane l = lane[i];

		l.scope = "software.kernel";
		l.arg = k;
		k->log_lane = record_lane(r, &l);
	}
	net_lanes(r, k->sock_lane);
}
