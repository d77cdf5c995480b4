// SPDX-License-Identifier: MIT
/* Addresses and byte order. */
#include "libc.h"

#define EAFNOSUPPORT_ERRNO 97
#define ENOSPC_ERRNO	   28

uint16_t rs_htons(uint16_t v)
{
	return __builtin_bswap16(v);
}

uint32_t rs_htonl(uint32_t v)
{
	return __builtin_bswap32(v);
}

/* Four numbers up to 255, no more. */
static int parse(const char *s, unsigned char b[4])
{
	for (int i = 0; i < 4; i++) {
		unsigned v = 0;
		int digits = 0;

		for (; *s >= '0' && *s <= '9' && digits < 4; s++, digits++)
			v = 10 * v + (unsigned)(*s - '0');
		if (!digits || v > 255 || *s != (i < 3 ? '.' : '\0'))
			return 0;
		s++;
		b[i] = (unsigned char)v;
	}
	return 1;
}

int rs_inet_pton(int family, const char *s, void *to)
{
	unsigned char b[4];

	if (family != AF_INET) {
		*sys_errno() = EAFNOSUPPORT_ERRNO;
		return -1;
	}
	if (!parse(s, b))
		return 0;
	__builtin_memcpy(to, b, sizeof(b));
	return 1;
}

uint32_t rs_inet_addr(const char *s)
{
	uint32_t addr;

	return rs_inet_pton(AF_INET, s, &addr) == 1 ? addr : ~0u;
}

const char *rs_inet_ntop(int family, const void *from, char *s, uint32_t len)
{
	const unsigned char *b = from;
	char *p = s;

	if (family != AF_INET || len < sizeof("255.255.255.255")) {
		*sys_errno() =
			family != AF_INET ? EAFNOSUPPORT_ERRNO : ENOSPC_ERRNO;
		return NULL;
	}
	for (int i = 0; i < 4; i++) {
		if (b[i] >= 100)
			*p++ = (char)('0' + b[i] / 100);
		if (b[i] >= 10)
			*p++ = (char)('0' + b[i] / 10 % 10);
		*p++ = (char)('0' + b[i] % 10);
		*p++ = i < 3 ? '.' : '\0';
	}
	return s;
}
