// SPDX-License-Identifier: MIT
/* The protocols' counters under their names in /proc/net/snmp, netstat. */
#include <linux/kernel.h>
#include <net/net_namespace.h>
#include <net/ip.h>
#include "sim/metrics.h"
#include "proc.h"

struct snmp_mib {
	const char *name;
	int entry;
};

static const struct snmp_mib snmp4_ipstats_list[] = {
	{"ip.InReceives", IPSTATS_MIB_INPKTS},
	{"ip.InHdrErrors", IPSTATS_MIB_INHDRERRORS},
	{"ip.InAddrErrors", IPSTATS_MIB_INADDRERRORS},
	{"ip.InUnknownProtos", IPSTATS_MIB_INUNKNOWNPROTOS},
	{"ip.InDiscards", IPSTATS_MIB_INDISCARDS},
	{"ip.InDelivers", IPSTATS_MIB_INDELIVERS},
	{"ip.ForwDatagrams", IPSTATS_MIB_OUTFORWDATAGRAMS},
	{"ip.OutRequests", IPSTATS_MIB_OUTREQUESTS},
	{"ip.OutDiscards", IPSTATS_MIB_OUTDISCARDS},
	{"ip.OutNoRoutes", IPSTATS_MIB_OUTNOROUTES},
	{"ip.ReasmTimeout", IPSTATS_MIB_REASMTIMEOUT},
	{"ip.ReasmReqds", IPSTATS_MIB_REASMREQDS},
	{"ip.ReasmOKs", IPSTATS_MIB_REASMOKS},
	{"ip.ReasmFails", IPSTATS_MIB_REASMFAILS},
	{"ip.ReasmOverlaps", IPSTATS_MIB_REASM_OVERLAPS},
	{"ip.FragOKs", IPSTATS_MIB_FRAGOKS},
	{"ip.FragFails", IPSTATS_MIB_FRAGFAILS},
	{"ip.FragCreates", IPSTATS_MIB_FRAGCREATES},
	{"ip.InNoRoutes", IPSTATS_MIB_INNOROUTES},
	{"ip.InTruncatedPkts", IPSTATS_MIB_INTRUNCATEDPKTS},
	{"ip.InMcastPkts", IPSTATS_MIB_INMCASTPKTS},
	{"ip.InBcastPkts", IPSTATS_MIB_INBCASTPKTS},
	{"ip.InOctets", IPSTATS_MIB_INOCTETS},
	{"ip.OutOctets", IPSTATS_MIB_OUTOCTETS},
	{"ip.InCsumErrors", IPSTATS_MIB_CSUMERRORS},
	{"ip.InMartians", IPSTATS_MIB_MARTIANS},
};

static const struct snmp_mib snmp4_icmp_list[] = {
	{"icmp.InMsgs", ICMP_MIB_INMSGS},
	{"icmp.InErrors", ICMP_MIB_INERRORS},
	{"icmp.InCsumErrors", ICMP_MIB_CSUMERRORS},
	{"icmp.OutMsgs", ICMP_MIB_OUTMSGS},
	{"icmp.OutErrors", ICMP_MIB_OUTERRORS},
	{"icmp.OutRateLimitGlobal", ICMP_MIB_RATELIMITGLOBAL},
	{"icmp.OutRateLimitHost", ICMP_MIB_RATELIMITHOST},
};

static const struct snmp_mib snmp4_udp_list[] = {
	{"udp.InDatagrams", UDP_MIB_INDATAGRAMS},
	{"udp.NoPorts", UDP_MIB_NOPORTS},
	{"udp.InErrors", UDP_MIB_INERRORS},
	{"udp.OutDatagrams", UDP_MIB_OUTDATAGRAMS},
	{"udp.RcvbufErrors", UDP_MIB_RCVBUFERRORS},
	{"udp.SndbufErrors", UDP_MIB_SNDBUFERRORS},
	{"udp.InCsumErrors", UDP_MIB_CSUMERRORS},
	{"udp.IgnoredMulti", UDP_MIB_IGNOREDMULTI},
	{"udp.MemErrors", UDP_MIB_MEMERRORS},
};

/* Linux's names for the message types that have one. */
static const struct {
	const char *in, *out;
	int type;
} icmpmibmap[] = {
	{"icmp.InDestUnreachs", "icmp.OutDestUnreachs", ICMP_DEST_UNREACH},
	{"icmp.InTimeExcds", "icmp.OutTimeExcds", ICMP_TIME_EXCEEDED},
	{"icmp.InParmProbs", "icmp.OutParmProbs", ICMP_PARAMETERPROB},
	{"icmp.InSrcQuenchs", "icmp.OutSrcQuenchs", ICMP_SOURCE_QUENCH},
	{"icmp.InRedirects", "icmp.OutRedirects", ICMP_REDIRECT},
	{"icmp.InEchos", "icmp.OutEchos", ICMP_ECHO},
	{"icmp.InEchoReps", "icmp.OutEchoReps", ICMP_ECHOREPLY},
	{"icmp.InTimestamps", "icmp.OutTimestamps", ICMP_TIMESTAMP},
	{"icmp.InTimestampReps", "icmp.OutTimestampReps", ICMP_TIMESTAMPREPLY},
	{"icmp.InAddrMasks", "icmp.OutAddrMasks", ICMP_ADDRESS},
	{"icmp.InAddrMaskReps", "icmp.OutAddrMaskReps", ICMP_ADDRESSREPLY},
};

static void put(struct metrics *out, const struct snmp_mib *list, size_t n,
		const u64 *mib)
{
	for (size_t i = 0; i < n; i++)
		metrics_u64(out, list[i].name, mib[list[i].entry]);
}

void snmp_metrics(const struct net *net, struct metrics *out)
{
	put(out, snmp4_ipstats_list, ARRAY_SIZE(snmp4_ipstats_list),
	    net->mib.ip);
	metrics_u64(out, "ip.IPReversePathFilter", net->mib.ip_rpfilter);
	put(out, snmp4_icmp_list, ARRAY_SIZE(snmp4_icmp_list), net->mib.icmp);
	for (size_t i = 0; i < ARRAY_SIZE(icmpmibmap); i++)
		metrics_u64(out, icmpmibmap[i].in,
			    net->mib.icmp_in[icmpmibmap[i].type]);
	for (size_t i = 0; i < ARRAY_SIZE(icmpmibmap); i++)
		metrics_u64(out, icmpmibmap[i].out,
			    net->mib.icmp_out[icmpmibmap[i].type]);
	put(out, snmp4_udp_list, ARRAY_SIZE(snmp4_udp_list), net->mib.udp);
}
