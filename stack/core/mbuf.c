// SPDX-License-Identifier: MIT
/* BSD's mbufs: what each function does is in bsd/mbuf.h. */
#include "core.h"

#include <bsd/mbuf.h>

struct mbstat *mbstat(void)
{
	return &this_kernel()->mb;
}

static void moved(struct mbuf *m, char *data, int len)
{
	m->m_data = data;
	m->m_len = len;
	mbstat()->moves++;
}

static void link_to(struct mbuf *m, struct mbuf *next)
{
	m->m_next = next;
	mbstat()->moves++;
}

static void copied(void *to, const void *from, int len)
{
	memcpy(to, from, (size_t)len);
	mbstat()->copied += (u64)len;
}

/* ---- one buffer ---- */

static char *own_data(struct mbuf *m)
{
	return m->m_flags & M_PKTHDR ? m->m_pktdat : m->m_dat;
}

static char *begin(const struct mbuf *m)
{
	if (m->m_flags & M_EXT)
		return m->m_ext.ext_buf;
	return own_data((struct mbuf *)m);
}

static int capacity(const struct mbuf *m)
{
	if (m->m_flags & M_EXT)
		return (int)m->m_ext.ext_size;
	return m->m_flags & M_PKTHDR ? MHLEN : MLEN;
}

static bool cluster_shared(const struct mbuf *m)
{
	return m->m_flags & M_EXT && m->m_ext.ext_nextref != m;
}

struct mbuf *__m_get(gfp_t how, u16 type, u16 flags, const char *place)
{
	struct kernel *k = this_kernel();
	struct mbuf *m = __kmalloc_at(sizeof(*m), how, place);

	if (!m)
		return NULL;
	k->mb.mbufs++;
	m->m_next = m->m_nextpkt = NULL;
	m->m_type = type;
	m->m_flags = flags;
	if (flags & M_PKTHDR)
		m->m_pkthdr = (struct m_pkthdr){0};
	m->m_data = own_data(m);
	m->m_len = 0;
	return m;
}

bool __m_clget(struct mbuf *m, gfp_t how, const char *place)
{
	struct kernel *k = this_kernel();
	char *cluster;

	BUG_ON(m->m_flags & M_EXT || m->m_len);
	cluster = __kmalloc_at(MCLBYTES, how, place);
	if (!cluster)
		return false;
	k->mb.clusters++;
	/* A packet's header stays; plain buffers have no room for both. */
	m->m_flags |= M_EXT;
	m->m_ext = (struct m_ext){
		.ext_buf = cluster,
		.ext_nextref = m,
		.ext_prevref = m,
		.ext_size = MCLBYTES,
	};
	moved(m, cluster, 0);
	return true;
}

/* @n gets @m's cluster too. */
static void share_cluster(struct mbuf *n, struct mbuf *m)
{
	n->m_flags |= M_EXT;
	n->m_ext.ext_buf = m->m_ext.ext_buf;
	n->m_ext.ext_size = m->m_ext.ext_size;
	n->m_ext.ext_nextref = m->m_ext.ext_nextref;
	n->m_ext.ext_prevref = m;
	m->m_ext.ext_nextref->m_ext.ext_prevref = n;
	m->m_ext.ext_nextref = n;
}

static void drop_cluster(struct kernel *k, struct mbuf *m)
{
	if (cluster_shared(m)) {
		m->m_ext.ext_nextref->m_ext.ext_prevref = m->m_ext.ext_prevref;
		m->m_ext.ext_prevref->m_ext.ext_nextref = m->m_ext.ext_nextref;
	} else {
		kfree(m->m_ext.ext_buf);
		k->mb.clusters_freed++;
	}
}

struct mbuf *m_free(struct mbuf *m)
{
	struct kernel *k = this_kernel();
	struct mbuf *next = m->m_next;

	if (m->m_type == MT_FREE)
		panic("mbuf freed twice");
	if (m->m_flags & M_EXT)
		drop_cluster(k, m);
	m->m_type = MT_FREE;
	k->mb.freed++;
	kfree(m);
	return next;
}

void m_freem(struct mbuf *m)
{
	while (m)
		m = m_free(m);
}

int m_leadingspace(const struct mbuf *m)
{
	return cluster_shared(m) ? 0 : (int)(m->m_data - begin(m));
}

int m_trailingspace(const struct mbuf *m)
{
	if (cluster_shared(m))
		return 0;
	return (int)(begin(m) + capacity(m) - (m->m_data + m->m_len));
}

void m_align(struct mbuf *m, int len)
{
	/* Headers are read as 32-bit words. */
	moved(m, begin(m) + ((capacity(m) - len) & ~3), m->m_len);
}

int m_length(const struct mbuf *m)
{
	int len = 0;

	for (; m; m = m->m_next)
		len += m->m_len;
	return len;
}

/* ---- chains ---- */

