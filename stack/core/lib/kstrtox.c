// SPDX-License-Identifier: MIT
/* Numbers out of text. A trailing newline is allowed, as in Linux. */
#include <linux/kernel.h>

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long v = 0;
	bool any = false;

	if (*s == '+')
		s++;
	if ((base == 0 || base == 16) && s[0] == '0' &&
	    (s[1] == 'x' || s[1] == 'X')) {
		s += 2;
		base = 16;
	} else if (base == 0) {
		base = s[0] == '0' ? 8 : 10;
	}
	for (; *s && !(*s == '\n' && !s[1]); s++) {
		unsigned int d = (unsigned int)digit(*s);

		if (d >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(v, base, &v) ||
		    __builtin_add_overflow(v, d, &v))
			return -ERANGE;
		any = true;
	}
	if (!any)
		return -EINVAL;
	*res = v;
	return 0;
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long v;
	bool minus = *s == '-';
	int err = kstrtoull(s + minus, base, &v);

	if (err)
		return err;
	if (v > (unsigned long long)S64_MAX + minus)
		return -ERANGE;
	*res = (long long)(minus ? 0 - v : v);
	return 0;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	unsigned long long v;
	int err = kstrtoull(s, base, &v);

	if (!err && v > UINT_MAX)
		err = -ERANGE;
	if (!err)
		*res = (unsigned int)v;
	return err;
}

int kstrtoint(const char *s, unsigned int base, int *res)
{
	long long v;
	int err = kstrtoll(s, base, &v);

	if (!err && (v > INT_MAX || v < INT_MIN))
		err = -ERANGE;
	if (!err)
		*res = (int)v;
	return err;
}
