// SPDX-License-Identifier: MIT
/* Reads recorded traces, and the list of what is volatile in them. */
#include "replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"
#include "program.h"

/* Names of the recording that are not the register map's. */
static const struct {
	const char *name;
	uint32_t reg;
} other[] = {{"RDTR1", E1000_RDTR}, {"IOADDR", 0}, {"IODATA", 4}};

/* Registers that a driver reads and the card does not have: they read 0. */
static int offset_of(const char *name, struct step *s)
{
	unsigned i;
	char half;

	if (sscanf(name, "RA[%u].%c", &i, &half) == 2) {
		s->reg = (half == 'L' ? E1000_RAL : E1000_RAH) + 8 * i;
		return 0;
	}
	if (!strcmp(name, "VFTA[]") || !strcmp(name, "MTA[]")) {
		s->reg = *name == 'V' ? E1000_VFTA : E1000_MTA;
		s->table = true;
		return 0;
	}
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (!strcmp(other[i].name, name)) {
			s->reg = other[i].reg;
			return 0;
		}
	return register_offset(name, &s->reg);
}

/* "R NAME[ xN] VALUE..." */
static int access_line(struct step *s, char *rest)
{
	char *save, *word = strtok_r(rest, " ", &save);

	s->times = 1;
	if (!word || offset_of(word, s))
		return -1;
	snprintf(s->text, sizeof(s->text), "%s", word);
	while ((word = strtok_r(NULL, " ", &save))) {
		if (*word == 'x') {
			s->times = (unsigned)atoi(word + 1);
			continue;
		}
		if (s->values == STEP_VALUES)
			return -1;
		s->value[s->values++] = (uint32_t)strtoul(word, NULL, 16);
	}
	return s->values && s->times ? 0 : -1;
}

/* "PHY-R 2(ID1)=0141 [xN]" */
static int phy_line(struct step *s, char *rest)
{
	char *value = strchr(rest, '='), *times;

	if (!value)
		return -1;
	s->reg = (uint32_t)strtoul(rest, NULL, 10);
	s->value[0] = (uint32_t)strtoul(value + 1, NULL, 16);
	s->values = s->times = 1;
	times = strstr(value, " x");
	if (times)
		s->times = (unsigned)atoi(times + 2);
	snprintf(s->text, sizeof(s->text), "PHY%u", s->reg);
	return s->reg < 32 && s->times ? 0 : -1;
}

/* 1: a step; 0: nothing to do; -1: not understood. */
static int parse(struct step *s, char *line)
{
	unsigned word;
	int n = 0;

	line += strspn(line, " ");
	if (!*line || *line == '[' || !strncmp(line, "flush ", 6))
		return 0;
	if (!strncmp(line, "=====", 5)) {
		s->kind = STEP_SECTION;
		return sscanf(line + 5, " %31s", s->text) == 1 ? 1 : -1;
	}
	if (sscanf(line, "EEPROM-READ word %x", &word) == 1) {
		s->kind = STEP_EEPROM;
		s->reg = word;
		snprintf(s->text, sizeof(s->text), "EEPROM[%02x]", word & 63);
		return word < EEPROM_WORDS ? 1 : -1;
	}
	if (!strncmp(line, "R ", 2)) {
		s->kind = STEP_READ;
		n = access_line(s, line + 2);
	} else if (!strncmp(line, "W ", 2)) {
		s->kind = STEP_WRITE;
		n = access_line(s, line + 2);
	} else if (!strncmp(line, "IOW ", 4)) {
		s->kind = STEP_IO_WRITE;
		n = access_line(s, line + 4);
	} else if (!strncmp(line, "PHY-R ", 6)) {
		s->kind = STEP_PHY_READ;
		n = phy_line(s, line + 6);
	} else if (!strncmp(line, "PHY-W ", 6)) {
		s->kind = STEP_PHY_WRITE;
		n = phy_line(s, line + 6);
	} else {
		return -1;
	}
	return n ? -1 : 1;
}

static FILE *open_file(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return f;
}

int replay_read_trace(struct replay *r, const char *path)
{
	FILE *f = open_file(path);
	char line[8192];
	int rc = 0;

	if (!f)
		return -1;
	for (unsigned n = 1; !rc && fgets(line, sizeof(line), f); n++) {
		struct step s = {.line = n};
		int what;

		line[strcspn(line, "\n")] = '\0';
		what = parse(&s, line);
		if (what < 0 || (what > 0 && r->steps == STEPS_MOST)) {
			fprintf(stderr, "%s:%u: not understood\n", path, n);
			rc = -1;
		} else if (what > 0) {
			r->step[r->steps++] = s;
		}
	}
	fclose(f);
	return rc;
}

/* "section | register | recorded value or * | mask | reason" */
int replay_read_excuses(struct replay *r, const char *path)
{
	FILE *f = open_file(path);
	char line[1024], want[16];
	int rc = 0;

	if (!f)
		return -1;
	for (unsigned n = 1; !rc && fgets(line, sizeof(line), f); n++) {
		struct excuse *e = &r->excuse[r->excuses];
		int end = 0;

		if (*line == '#' || *line == '\n')
			continue;
		if (r->excuses == EXCUSES_MOST ||
		    sscanf(line, " %15[^ |] | %15[^ |] | %15[^ |] | %x | %n",
			   e->section, e->name, want, &e->mask, &end) != 4 ||
		    !end || !line[end] || line[end] == '\n') {
			fprintf(stderr,
				"%s:%u: section | register | value | mask | "
				"reason\n",
				path, n);
			rc = -1;
			break;
		}
		e->any = !strcmp(want, "*");
		e->want = (uint32_t)strtoul(want, NULL, 16);
		e->line = n;
		r->excuses++;
	}
	fclose(f);
	return rc;
}