/* The packet's header goes from one first buffer to another. */
static void move_pkthdr(struct mbuf *to, struct mbuf *from)
{
	to->m_pkthdr = from->m_pkthdr;
	to->m_flags |= from->m_flags & (M_BCAST | M_MCAST);
	to->m_nextpkt = from->m_nextpkt;
	from->m_flags &= (u16) ~(M_PKTHDR | M_BCAST | M_MCAST);
	from->m_nextpkt = NULL;
}

struct mbuf *m_prepend(struct mbuf *m, int len, gfp_t how)
{
	struct mbuf *n;

	if (len <= m_leadingspace(m)) {
		moved(m, m->m_data - len, m->m_len + len);
		if (m->m_flags & M_PKTHDR)
			m->m_pkthdr.len += len;
		return m;
	}
	n = __m_get(how, m->m_type, m->m_flags & M_PKTHDR, __PLACE__);
	if (!n || len > capacity(n)) {
		m_freem(n);
		m_freem(m);
		return NULL;
	}
	if (m->m_flags & M_PKTHDR) {
		move_pkthdr(n, m);
		n->m_pkthdr.len += len;
	}
	m_align(n, len);
	n->m_len = len;
	link_to(n, m);
	return n;
}

struct mbuf *m_pullup(struct mbuf *m, int len)
{
	struct mbuf *n;
	int need;

	/* What fits behind the first one's data is added there. */
	if (!cluster_shared(m) && m->m_next &&
	    len - m->m_len <= m_trailingspace(m)) {
		if (m->m_len >= len)
			return m;
		n = m;
		m = m->m_next;
	} else {
		if (m->m_len >= len)
			return m;
		if (len > MHLEN)
			goto bad;
		n = __m_get(M_DONTWAIT, m->m_type, m->m_flags & M_PKTHDR,
			    __PLACE__);
		if (!n)
			goto bad;
		if (m->m_flags & M_PKTHDR)
			move_pkthdr(n, m);
	}
	need = len - n->m_len;
	while (need > 0 && m) {
		int piece = min(need, m->m_len);

		copied(n->m_data + n->m_len, m->m_data, piece);
		n->m_len += piece;
		need -= piece;
		moved(m, m->m_data + piece, m->m_len - piece);
		if (!m->m_len)
			m = m_free(m);
	}
	link_to(n, m);
	if (!need)
		return n;
	m = n;
bad:
	m_freem(m);
	return NULL;
}

/* @n has @len bytes of @m from @at on. */
static void take(struct mbuf *n, const struct mbuf *m, int at, int len)
{
	if (m->m_flags & M_EXT) {
		share_cluster(n, (struct mbuf *)m);
		moved(n, m->m_data + at, len);
	} else {
		copied(n->m_data, m->m_data + at, len);
		n->m_len = len;
	}
}

struct mbuf *m_copym(const struct mbuf *m, int at, int len, gfp_t how)
{
	bool first = at == 0 && m->m_flags & M_PKTHDR;
	const struct m_pkthdr *hdr = first ? &m->m_pkthdr : NULL;
	u16 flags = first ? m->m_flags & (M_PKTHDR | M_BCAST | M_MCAST) : 0;
	struct mbuf *top = NULL, **np = &top;
	int whole = 0;

	for (; m && at >= m->m_len && len > 0; m = m->m_next)
		at -= m->m_len;
	for (; m && len > 0; m = m->m_next, at = 0, np = &(*np)->m_next) {
		int piece = min(len, m->m_len - at);
		struct mbuf *n = __m_get(how, m->m_type, flags, __PLACE__);

		if (!n) {
			m_freem(top);
			return NULL;
		}
		if (hdr)
			n->m_pkthdr = *hdr;
		take(n, m, at, piece);
		*np = n;
		mbstat()->moves++;
		whole += piece;
		if (len != M_COPYALL)
			len -= piece;
		hdr = NULL;
		flags = 0;
	}
	if (len > 0 && len != M_COPYALL)
		panic("m_copym: %d bytes beyond the chain", len);
	if (top && first)
		top->m_pkthdr.len = whole;
	return top;
}

struct mbuf *m_split(struct mbuf *m0, int at, gfp_t how)
{
	struct mbuf *m = m0, *n;
	int left = at;

