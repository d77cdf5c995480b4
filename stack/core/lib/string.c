// SPDX-License-Identifier: MIT
/* Strings. barrier() keeps the compiler from making calls of the C library
 * out of these loops. */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>

size_t k_strlen(const char *s)
{
	size_t n = 0;

	while (s[n]) {
		n++;
		barrier();
	}
	return n;
}

size_t k_strnlen(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i]) {
		i++;
		barrier();
	}
	return i;
}

int k_strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int k_strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

char *k_strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)(unsigned long)s;
		if (!*s)
			return NULL;
	}
}

ssize_t strscpy(char *d, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		d[i] = s[i];
		if (!s[i])
			return (ssize_t)i;
	}
	if (n)
		d[n - 1] = '\0';
	return -E2BIG;
}

size_t k_strlcpy(char *d, const char *s, size_t n)
{
	strscpy(d, s, n);
	return k_strlen(s);
}

char *k_strncpy(char *d, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && s[i]; i++)
		d[i] = s[i];
	if (i < n)
		memset(d + i, 0, n - i);
	return d;
}

void *k_memchr_inv(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p != (unsigned char)c)
			return (void *)(unsigned long)p;
	return NULL;
}
