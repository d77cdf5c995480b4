// SPDX-License-Identifier: MIT
/*
 * Formatting: C's integers, strings and characters, no floating point, and
 *  %pM  aa:bb:cc:dd:ee:ff     %pI4 10.9.0.2     %pad dma_addr_t in hex
 *  %pe  -ENOMEM and the like  %p, %px an address: printed as "(ptr)", since
 *       an address would differ between two equal runs
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <stdarg.h>

struct out {
	char *buf;
	size_t size, len;
};

/* A va_list that functions can use up together. */
struct arguments {
	va_list ap;
};

struct spec {
	bool left, zero, plus, space, alt, upper;
	int width, precision;
	int longs; /* 'l's minus 'h's */
	unsigned int base;
};

static void put(struct out *o, char c)
{
	if (o->len < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void pad(struct out *o, int n, char c)
{
	while (n-- > 0)
		put(o, c);
}

static void put_string(struct out *o, const char *s, const struct spec *f)
{
	size_t n =
		f->precision < 0 ? strlen(s) : strnlen(s, (size_t)f->precision);

	if (!f->left)
		pad(o, f->width - (int)n, ' ');
	for (size_t i = 0; i < n; i++)
		put(o, s[i]);
	if (f->left)
		pad(o, f->width - (int)n, ' ');
}

static void put_number(struct out *o, u64 v, bool minus, const struct spec *f)
{
	const char *digits = f->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[32], sign = 0;
	int n = 0, zeros, all;
	bool prefix = f->alt && f->base == 16 && v;

	if (minus)
		sign = '-';
	else if (f->plus)
		sign = '+';
	else if (f->space)
		sign = ' ';
	do {
		text[n++] = digits[v % f->base];
		v /= f->base;
	} while (v);
	if (f->alt && f->base == 8 && text[n - 1] != '0')
		text[n++] = '0';
	zeros = f->precision > n ? f->precision - n : 0;
	all = n + zeros + (sign != 0) + (prefix ? 2 : 0);
	if (f->zero && !f->left && f->precision < 0 && f->width > all) {
		zeros = f->width - all;
		all = f->width;
	}
	if (!f->left)
		pad(o, f->width - all, ' ');
	if (sign)
		put(o, sign);
	if (prefix) {
		put(o, '0');
		put(o, f->upper ? 'X' : 'x');
	}
	pad(o, zeros, '0');
	while (n)
		put(o, text[--n]);
	if (f->left)
		pad(o, f->width - all, ' ');
}

static void put_mac(struct out *o, const u8 *a, char separator)
{
	struct spec hex = {
		.zero = true, .width = 2, .precision = -1, .base = 16};

	for (int i = 0; i < 6; i++) {
		if (i && separator)
			put(o, separator);
		put_number(o, a[i], false, &hex);
	}
}

static void put_ip4(struct out *o, const u8 *a)
{
	struct spec dec = {.precision = -1, .base = 10};

	for (int i = 0; i < 4; i++) {
		if (i)
			put(o, '.');
		put_number(o, a[i], false, &dec);
	}
}

static void put_error(struct out *o, const void *p, const struct spec *f)
{
	static const struct {
		int err;
		const char *name;
	} names[] = {{EPERM, "-EPERM"},
		     {ENOENT, "-ENOENT"},
		     {EIO, "-EIO"},
		     {ENXIO, "-ENXIO"},
		     {EAGAIN, "-EAGAIN"},
		     {ENOMEM, "-ENOMEM"},
		     {EBUSY, "-EBUSY"},
		     {EEXIST, "-EEXIST"},
		     {ENODEV, "-ENODEV"},
		     {EINVAL, "-EINVAL"},
		     {ENOSPC, "-ENOSPC"},
		     {ETIMEDOUT, "-ETIMEDOUT"},
		     {EOPNOTSUPP, "-EOPNOTSUPP"}};
	struct spec dec = {.precision = -1, .base = 10};

	for (size_t i = 0; IS_ERR(p) && i < ARRAY_SIZE(names); i++)
		if (names[i].err == -PTR_ERR(p)) {
			put_string(o, names[i].name, f);
			return;
		}
	if (IS_ERR(p))
		put_number(o, (u64)-PTR_ERR(p), true, &dec);
	else
		put_string(o, "(ptr)", f);
}

/* Returns the last character of the format that was used. */
static const char *put_pointer(struct out *o, const char *fmt, const void *p,
			       const struct spec *f)
{
	struct spec hex = {.alt = true, .precision = -1, .base = 16};

	switch (fmt[1]) {
	case 'M':
		put_mac(o, p, ':');
		return fmt + 1;
	case 'm':
		put_mac(o, p, 0);
		return fmt + 1;
	case 'I':
		if (fmt[2] != '4')
			break;
		put_ip4(o, p);
		return fmt + 2;
	case 'a':
		put_number(o, *(const u64 *)p, false, &hex);
		return fmt[2] == 'd' || fmt[2] == 'p' ? fmt + 2 : fmt + 1;
	case 'e':
		put_error(o, p, f);
		return fmt + 1;
	case 'x':
	case 'K':
		put_string(o, p ? "(ptr)" : "(null)", f);
		return fmt + 1;
	}
	put_string(o, p ? "(ptr)" : "(null)", f);
	return fmt;
}

static const char *flags(const char *s, struct spec *f)
{
	for (;; s++) {
		switch (*s) {
		case '-':
			f->left = true;
			break;
		case '0':
			f->zero = true;
			break;
		case '+':
			f->plus = true;
			break;
		case ' ':
			f->space = true;
			break;
		case '#':
			f->alt = true;
			break;
		default:
			return s;
		}
	}
}

/* Width and precision are numbers in the format, or '*': an argument. */
static const char *size_of(const char *s, struct arguments *a, int *v)
{
	*v = 0;
	if (*s == '*') {
		*v = va_arg(a->ap, int);
		return s + 1;
	}
	while (*s >= '0' && *s <= '9')
		*v = *v * 10 + (*s++ - '0');
	return s;
}

static const char *read_spec(const char *s, struct arguments *a, struct spec *f)
{
	s = flags(s, f);
	s = size_of(s, a, &f->width);
	if (f->width < 0) {
		f->left = true;
		f->width = -f->width;
	}
	if (*s == '.')
		s = size_of(s + 1, a, &f->precision);
	for (;; s++) {
		if (*s == 'l')
			f->longs++;
		else if (*s == 'h')
			f->longs--;
		else if (*s == 'z' || *s == 't' || *s == 'j')
			f->longs = 1;
		else
			return s;
	}
}

static void put_signed(struct out *o, struct arguments *a, const struct spec *f)
{
	s64 v = f->longs > 0 ? va_arg(a->ap, long) : va_arg(a->ap, int);

	if (f->longs == -1)
		v = (short)v;
	else if (f->longs < -1)
		v = (s64)((u64)v << 56) >> 56;
	put_number(o, v < 0 ? 0 - (u64)v : (u64)v, v < 0, f);
}

static void put_unsigned(struct out *o, struct arguments *a,
			 const struct spec *f)
{
	u64 v = f->longs > 0 ? va_arg(a->ap, unsigned long)
			     : va_arg(a->ap, unsigned int);

	if (f->longs == -1)
		v = (unsigned short)v;
	else if (f->longs < -1)
		v = (unsigned char)v;
	put_number(o, v, false, f);
}

static void put_char(struct out *o, char c, const struct spec *f)
{
	if (!f->left)
		pad(o, f->width - 1, ' ');
	put(o, c);
	if (f->left)
		pad(o, f->width - 1, ' ');
}

/* @s is behind the '%'. Returns the last character that was used. */
static const char *conversion(struct out *o, const char *s, struct arguments *a)
{
	struct spec f = {.precision = -1, .base = 10};
	const char *text;

	s = read_spec(s, a, &f);
	switch (*s) {
	case 'c':
		put_char(o, (char)va_arg(a->ap, int), &f);
		return s;
	case 's':
		text = va_arg(a->ap, const char *);
		put_string(o, text ? text : "(null)", &f);
		return s;
	case 'p':
		return put_pointer(o, s, va_arg(a->ap, const void *), &f);
	case 'd':
	case 'i':
		put_signed(o, a, &f);
		return s;
	case 'u':
		put_unsigned(o, a, &f);
		return s;
	case 'x':
	case 'X':
		f.upper = *s == 'X';
		f.base = 16;
		put_unsigned(o, a, &f);
		return s;
	case 'o':
		f.base = 8;
		put_unsigned(o, a, &f);
		return s;
	case '%':
		put(o, '%');
		return s;
	}
	/* Not a format: shown as it is. */
	put(o, '%');
	return s - 1;
}

int k_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = {buf, size ? size - 1 : 0, 0};
	struct arguments a;

	va_copy(a.ap, args);
	for (; *fmt; fmt++) {
		if (*fmt == '%')
			fmt = conversion(&o, fmt + 1, &a);
		else
			put(&o, *fmt);
	}
	va_end(a.ap);
	if (size)
		buf[o.len < size - 1 ? o.len : size - 1] = '\0';
	return (int)o.len;
}

int k_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = k_vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

int k_vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int n = k_vsnprintf(buf, size, fmt, args);

	if (!size)
		return 0;
	return n < (int)size ? n : (int)size - 1;
}

int k_scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = k_vscnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}
