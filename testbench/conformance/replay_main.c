// SPDX-License-Identifier: MIT
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPLAINTS 20

static bool covers(const struct replay *r, const struct excuse *e,
		   const struct step *s, uint32_t want)
{
	return (!strcmp(e->section, "*") || !strcmp(e->section, r->section)) &&
	       !strcmp(e->name, s->text) && (e->any || e->want == want);
}

void replay_complain(struct replay *r, const struct step *s, uint32_t want,
		     uint32_t got)
{
	if (++r->wrong <= COMPLAINTS)
		printf("line %u, %s: %s is %08x, recorded was %08x\n", s->line,
		       r->section, s->text, got, want);
}

void replay_expect(struct replay *r, const struct step *s, uint32_t want,
		   uint32_t got)
{
	uint32_t wrong = want ^ got;

	r->compared++;
	if (!wrong)
		return;
	for (unsigned i = 0; wrong && i < r->excuses; i++) {
		struct excuse *e = &r->excuse[i];

		if (!(e->mask & wrong) || !covers(r, e, s, want))
			continue;
		e->needed++;
		wrong &= ~e->mask;
	}
	if (wrong)
		replay_complain(r, s, want, got);
	else
		r->excused++;
}

static struct replay *prepare(const char *trace, const char *excuses)
{
	struct replay *r = calloc(1, sizeof(*r));
	char err[1024];

	if (!r)
		abort();
	r->section = "";
	if (replay_read_trace(r, trace) || replay_read_excuses(r, excuses)) {
		free(r);
		return NULL;
	}
	eeprom_image(r->eeprom, device_mac);
	r->d = card_create(r->eeprom, err, sizeof(err));
	if (!r->d) {
		fprintf(stderr, "%s\n", err);
		free(r);
		return NULL;
	}
	return r;
}

int main(int argc, char **argv)
{
	struct replay *r;
	int rc = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: %s TRACE VOLATILE\n", argv[0]);
		return 2;
	}
	r = prepare(argv[1], argv[2]);
	if (!r)
		return 2;
	if (device_reset(r->d) || device_run(r->d, replay_play, r)) {
		printf("line %s\n", r->d->error);
		rc = 1;
	}
	printf("%s: %u reads compared, %u of them with bits that are volatile; "
	       "%u EEPROM words read bit by bit; %u wrong\n",
	       argv[1], r->compared, r->excused, r->words, r->wrong);
	for (unsigned i = 0; i < r->excuses; i++) {
		const struct excuse *e = &r->excuse[i];

		/* What is masked without need hides something. */
		if (!e->needed) {
			printf("%s:%u: not needed\n", argv[2], e->line);
			rc = 1;
		}
	}
	if (r->wrong)
		rc = 1;
	device_destroy(r->d);
	free(r);
	return rc;
}
