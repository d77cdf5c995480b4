/* SPDX-License-Identifier: MIT */
/* --wave-around: when it happens, that is found out by running to it once. */
#ifndef RINGSIDE_AROUND_H
#define RINGSIDE_AROUND_H

#include "options.h"

#include <signal.h>
#include <stddef.h>

/* The window goes to @window's from and to. 0; or -1 with a message: it does
 * not happen, the scenario is wrong, or *@stop was set meanwhile. */
int around_find(const struct options *o, struct recording_options *window,
		const volatile sig_atomic_t *stop, char *err, size_t err_len);

#endif
