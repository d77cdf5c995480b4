// SPDX-License-Identifier: MIT
/* wire.pcap: the wire's frames as libpcap writes them. */
#include "wire_internal.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wire_recorder {
	pcap_t *pcap;
	pcap_dumper_t *dump;
	char *path, *temp;
	int error; /* errno of the first write that failed */
};

static void recorder_free(struct wire_recorder *r)
{
	if (r->pcap)
		pcap_close(r->pcap);
	free(r->path);
	free(r->temp);
	free(r);
}

int wire_record(struct wire *w, const char *path, char *err, size_t err_len)
{
	size_t n = strlen(path);
	struct wire_recorder *r = wire_alloc(sizeof(*r));

	memset(r, 0, sizeof(*r));
	r->path = wire_alloc(n + 1);
	memcpy(r->path, path, n + 1);
	r->temp = wire_alloc(n + sizeof(".part"));
	memcpy(r->temp, path, n);
	memcpy(r->temp + n, ".part", sizeof(".part"));
	/* No frame is longer than the snapshot length: nothing is cut. */
	r->pcap = pcap_open_dead_with_tstamp_precision(
		DLT_EN10MB, 65535, PCAP_TSTAMP_PRECISION_NANO);
	if (!r->pcap) {
		snprintf(err, err_len, "%s: libpcap has no memory", path);
		recorder_free(r);
		return -1;
	}
	r->dump = pcap_dump_open(r->pcap, r->temp);
	if (!r->dump) {
		snprintf(err, err_len, "%s", pcap_geterr(r->pcap));
		recorder_free(r);
		return -1;
	}
	w->recorder = r;
	return 0;
}

void wire_recorder_frame(struct wire_recorder *r, ps_t last_bit,
			 const uint8_t *data, uint32_t len)
{
	struct pcap_pkthdr h;

	memset(&h, 0, sizeof(h));
	h.ts.tv_sec = last_bit / PS_PER_S;
	/* Nanoseconds: that is what the handle's precision says. */
	h.ts.tv_usec = last_bit % PS_PER_S / PS_PER_NS;
	h.caplen = len;
	h.len = len;
	errno = 0;
	pcap_dump((u_char *)r->dump, &h, data);
	if (ferror(pcap_dump_file(r->dump)) && !r->error)
		r->error = errno ? errno : EIO;
}

int wire_close_record(struct wire *w, char *err, size_t err_len)
{
	struct wire_recorder *r = w->recorder;
	int ret = 0;

	if (!r)
		return 0;
	w->recorder = NULL;
	errno = 0;
	if (pcap_dump_flush(r->dump) && !r->error)
		r->error = errno ? errno : EIO;
	pcap_dump_close(r->dump);
	if (!r->error && rename(r->temp, r->path))
		r->error = errno;
	if (r->error) {
		snprintf(err, err_len, "%s: cannot be written: %s", r->path,
			 strerror(r->error));
		remove(r->temp);
		ret = -1;
	}
	recorder_free(r);
	return ret;
}

void wire_discard_record(struct wire *w)
{
	struct wire_recorder *r = w->recorder;

	if (!r)
		return;
	w->recorder = NULL;
	pcap_dump_close(r->dump);
	remove(r->temp);
	recorder_free(r);
}
