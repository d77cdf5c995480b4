// SPDX-License-Identifier: MIT
#include "calls.h"

#include "../machine/internal.h"
#include "functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#define LANES  24
#define FRAMES 64 /* remembered; what is deeper is counted only */

/* A function that is being called. The strings are the program's, or those of
 * struct functions. */
struct call {
	const char *name, *source;
};

struct call_stack {
	uint64_t recording; /* of which this is true; see struct calls */
	unsigned depth;
	unsigned hidden; /* the outermost ones, of the idle process */
	struct call call[FRAMES];
};

struct calls {
	unsigned lane[LANES];
	const char *shown[LANES]; /* NULL: nothing */
	uint64_t recording;	  /* number of recordings begun */
	/*
	 * Of the stack that runs. A switch leaves it with the fiber that it
	 * leaves and takes that of the one it goes to, so each has one owner.
	 */
	struct call_stack *running;
	const char *idle_frame; /* of machine_idle(), on the idle stack */
	struct functions functions;
};

int calls_init(struct machine *m)
{
	struct calls *c = calloc(1, sizeof(*c));
	char name[8];

	m->calls = c;
	if (!c)
		return -1;
	for (unsigned i = 0; i < LANES; i++) {
		const struct lane lane = {
			.scope = "software.calls",
			.name = name,
			.kind = LANE_TEXT,
		};

		snprintf(name, sizeof(name), "call%02u", i);
		c->lane[i] = record_lane(m->record, &lane);
	}
	return 0;
}

void calls_free(struct machine *m)
{
	struct calls *c = m->calls;

	if (!c)
		return;
	functions_free(&c->functions);
	free(c->running);
	free(c);
	m->calls = NULL;
}

/* ---- lanes ----------------------------------------------------------------
 */

/* What a lane should show; NULL: nothing. */
static const char *name_at(const struct call_stack *s, unsigned lane)
{
	unsigned at = s->hidden + lane;

	return at < s->depth && at < FRAMES ? s->call[at].name : NULL;
}

static void show(struct machine *m, unsigned lane, const char *name)
{
	struct calls *c = m->calls;

	if (name == c->shown[lane])
		return;
	c->shown[lane] = name;
	record_text(m->record, c->lane[lane], clock_now(m), name ? name : "");
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/*
 * Another stack, or the same seen otherwise. What it has in common with the one
 * shown stays; the rest ends, the innermost first, and the other begins: an
 * equal name below an unequal one is another call.
 */
static void show_stack(struct machine *m)
{
	struct calls *c = m->calls;
	const struct call_stack *s = c->running;
	unsigned first = 0, i;

	while (first < LANES && same(c->shown[first], name_at(s, first)))
		first++;
	for (i = LANES; i-- > first;)
		show(m, i, NULL);
	for (i = first; i < LANES; i++)
		show(m, i, name_at(s, i));
}

/* ---- calls ----------------------------------------------------------------
 */

static struct call_stack *running(const struct machine *m)
{
	struct calls *c = m->calls;
	struct call_stack *s = c->running;

	return s && s->recording == c->recording ? s : NULL;
}

/*
 * What code has changed until now is sampled before the lane of the call
 * changes: it was the caller, or the function that returns, that changed it.
 */
static void enter(struct machine *m, const char *name, const char *source)
{
	struct call_stack *s = running(m);
	unsigned lane;

	record_poll(m->record);
	if (!s)
		return;
	if (s->depth < FRAMES)
		s->call[s->depth] = (struct call){name, source};
	s->depth++;
	lane = s->depth - 1 - s->hidden;
	if (lane < LANES)
		show(m, lane, name);
}

void calls_leave(struct machine *m)
{
	struct call_stack *s = running(m);

	record_poll(m->record);
	/* Nothing there: it had begun before the recording, unknown. */
	if (!s || !s->depth)
		return;
	s->depth--;
	if (s->hidden > s->depth)
		s->hidden = s->depth;
	if (s->depth - s->hidden < LANES)
		show(m, s->depth - s->hidden, NULL);
}

void cpu_enter(const struct cpu_function *f)
{
	struct machine *m = machine_this();

	if (m)
		enter(m, cpu_function_at(&f->name),
		      cpu_function_at(&f->source));
}

void cpu_leave(void)
{
	struct machine *m = machine_this();

	if (m)
		calls_leave(m);
}

void calls_enter_address(struct machine *m, const void *address,
			 const void *from)
{
	const struct functions *list = &m->calls->functions;
	const struct function *f = functions_find(list, address);
	const struct function *caller =
		functions_find(list, (const char *)from - 1);
	const struct call_stack *s = running(m);
	const char *name = f ? f->name : "?";

	/* The compiler counts a function's first block before it says that it
	 * begins: a stack that was rebuilt in that has the function already. */
	if (s && s->depth && s->depth <= FRAMES && f != caller &&
	    s->call[s->depth - 1].name == name)
		return;
	enter(m, name, f ? f->source : "");
}

const char *calls_driver(const struct machine *m)
{
	const struct call_stack *s = running(m);
	unsigned top, i;

	if (!s || !s->depth)
		return NULL;
	top = s->depth < FRAMES ? s->depth : FRAMES;
	for (i = top; i--;)
		if (!strncmp(s->call[i].source, "driver/", 7))
			return s->call[i].name;
	return s->call[top - 1].name;
}

/* ---- stacks ---------------------------------------------------------------
 */

struct unwinding {
	const struct calls *calls;
	struct call_stack *stack;
	const char *lowest, *highest;
	unsigned hidden; /* if the idle process' frame is on this stack */
};

/* Innermost first; they are turned round in the end. */
static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *arg)
{
	struct unwinding *u = arg;
	struct call_stack *s = u->stack;
	int at_fault = 0;
	uintptr_t ip = (uintptr_t)_Unwind_GetIPInfo(context, &at_fault);
	/* Of the frame at its call. */
	const char *sp = (const char *)_Unwind_GetCFA(context);
	const struct function *f;

	if (!u->lowest)
		u->lowest = sp;
	u->highest = sp;
	/* A return address is behind the call. */
	f = functions_find(&u->calls->functions,
			   (const void *)(ip - !at_fault));
	if (!f)
		return _URC_NO_REASON;
	/* Too many: the outermost ones stay. */
	s->call[s->depth++ % FRAMES] = (struct call){f->name, f->source};
	if (sp > u->calls->idle_frame)
		u->hidden++;
	return _URC_NO_REASON;
}