	while (m && left > m->m_len) {
		left -= m->m_len;
		m = m->m_next;
	}
	if (!m)
		return NULL;
	if (left == m->m_len && !(m0->m_flags & M_PKTHDR)) {
		n = m->m_next;
		link_to(m, NULL);
		return n;
	}
	n = __m_get(how, m->m_type, m0->m_flags & M_PKTHDR, __PLACE__);
	if (!n)
		return NULL;
	if (m0->m_flags & M_PKTHDR) {
		n->m_pkthdr.rcvif = m0->m_pkthdr.rcvif;
		n->m_pkthdr.len = m0->m_pkthdr.len - at;
	}
	if (m->m_flags & M_EXT || m->m_len - left <= capacity(n)) {
		take(n, m, left, m->m_len - left);
		link_to(n, m->m_next);
	} else { /* a whole plain buffer does not fit into a first one */
		struct mbuf *rest = __m_get(how, m->m_type, 0, __PLACE__);

		if (!rest) {
			m_free(n);
			return NULL;
		}
		take(rest, m, left, m->m_len - left);
		link_to(rest, m->m_next);
		link_to(n, rest);
	}
	if (m0->m_flags & M_PKTHDR)
		m0->m_pkthdr.len = at;
	moved(m, m->m_data, left);
	link_to(m, NULL);
	return n;
}

void m_cat(struct mbuf *m, struct mbuf *n)
{
	while (m->m_next)
		m = m->m_next;
	while (n) {
		if (m->m_flags & M_EXT || n->m_len > m_trailingspace(m)) {
			link_to(m, n);
			return;
		}
		copied(m->m_data + m->m_len, n->m_data, n->m_len);
		moved(m, m->m_data, m->m_len + n->m_len);
		n = m_free(n);
	}
}

static void adjust_end(struct mbuf *m0, int len)
{
	int keep = m_length(m0) - len;
	struct mbuf *m;

	if (keep < 0)
		keep = 0;
	if (m0->m_flags & M_PKTHDR)
		m0->m_pkthdr.len = keep;
	for (m = m0; m; m = m->m_next) {
		if (m->m_len >= keep)
			break;
		keep -= m->m_len;
	}
	if (!m)
		return;
	moved(m, m->m_data, keep);
	/* Empty ones stay in the chain, as in BSD. */
	for (m = m->m_next; m; m = m->m_next)
		moved(m, m->m_data, 0);
}

void m_adj(struct mbuf *m, int len)
{
	if (len < 0) {
		adjust_end(m, -len);
		return;
	}
	len = min(len, m_length(m));
	if (m->m_flags & M_PKTHDR)
		m->m_pkthdr.len -= len;
	for (; len; m = m->m_next) {
		int piece = min(len, m->m_len);

		moved(m, m->m_data + piece, m->m_len - piece);
		len -= piece;
	}
}

/* ---- bytes ---- */

void m_copydata(const struct mbuf *m, int at, int len, void *to)
{
	u8 *p = to;

	for (; m && at >= m->m_len; m = m->m_next)
		at -= m->m_len;
	for (; m && len; m = m->m_next, at = 0) {
		int piece = min(len, m->m_len - at);

		copied(p, m->m_data + at, piece);
		p += piece;
		len -= piece;
	}
	if (len)
		panic("m_copydata: %d bytes beyond the chain", len);
}

int m_copyback(struct mbuf *m0, int at, int len, const void *from)
{
	const u8 *p = from;
	struct mbuf *m = m0;
	int end = at + len;

	for (; m->m_next && at > m->m_len; m = m->m_next)
		at -= m->m_len;
	for (;;) {
		int room = m->m_next ? m->m_len : m->m_len + m_trailingspace(m);
		int piece;

		if (at > m->m_len) { /* a gap is zeros */
			piece = min(at, room);
			memset(m->m_data + m->m_len, 0,
			       (size_t)(piece - m->m_len));
			moved(m, m->m_data, piece);
		}
		piece = max(0, min(len, room - at));
		if (piece) {
			copied(m->m_data + at, p, piece);
			if (at + piece > m->m_len)
				moved(m, m->m_data, at + piece);
			p += piece;
			len -= piece;
			at += piece;
		}
		if (!len)
			break;
		at -= m->m_len;
		if (!m->m_next) {
			struct mbuf *n =
				__m_get(M_DONTWAIT, m->m_type, 0, __PLACE__);

			if (!n)
				return -ENOMEM;
			link_to(m, n);
		}
		m = m->m_next;
	}
	if (m0->m_flags & M_PKTHDR && m0->m_pkthdr.len < end)
		m0->m_pkthdr.len = end;
	return 0;
}

struct mbuf *m_frombytes(const void *from, int len, int lead, gfp_t how)
{
	struct mbuf *top = m_gethdr(how, MT_DATA), *m = top;
	const u8 *p = from;
	int left = len;

	while (m) {
		if (left >= MINCLSIZE && !m_clget(m, how))
			break;
		if (m == top && lead)
			moved(m, m->m_data + lead, 0);
		m->m_len = min(left, m_trailingspace(m));
		copied(m->m_data, p, m->m_len);
		p += m->m_len;
		left -= m->m_len;
		if (!left) {
			top->m_pkthdr.len = len;
			return top;
		}
		m->m_next = m_get(how, MT_DATA);
		mbstat()->moves++;
		m = m->m_next;
	}
	m_freem(top);
	return NULL;
}
