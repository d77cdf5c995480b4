/* SPDX-License-Identifier: MIT */
/* ringside attach: the card in a slot of somebody else's computer. */
#ifndef RINGSIDE_ATTACH_H
#define RINGSIDE_ATTACH_H

#include "options.h"
#include "scenario.h"

/* Serves until the client goes or a signal comes. The exit code. */
int attach(struct scenario *s, const struct options *o);

#endif
