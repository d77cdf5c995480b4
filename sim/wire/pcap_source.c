// SPDX-License-Identifier: MIT
/*
 * A capture as a source. All of it is read and checked before the first frame
 * is sent: a run never fails half way because of its capture.
 */
#include "wire_internal.h"

#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ETH_HEADER_BYTES 14
/* What the card takes at most with RCTL.LPE, less the FCS. */
#define MAX_CAPTURED 16380
/* More than that is a damaged time stamp (and picoseconds have their end). */
#define MAX_SPAN_NS (100ull * 24 * 3600 * 1000000000)

struct entry {
	uint64_t ns; /* since the capture's earliest frame */
	size_t start;
	uint32_t len;
	uint32_t number; /* in the file, from 1 */
};

struct pcap_source {
	struct wire_source base;
	ps_t offset;
	uint8_t *bytes;
	size_t nbytes, bytes_room;
	struct entry *entries;
	size_t nentries, entries_room;
	size_t next;
};

static bool pcap_source_next(struct wire_source *s, struct wire_frame *f)
{
	struct pcap_source *p = (struct pcap_source *)s;
	const struct entry *e;

	if (p->next == p->nentries)
		return false;
	e = &p->entries[p->next++];
	f->at = p->offset + e->ns * PS_PER_NS;
	f->data = p->bytes + e->start;
	f->len = e->len;
	f->faults = WIRE_OK;
	return true;
}

static void pcap_source_destroy(struct wire_source *s)
{
	struct pcap_source *p = (struct pcap_source *)s;

	free(p->bytes);
	free(p->entries);
	free(p);
}

static void add(struct pcap_source *p, uint64_t ns, uint32_t number,
		const uint8_t *data, uint32_t len)
{
	if (p->nbytes + len > p->bytes_room) {
		p->bytes_room = 2 * (p->nbytes + len);
		p->bytes = wire_realloc(p->bytes, p->bytes_room);
	}
	if (p->nentries == p->entries_room) {
		p->entries_room = 2 * p->nentries + 64;
		p->entries = wire_realloc(
			p->entries, p->entries_room * sizeof(*p->entries));
	}
	memcpy(p->bytes + p->nbytes, data, len);
	p->entries[p->nentries++] = (struct entry){
		.ns = ns, .start = p->nbytes, .len = len, .number = number};
	p->nbytes += len;
}

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* NULL if the frame can be carried. */
static const char *reject(const struct pcap_pkthdr *h)
{
	if (h->caplen < h->len)
		return "is cut off (capture again with -s 0)";
	if (h->caplen > h->len)
		return "has more bytes than its length says";
	if (h->len < ETH_HEADER_BYTES)
		return "is shorter than an Ethernet header";
	if (h->len > MAX_CAPTURED)
		return "is longer than the card can take (capture again "
		       "with the offloads off: ethtool -K DEV tso off gso "
		       "off gro off)";
	if (h->ts.tv_sec < 0 || h->ts.tv_usec < 0 ||
	    h->ts.tv_usec >= 1000000000)
		return "has a time stamp that is no time";
	return NULL;
}

/* Reads the whole file. @first_ns becomes the time of the earliest frame. */
static int read_all(struct pcap_source *p, pcap_t *pcap, const char *path,
		    const uint8_t *src_mac, char *err, size_t err_len)
{
	uint64_t first_ns = UINT64_MAX, last_ns = 0;
	struct pcap_pkthdr *h;
	const u_char *data;
	uint32_t number = 0;
	int ret;

	while ((ret = pcap_next_ex(pcap, &h, &data)) == 1) {
		const char *why = reject(h);
		uint64_t ns;

		number++;
		if (why) {
			snprintf(err, err_len, "%s: frame %" PRIu32 " %s", path,
				 number, why);
			return -1;
		}
		ns = (uint64_t)h->ts.tv_sec * 1000000000 + h->ts.tv_usec;
		if (ns < first_ns)
			first_ns = ns;
		if (ns > last_ns)
			last_ns = ns;
		if (last_ns - first_ns > MAX_SPAN_NS) {
			snprintf(err, err_len,
				 "%s: frame %" PRIu32 " is more than 100 days "
				 "away from another one",
				 path, number);
			return -1;
		}
		if (!src_mac || !memcmp(data + 6, src_mac, 6))
			add(p, ns, number, data, h->len);
	}
	if (ret != PCAP_ERROR_BREAK) {
		snprintf(err, err_len, "%s: after frame %" PRIu32 ": %s", path,
			 number, pcap_geterr(pcap));
		return -1;
	}
	for (size_t i = 0; i < p->nentries; i++)
		p->entries[i].ns -= first_ns;
	/* Several queues of a card may have been captured out of order. */
	if (p->nentries)
		qsort(p->entries, p->nentries, sizeof(*p->entries), by_time);
	return 0;
}

static void mac_text(char out[18], const uint8_t *m)
{
	snprintf(out, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2],
		 m[3], m[4], m[5]);
}

struct wire_source *wire_pcap_source(const char *path, const uint8_t *src_mac,
				     ps_t offset, char *err, size_t err_len)
{
	char pcap_err[PCAP_ERRBUF_SIZE], mac[18];
	struct pcap_source *p;
	pcap_t *pcap;
	int ret = -1;

	pcap = pcap_open_offline_with_tstamp_precision(
		path, PCAP_TSTAMP_PRECISION_NANO, pcap_err);
	if (!pcap) {
		snprintf(err, err_len, "%s%s%s",
			 strstr(pcap_err, path) ? "" : path,
			 strstr(pcap_err, path) ? "" : ": ", pcap_err);
		return NULL;
	}
	p = wire_alloc(sizeof(*p));
	memset(p, 0, sizeof(*p));
	p->base.next = pcap_source_next;
	p->base.destroy = pcap_source_destroy;
	p->offset = offset;
	if (pcap_datalink(pcap) != DLT_EN10MB) {
		const char *name =
			pcap_datalink_val_to_name(pcap_datalink(pcap));

		snprintf(err, err_len,
			 "%s: holds frames of type %s, not Ethernet", path,
			 name ? name : "unknown");
	} else {
		ret = read_all(p, pcap, path, src_mac, err, err_len);
	}
	pcap_close(pcap);
	if (!ret && !p->nentries) {
		if (src_mac) {
			mac_text(mac, src_mac);
			snprintf(err, err_len, "%s: no frame from %s", path,
				 mac);
		} else {
			snprintf(err, err_len, "%s: holds no frame", path);
		}
		ret = -1;
	}
	if (ret) {
		pcap_source_destroy(&p->base);
		return NULL;
	}
	return &p->base;
}
