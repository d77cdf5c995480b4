/* SPDX-License-Identifier: MIT */
/* 64-bit counters on a 64-bit CPU are read whole: nothing to do, as in
 * Linux's own 64-bit case. */
#ifndef _LINUX_U64_STATS_SYNC_H
#define _LINUX_U64_STATS_SYNC_H

#include <linux/types.h>

struct u64_stats_sync {
	char unused;
};

#define u64_stats_init(s) ((void)(s))

static inline void u64_stats_update_begin(struct u64_stats_sync *s)
{
}

static inline void u64_stats_update_end(struct u64_stats_sync *s)
{
}

static inline unsigned int u64_stats_fetch_begin(const struct u64_stats_sync *s)
{
	return 0;
}

static inline bool u64_stats_fetch_retry(const struct u64_stats_sync *s,
					 unsigned int start)
{
	return false;
}

#define u64_stats_fetch_begin_irq u64_stats_fetch_begin
#define u64_stats_fetch_retry_irq u64_stats_fetch_retry

#endif
