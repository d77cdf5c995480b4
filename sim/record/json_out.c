// SPDX-License-Identifier: MIT
#include "json_out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int json_open(struct json_out *o, const char *path, char *err, size_t err_len)
{
	size_t n = strlen(path);

	memset(o, 0, sizeof(*o));
	o->path = malloc(n + 1);
	o->part = malloc(n + sizeof(".part"));
	if (!o->path || !o->part) {
		snprintf(err, err_len, "%s: out of memory", path);
		goto fail;
	}
	memcpy(o->path, path, n + 1);
	memcpy(o->part, path, n);
	memcpy(o->part + n, ".part", sizeof(".part"));
	o->f = fopen(o->part, "w");
	if (o->f)
		return 0;
	snprintf(err, err_len, "%s: %s", o->part, strerror(errno));
fail:
	free(o->path);
	free(o->part);
	return -1;
}

int json_close(struct json_out *o, char *err, size_t err_len)
{
	bool bad = ferror(o->f);
	int ret = 0;

	errno = 0;
	if (fclose(o->f) || bad || rename(o->part, o->path)) {
		snprintf(err, err_len, "%s: %s", o->path,
			 errno ? strerror(errno) : "could not be written");
		remove(o->part);
		ret = -1;
	}
	free(o->path);
	free(o->part);
	return ret;
}

void json_discard(struct json_out *o)
{
	fclose(o->f);
	remove(o->part);
	free(o->path);
	free(o->part);
}

void json_raw(struct json_out *o, const char *s, size_t n)
{
	fwrite(s, 1, n, o->f);
	o->bytes += n;
}

void json_put(struct json_out *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vfprintf(o->f, fmt, ap);
	va_end(ap);
	if (n > 0)
		o->bytes += (uint64_t)n;
}

void json_number(struct json_out *o, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	json_raw(o, digits + at, sizeof(digits) - at);
}

void json_us(struct json_out *o, ps_t at)
{
	uint64_t rest = at % 1000000;
	unsigned places = rest % 1000 ? 6 : 3;
	char part[7] = ".000000";

	if (places == 3)
		rest /= 1000;
	for (unsigned i = places; i; i--) {
		part[i] = (char)('0' + rest % 10);
		rest /= 10;
	}
	json_number(o, at / 1000000);
	json_raw(o, part, places + 1);
}

/* How many bytes the character at @s has; 0: it is none of UTF-8 (RFC 3629). */
static unsigned utf8_length(const unsigned char *s)
{
	unsigned n = s[0] < 0x80   ? 1
		     : s[0] < 0xc2 ? 0
		     : s[0] < 0xe0 ? 2
		     : s[0] < 0xf0 ? 3
		     : s[0] < 0xf5 ? 4
				   : 0;

	for (unsigned i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than need be, a surrogate, or beyond the last one. */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

void json_text(struct json_out *o, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	json_raw(o, "\"", 1);
	while (*s) {
		unsigned n = utf8_length(s);

		if (*s == '"' || *s == '\\')
			json_put(o, "\\%c", *s);
		else if (*s < ' ' || *s == '<' || *s == 0x7f)
			json_put(o, "\\u%04x", *s);
		else if (!n)
			json_raw(o, "\\ufffd", 6);
		else
			json_raw(o, (const char *)s, n);
		s += n ? n : 1;
	}
	json_raw(o, "\"", 1);
}
