/* SPDX-License-Identifier: MIT */
/*
 * Counters under the names of the MIBs (RFC 4293, RFC 4113) as Linux prints
 * them in /proc/net/snmp and /proc/net/netstat. Names: stack/ipv4/proc.c.
 */
#ifndef NET_SNMP_H
#define NET_SNMP_H

#include <linux/types.h>

enum {
	IPSTATS_MIB_INPKTS,	      /* InReceives */
	IPSTATS_MIB_INHDRERRORS,      /* InHdrErrors */
	IPSTATS_MIB_INADDRERRORS,     /* InAddrErrors */
	IPSTATS_MIB_INUNKNOWNPROTOS,  /* InUnknownProtos */
	IPSTATS_MIB_INDISCARDS,	      /* InDiscards */
	IPSTATS_MIB_INDELIVERS,	      /* InDelivers */
	IPSTATS_MIB_OUTFORWDATAGRAMS, /* ForwDatagrams */
	IPSTATS_MIB_OUTREQUESTS,      /* OutRequests */
	IPSTATS_MIB_OUTDISCARDS,      /* OutDiscards */
	IPSTATS_MIB_OUTNOROUTES,      /* OutNoRoutes */
	IPSTATS_MIB_REASMTIMEOUT,     /* ReasmTimeout */
	IPSTATS_MIB_REASMREQDS,	      /* ReasmReqds */
	IPSTATS_MIB_REASMOKS,	      /* ReasmOKs */
	IPSTATS_MIB_REASMFAILS,	      /* ReasmFails */
	IPSTATS_MIB_FRAGOKS,	      /* FragOKs */
	IPSTATS_MIB_FRAGFAILS,	      /* FragFails */
	IPSTATS_MIB_FRAGCREATES,      /* FragCreates */
	IPSTATS_MIB_INNOROUTES,	      /* InNoRoutes */
	IPSTATS_MIB_INTRUNCATEDPKTS,  /* InTruncatedPkts */
	IPSTATS_MIB_INMCASTPKTS,      /* InMcastPkts */
	IPSTATS_MIB_INBCASTPKTS,      /* InBcastPkts */
	IPSTATS_MIB_INOCTETS,	      /* InOctets */
	IPSTATS_MIB_OUTOCTETS,	      /* OutOctets */
	IPSTATS_MIB_CSUMERRORS,	      /* InCsumErrors */
	IPSTATS_MIB_REASM_OVERLAPS,   /* ReasmOverlaps */
	IPSTATS_MIB_MARTIANS,	      /* InMartians (counted here only) */
	__IPSTATS_MIB_MAX
};

enum {
	ICMP_MIB_INMSGS,
	ICMP_MIB_INERRORS,
	ICMP_MIB_CSUMERRORS,
	ICMP_MIB_OUTMSGS,
	ICMP_MIB_OUTERRORS,
	ICMP_MIB_RATELIMITGLOBAL,
	ICMP_MIB_RATELIMITHOST,
	__ICMP_MIB_MAX
};

enum {
	UDP_MIB_INDATAGRAMS,
	UDP_MIB_NOPORTS,
	UDP_MIB_INERRORS,
	UDP_MIB_OUTDATAGRAMS,
	UDP_MIB_RCVBUFERRORS,
	UDP_MIB_SNDBUFERRORS,
	UDP_MIB_CSUMERRORS,
	UDP_MIB_IGNOREDMULTI,
	UDP_MIB_MEMERRORS,
	__UDP_MIB_MAX
};

#define ICMPMSG_TYPES 256

struct net_mib {
	u64 ip[__IPSTATS_MIB_MAX];
	u64 ip_rpfilter; /* IPReversePathFilter */
	u64 icmp[__ICMP_MIB_MAX];
	u64 icmp_in[ICMPMSG_TYPES];  /* InTypeN */
	u64 icmp_out[ICMPMSG_TYPES]; /* OutTypeN */
	u64 udp[__UDP_MIB_MAX];
};

/* One instruction each: a softirq may count between any two. */
#define SNMP_ADD(net, mib_, f, n) \
	((void)__atomic_fetch_add(&(net)->mib.mib_[f], n, __ATOMIC_RELAXED))
#define IP_INC_STATS(net, f)	SNMP_ADD(net, ip, f, 1)
#define IP_ADD_STATS(net, f, n) SNMP_ADD(net, ip, f, n)
#define ICMP_INC_STATS(net, f)	SNMP_ADD(net, icmp, f, 1)
#define UDP_INC_STATS(net, f)	SNMP_ADD(net, udp, f, 1)

#endif
