// SPDX-License-Identifier: MIT
#include "recording.h"

#include "sim/captures.h"
#include "sim/record.h"

#include <string.h>

static int add(struct recording *r, unsigned i, struct record_file *f)
{
	if (!f)
		return -1;
	r->files[i] = f;
	record_add_sink(machine_record(r->m), &f->sink);
	return 0;
}

static int open_all(struct recording *r, const struct outputs *out,
		    const char *title, char *err, size_t err_len)
{
	const struct recording_options *o = r->o;

	if (o->wave && machine_wave_open(r->m, out->wave_part,
					 !o->hardware_only, err, err_len))
		return -1;
	if (out->page &&
	    (add(r, 0, record_page(out->page, title, err, err_len)) ||
	     add(r, 1, record_perfetto(out->trace, err, err_len))))
		return -1;
	if (out->transactions &&
	    add(r, 2, record_transactions(out->transactions, err, err_len)))
		return -1;
	return out->moments
		       ? add(r, 3, record_moments(out->moments, err, err_len))
		       : 0;
}

int recording_open(struct recording *r, struct machine *m,
		   const struct recording_options *o, const struct outputs *out,
		   const char *title, char *err, size_t err_len)
{
	memset(r, 0, sizeof(*r));
	r->o = o;
	r->m = m;
	/* A run that is to be repeated if it fails records nothing yet. */
	r->over = o->last || (!o->wave && !o->timeline && !o->transactions);
	if (r->over || !open_all(r, out, title, err, err_len))
		return 0;
	recording_discard(r);
	return -1;
}

static void tell_captures(struct recording *r, ps_t until)
{
	if (r->o->wave && r->captures)
		captures_window(r->captures, r->began, until);
}

ps_t recording_turn(struct recording *r)
{
	ps_t now = machine_now(r->m);

	if (r->over)
		return PS_NEVER;
	if (!r->on && now >= r->o->from) {
		machine_record_begin(r->m);
		r->on = true;
		r->began = now;
		tell_captures(r, PS_NEVER);
	}
	if (r->on && now >= r->o->to) {
		machine_record_end(r->m);
		r->over = true;
		tell_captures(r, now);
		return PS_NEVER;
	}
	return r->on ? r->o->to : r->o->from;
}

void recording_save(struct recording *r)
{
	char err[256];

	machine_record_end(r->m);
	for (unsigned i = 0; i < RECORDING_FILES; i++) {
		struct record_file *f = r->files[i];

		r->files[i] = NULL;
		if (f && r->on)
			f->close(f, err, sizeof(err));
		else if (f)
			f->discard(f);
	}
}

bool recording_missed(const struct recording *r)
{
	return !r->over && !r->on;
}

int recording_close(struct recording *r, char *err, size_t err_len)
{
	int ret = 0;

	if (!r->m)
		return 0;
	r->over = true;
	if (machine_wave_close(r->m, err, err_len))
		ret = -1;
	for (unsigned i = 0; i < RECORDING_FILES; i++) {
		struct record_file *f = r->files[i];

		r->files[i] = NULL;
		/* The first message stands. */
		if (f && ret)
			f->discard(f);
		else if (f)
			ret = f->close(f, err, err_len);
	}
	/* recording_discard() comes when the machine may be gone. */
	r->m = NULL;
	return ret;
}

void recording_discard(struct recording *r)
{
	if (r->m)
		machine_wave_close(r->m, NULL, 0);
	for (unsigned i = 0; i < RECORDING_FILES; i++) {
		if (r->files[i])
			r->files[i]->discard(r->files[i]);
		r->files[i] = NULL;
	}
	r->m = NULL;
	r->over = true;
}
