// SPDX-License-Identifier: MIT
/*
 * paint TRACE.fst OUT.fst COLOURS: copies a trace and gives the call lanes'
 * functions colours. GTKWave fills the box of a text that begins with
 * "?colour?". Other viewers would show that, so traces do not have it; this
 * makes a second one for GTKWave. COLOURS has lines "function colour".
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fstapi.h"

#define CALLS "software.calls"

struct colour {
	char function[96], colour[32];
};

struct paint {
	void *in, *out;
	fstHandle *handle; /* the copy's, by the original's */
	bool *call;	   /* a lane of functions, likewise */
	struct colour *colours;
	size_t ncolours;
	bool begun;
	uint64_t at;
};

__attribute__((noreturn)) static void die(const char *what, const char *why)
{
	fprintf(stderr, "paint: %s: %s\n", what, why);
	exit(1);
}

static int by_function(const void *a, const void *b)
{
	const struct colour *x = a, *y = b;

	return strcmp(x->function, y->function);
}

static void read_colours(struct paint *p, const char *path)
{
	FILE *f = fopen(path, "r");
	struct colour c;
	size_t room = 0;

	if (!f)
		die(path, "cannot be read");
	while (fscanf(f, "%95s %31s", c.function, c.colour) == 2) {
		if (p->ncolours == room) {
			room = room ? 2 * room : 1024;
			p->colours = realloc(p->colours, room * sizeof(c));
			if (!p->colours)
				die(path, "out of memory");
		}
		p->colours[p->ncolours++] = c;
	}
	fclose(f);
	if (p->ncolours)
		qsort(p->colours, p->ncolours, sizeof(c), by_function);
}

/* ---- names ------------------------------------------------------------------
 */

static void copy_variable(struct paint *p, const struct fstHierVar *v)
{
	const char *scope = fstReaderGetCurrentFlatScope(p->in);
	fstHandle copy;

	copy = fstWriterCreateVar(
		p->out, (enum fstVarType)v->typ, (enum fstVarDir)v->direction,
		v->length, v->name, v->is_alias ? p->handle[v->handle] : 0);
	if (v->is_alias)
		return;
	p->handle[v->handle] = copy;
	p->call[v->handle] =
		v->typ == FST_VT_GEN_STRING && scope && !strcmp(scope, CALLS);
}

static void copy_names(struct paint *p)
{
	struct fstHier *h;

	while ((h = fstReaderIterateHier(p->in))) {
		switch (h->htyp) {
		case FST_HT_SCOPE:
			fstReaderPushScope(p->in, h->u.scope.name, NULL);
			fstWriterSetScope(
				p->out, (enum fstScopeType)h->u.scope.typ,
				h->u.scope.name, h->u.scope.component);
			break;
		case FST_HT_UPSCOPE:
			fstReaderPopScope(p->in);
			fstWriterSetUpscope(p->out);
			break;
		case FST_HT_VAR:
			copy_variable(p, &h->u.var);
			break;
		case FST_HT_ATTRBEGIN:
			fstWriterSetAttrBegin(p->out,
					      (enum fstAttrType)h->u.attr.typ,
					      h->u.attr.subtype, h->u.attr.name,
					      h->u.attr.arg);
			break;
		case FST_HT_ATTREND:
			fstWriterSetAttrEnd(p->out);
			break;
		default:
			break;
		}
	}
}

/* ---- values -----------------------------------------------------------------
 */

static void reach(struct paint *p, uint64_t at)
{
	if (p->begun && at == p->at)
		return;
	fstWriterEmitTimeChange(p->out, at);
	p->at = at;
	p->begun = true;
}

static const char *colour_of(const struct paint *p, const unsigned char *value,
			     uint32_t len)
{
	const struct colour *c;
	struct colour key;

	if (!p->ncolours || len >= sizeof(key.function))
		return NULL;
	memcpy(key.function, value, len);
	key.function[len] = '\0';
	/* The compiler's own versions: f.isra.0, f.cold. */
	key.function[strcspn(key.function, ".")] = '\0';
	c = bsearch(&key, p->colours, p->ncolours, sizeof(key), by_function);
	return c ? c->colour : NULL;
}

static void change(void *arg, uint64_t at, fstHandle h,
		   const unsigned char *value)
{
	struct paint *p = arg;

	reach(p, at);
	fstWriterEmitValueChange(p->out, p->handle[h], value);
}

static void change_text(void *arg, uint64_t at, fstHandle h,
			const unsigned char *value, uint32_t len)
{
	struct paint *p = arg;
	const char *colour = p->call[h] ? colour_of(p, value, len) : NULL;
	char painted[160];

	reach(p, at);
	if (colour) {
		len = (uint32_t)snprintf(painted, sizeof(painted), "?%s?%.*s",
					 colour, (int)len, (const char *)value);
		value = (const unsigned char *)painted;
	}
	fstWriterEmitVariableLengthValueChange(p->out, p->handle[h], value,
					       len);
}

int main(int argc, char **argv)
{
	struct paint p = {0};
	fstHandle n;

	if (argc != 4)
		die("usage", "paint TRACE.fst OUT.fst COLOURS");
	p.in = fstReaderOpen(argv[1]);
	if (!p.in)
		die(argv[1], "no trace that can be read");
	read_colours(&p, argv[3]);
	p.out = fstWriterCreate(argv[2], 1);
	if (!p.out)
		die(argv[2], "cannot be written");
	n = fstReaderGetMaxHandle(p.in);
	p.handle = calloc(n + 1, sizeof(*p.handle));
	p.call = calloc(n + 1, sizeof(*p.call));
	if (!p.handle || !p.call)
		die(argv[1], "out of memory");
	fstWriterSetPackType(p.out, FST_WR_PT_LZ4);
	fstWriterSetTimescale(p.out, fstReaderGetTimescale(p.in));
	copy_names(&p);
	fstReaderSetFacProcessMaskAll(p.in);
	fstReaderIterBlocks2(p.in, change, change_text, &p, NULL);
	/* To the end, also where nothing changes any more. */
	reach(&p, fstReaderGetEndTime(p.in));
	fstWriterClose(p.out);
	fstReaderClose(p.in);
	free(p.handle);
	free(p.call);
	free(p.colours);
	return 0;
}