static void reverse(struct call_stack *s)
{
	struct call found[FRAMES];
	unsigned n = s->depth < FRAMES ? s->depth : FRAMES, i;

	memcpy(found, s->call, sizeof(found));
	for (i = 0; i < n; i++)
		s->call[i] = found[(s->depth - 1 - i) % FRAMES];
}

/* The call stack of the stack that this function runs on. */
static void rebuild(const struct calls *c, struct call_stack *s)
{
	struct unwinding u = {.calls = c, .stack = s};

	memset(s, 0, sizeof(*s));
	s->recording = c->recording;
	_Unwind_Backtrace(add_frame, &u);
	reverse(s);
	if (u.lowest < c->idle_frame && c->idle_frame < u.highest)
		s->hidden = u.hidden;
}

/* Context: CPU, on the stack @to; or outside, when the CPU pauses. */
void fiber_arrived(struct fiber *from, struct fiber *to)
{
	struct machine *m;
	struct calls *c;

	if (likely(!cpu_marks))
		return;
	m = machine_this();
	if (!m || to == m->outside)
		return;
	c = m->calls;
	if (from != m->outside) {
		struct call_stack **left = fiber_calls(from);
		struct call_stack **found = fiber_calls(to);

		free(*left);
		*left = c->running;
		c->running = *found;
		*found = NULL;
	}
	if (!c->running) {
		c->running = calloc(1, sizeof(*c->running));
		if (!c->running) {
			fprintf(stderr, "calls: out of memory\n");
			exit(1);
		}
	}
	if (c->running->recording != c->recording)
		rebuild(c, c->running);
	show_stack(m);
}

void calls_idle(struct machine *m, const void *frame)
{
	struct call_stack *s;

	m->calls->idle_frame = frame;
	if (likely(!cpu_marks))
		return;
	s = running(m);
	if (!s)
		return;
	s->hidden = s->depth;
	show_stack(m);
}

/* ---- begin and end ----------------------------------------------------------
 */

void calls_begin(struct machine *m, ps_t at)
{
	struct calls *c = m->calls;

	if (!c->functions.count)
		functions_load(&c->functions);
	c->recording++;
}

void calls_end(struct machine *m)
{
	struct calls *c = m->calls;

	for (unsigned i = LANES; i--;) {
		c->shown[i] = NULL;
		record_text(m->record, c->lane[i], clock_now(m), "");
	}
}
