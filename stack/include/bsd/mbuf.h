/* SPDX-License-Identifier: MIT */
/*
 * BSD's packet buffer, beside Linux's: a packet is a chain of small buffers
 * (m_next), packets form a queue (m_nextpkt). A buffer of 128 bytes holds its
 * own data, or points to a cluster of 2048 that several may share. Names and
 * meaning are those of 4.4BSD; with 64-bit pointers 96 bytes of data fit into a
 * buffer (108 there), 80 into the first one of a packet (100 there).
 *
 * Context: any but hardirq; a chain belongs to one user at a time. @how is
 * M_DONTWAIT or M_WAITOK, which the kernel's allocator takes as GFP_ATOMIC and
 * GFP_KERNEL: neither waits.
 */
#ifndef BSD_MBUF_H
#define BSD_MBUF_H

#include <linux/slab.h>
#include <linux/types.h>

struct net_device;

#define MSIZE	 128
#define MCLBYTES 2048
#define MLEN	 96 /* data in a buffer */
#define MHLEN	 80 /* in a packet's first one */
/* From here on a cluster is better than two buffers. */
#define MINCLSIZE (MHLEN + MLEN + 1)

#define M_DONTWAIT GFP_ATOMIC
#define M_WAITOK   GFP_KERNEL

enum { MT_FREE, MT_DATA, MT_HEADER, MT_SONAME };

#define M_EXT	 0x0001 /* the data is in a cluster */
#define M_PKTHDR 0x0002 /* a packet's first one */
#define M_BCAST	 0x0100
#define M_MCAST	 0x0200

#define M_COPYALL 1000000000

struct m_pkthdr {
	struct net_device *rcvif;
	int len; /* of the whole chain */
	u32 csum_data;
};

struct m_ext {
	char *ext_buf;
	/* A ring of all that share the cluster. */
	struct mbuf *ext_nextref, *ext_prevref;
	u32 ext_size;
};

struct mbuf {
	struct mbuf *m_next;
	struct mbuf *m_nextpkt;
	char *m_data;
	int m_len; /* of this one */
	u16 m_type;
	u16 m_flags;
	union {
		struct {
			struct m_pkthdr m_pkthdr;
			union {
				struct m_ext m_ext;
				char m_pktdat[MHLEN];
			};
		};
		char m_dat[MLEN];
	};
};

static_assert(sizeof(struct mbuf) == MSIZE, "an mbuf has 128 bytes");

/* What was done since the kernel began: struct kernel has one. A move is a
 * change of where a buffer's data begins or ends, or of what follows it. */
struct mbstat {
	u64 mbufs, clusters; /* allocated */
	u64 freed, clusters_freed;
	u64 moves;
	u64 copied; /* bytes */
};
struct mbstat *mbstat(void);

#define mtod(m, t) ((t)((m)->m_data))

/* NULL without memory. __PLACE__ tells a leak's origin. */
#define m_get(how, type)    __m_get(how, type, 0, __PLACE__)
#define m_gethdr(how, type) __m_get(how, type, M_PKTHDR, __PLACE__)
#define m_clget(m, how)	    __m_clget(m, how, __PLACE__)
struct mbuf *__m_get(gfp_t how, u16 type, u16 flags, const char *place);
/* A cluster for an empty buffer; false, and it stays without, if there is no
 * memory. */
bool __m_clget(struct mbuf *m, gfp_t how, const char *place);
/* Free one; returns what followed it. */
struct mbuf *m_free(struct mbuf *m);
/* Free a chain; NULL is one. */
void m_freem(struct mbuf *m);

/* Room before and behind the data that nobody else uses. */
int m_leadingspace(const struct mbuf *m);
int m_trailingspace(const struct mbuf *m);
/* Data of @len bytes at the end of an empty buffer, for what will come before.
 */
void m_align(struct mbuf *m, int len);
int m_length(const struct mbuf *m);

/* @len bytes before the data, uninitialized: in place if there is room, else in
 * a new buffer. Without memory the chain is freed, NULL. */
struct mbuf *m_prepend(struct mbuf *m, int len, gfp_t how);
/* The first @len bytes in one buffer, so that mtod() has all of a header. If
 * that cannot be (@len > MHLEN, the chain is shorter, no memory) the chain is
 * freed, NULL. */
struct mbuf *m_pullup(struct mbuf *m, int len);
/* What begins at @at, as a chain of its own; clusters are shared, not copied.
 * NULL: nothing was changed. */
struct mbuf *m_split(struct mbuf *m, int at, gfp_t how);
/* @n behind @m: short ones are copied into @m's last buffer. */
void m_cat(struct mbuf *m, struct mbuf *n);
/* Take @len bytes off the beginning, or -@len off the end. */
void m_adj(struct mbuf *m, int len);
/* A chain of @len bytes from @at on (M_COPYALL: all of them) that shares the
 * clusters and copies the rest. NULL without memory. */
struct mbuf *m_copym(const struct mbuf *m, int at, int len, gfp_t how);
void m_copydata(const struct mbuf *m, int at, int len, void *to);
/* Written over, and behind the end where the chain is shorter; -ENOMEM. */
int m_copyback(struct mbuf *m, int at, int len, const void *from);
/* A packet of @len bytes, copied from @from; the first one leaves @lead bytes
 * free. */
struct mbuf *m_frombytes(const void *from, int len, int lead, gfp_t how);

#endif
