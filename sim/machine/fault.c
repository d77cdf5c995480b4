/* SPDX-License-Identifier: MIT */
/* A run that cannot go on: what happened, when, and who was running. */
#include "internal.h"

#include <execinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 48

void fault_call_stack(char *text, size_t len)
{
	void *frame[DEPTH];
	int n = backtrace(frame, DEPTH), i;
	size_t at = 0;

	text[0] = '\0';
	/* Not this function and its caller, fault(). */
	for (i = 2; i < n && at < len; i++) {
		char name[128];

		/* A return address is behind the call. */
		symbol_name((char *)frame[i] - 1, name, sizeof(name));
		if (!strcmp(name, "?"))
			continue;
		at += (size_t)snprintf(text + at, len - at, "  in %s\n", name);
	}
}

void fault(struct machine *m, const char *fmt, ...)
{
	size_t at;
	va_list ap;

	m = m->owner;
	at = strlen(m->error);
	if (at < sizeof(m->error))
		at += (size_t)snprintf(m->error + at, sizeof(m->error) - at,
				       "fault at NIC cycle %llu, %llu ps: ",
				       (unsigned long long)m->edge,
				       (unsigned long long)clock_now(m));
	va_start(ap, fmt);
	if (at < sizeof(m->error))
		at += (size_t)vsnprintf(m->error + at, sizeof(m->error) - at,
					fmt, ap);
	va_end(ap);
	if (at < sizeof(m->error))
		at += (size_t)snprintf(m->error + at, sizeof(m->error) - at,
				       "\n");
	if (at < sizeof(m->error))
		fault_call_stack(m->error + at, sizeof(m->error) - at);
	if (!m->running) {
		/* Called from outside, where there is nowhere to go back to. */
		fputs(m->error, stderr);
		abort();
	}
	for (unsigned i = 0; i < m->cards; i++)
		frames_finish(m->card[i]);
	clock_leave(m, MACHINE_FAULT);
	__builtin_trap();
}

void machine_died(struct machine *m, const char *how)
{
	size_t at;

	if (*m->error)
		return;
	at = (size_t)snprintf(m->error, sizeof(m->error),
			      "died at NIC cycle %llu, %llu ps: %s\n",
			      (unsigned long long)m->edge,
			      (unsigned long long)clock_now(m), how);
	if (at < sizeof(m->error))
		fault_call_stack(m->error + at, sizeof(m->error) - at);
}

void machine_panic(struct machine *m, const char *text)
{
	fault(m, "%s", text);
}

const char *machine_error(const struct machine *m)
{
	return m->error;
}
