// SPDX-License-Identifier: MIT
/* Text: what programs print becomes lines of the kernel's log. */
#include <stdarg.h>

#include "libc.h"

#define LINE 160

/* The kernel's, core/lib/vsprintf.c. */
int k_vscnprintf(char *buf, size_t size, const char *fmt, va_list args);

size_t rs_strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int rs_strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int rs_atoi(const char *s)
{
	int v = 0, sign = *s == '-' ? -1 : 1;

	if (*s == '-' || *s == '+')
		s++;
	while (*s >= '0' && *s <= '9')
		v = 10 * v + (*s++ - '0');
	return sign * v;
}

/* Each call of printf() is a line, with or without its end: programs of this
 * house print whole lines. */
static void print_line(char *s)
{
	size_t n = rs_strlen(s);

	if (n && s[n - 1] == '\n')
		s[n - 1] = '\0';
	sys_log("%s", s);
}

int rs_printf(const char *fmt, ...)
{
	char line[LINE];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = k_vscnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	print_line(line);
	return n;
}

int rs_puts(const char *s)
{
	sys_log("%s", s);
	return 1;
}

void rs_flush(void)
{
}

static const struct {
	int err;
	const char *text;
} errors[] = {
	{1, "Operation not permitted"},
	{4, "Interrupted system call"},
	{9, "Bad file descriptor"},
	{11, "Resource temporarily unavailable"},
	{13, "Permission denied"},
	{14, "Bad address"},
	{22, "Invalid argument"},
	{32, "Broken pipe"},
	{88, "Socket operation on non-socket"},
	{89, "Destination address required"},
	{90, "Message too long"},
	{92, "Protocol not available"},
	{93, "Protocol not supported"},
	{95, "Operation not supported"},
	{97, "Address family not supported by protocol"},
	{98, "Address already in use"},
	{99, "Cannot assign requested address"},
	{101, "Network is unreachable"},
	{106, "Transport endpoint is already connected"},
	{107, "Transport endpoint is not connected"},
	{111, "Connection refused"},
	{113, "No route to host"},
};

const char *rs_strerror(int err)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].err == err)
			return errors[i].text;
	return "Unknown error";
}

void rs_perror(const char *s)
{
	rs_printf("%s: %s\n", s, rs_strerror(*sys_errno()));
}
