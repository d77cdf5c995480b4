// SPDX-License-Identifier: MIT
/*
 * The exerciser: random programs on this card and on QEMU's, compared.
 *
 * usage: exercise --qemu COMMAND --dir DIR [--programs N] [--seed N] [--jobs N]
 *                 [--features NAME,...] [--without NAME,...] [--program FILE]
 *                 [--show] [--table]
 *
 * Exit code 0: they agree apart from the differences that have a name; 1: they
 * do not; 2: it could not be found out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "differences.h"
#include "generate.h"
#include "play.h"
#include "shrink.h"
#include "sim/board.h"

#define EEPROM_CHECKSUM 0xbaba
#define EXAMPLES	40

struct options {
	const char *qemu, *dir, *file;
	uint64_t seed, programs;
	unsigned jobs, features;
	bool show, print, whole;
};

struct result {
	uint64_t failed, parted, unfinished;
	uint64_t accesses;
	struct play_counts counts;
	struct comparison comparison;
};

struct bench {
	const struct options *o;
	struct device *card, *qemu;
	struct log log[2];
	struct result r;
	bool broken; /* a device does not work at all */
	/* What a shrunk program must still show. */
	enum record_kind kind;
	uint32_t id;
};

/* ---- the two devices ---- */

static bool run_both(struct bench *b, const struct program *p, struct result *r)
{
	if (play(p, b->card, &b->log[CARD], &r->counts)) {
		fprintf(stderr, "the card: %s\n", b->card->error);
		b->broken = true;
		return false;
	}
	if (play(p, b->qemu, &b->log[QEMU], &r->counts)) {
		fprintf(stderr, "%s\n", b->qemu->error);
		b->broken = true;
		return false;
	}
	return compare(&r->comparison, p, &b->log[CARD], &b->log[QEMU]);
}

static bool still_fails(void *arg, const struct program *p)
{
	struct bench *b = arg;
	struct result ignored = {0};

	return !run_both(b, p, &ignored) && !b->broken &&
	       ignored.comparison.unnamed.kind == b->kind &&
	       (b->kind == REC_FRAME || b->kind == REC_RXDESC ||
		b->kind == REC_RXBUF || b->kind == REC_TXDESC ||
		ignored.comparison.unnamed.id == b->id);
}

struct eeprom_job {
	struct device *d;
	uint16_t words[EEPROM_WORDS];
};

static void read_eeprom(void *arg)
{
	struct eeprom_job *j = arg;

	for (uint32_t i = 0; i < EEPROM_WORDS; i++) {
		device_write(j->d, 0x14, 1 | i << 8);
		j->words[i] = (uint16_t)(device_read(j->d, 0x14) >> 16);
	}
}

/* The card gets what QEMU's EEPROM holds. */
static int bench_open(struct bench *b, const struct options *o, unsigned worker)
{
	struct eeprom_job job;
	char dir[64], err[1024];

	memset(b, 0, sizeof(*b));
	b->o = o;
	snprintf(dir, sizeof(dir), "%s/%u", o->dir, worker);
	b->qemu = qemu_create(o->qemu, dir, err, sizeof(err));
	if (!b->qemu) {
		fprintf(stderr, "%s\n", err);
		return -1;
	}
	job.d = b->qemu;
	if (device_reset(b->qemu) || device_run(b->qemu, read_eeprom, &job)) {
		fprintf(stderr, "%s\n", b->qemu->error);
		return -1;
	}
	if (eeprom_sum(job.words) != EEPROM_CHECKSUM) {
		fprintf(stderr, "QEMU's EEPROM has a wrong checksum\n");
		return -1;
	}
	b->card = card_create(job.words, err, sizeof(err));
	if (!b->card) {
		fprintf(stderr, "%s\n", err);
		return -1;
	}
	return 0;
}

static void bench_close(struct bench *b)
{
	device_destroy(b->card);
	device_destroy(b->qemu);
	log_free(&b->log[CARD]);
	log_free(&b->log[QEMU]);
}

/* ---- a failing program ---- */

static void explain(struct bench *b, const struct program *p)
{
	struct program small = *p;
	struct result again = {0};
	unsigned tries;

	b->kind = b->r.comparison.unnamed.kind;
	b->id = b->r.comparison.unnamed.id;
	tries = b->o->whole ? 0 : shrink(&small, still_fails, b);
	run_both(b, &small, &again);
	if (p->seed)
		printf("seed %llu: ", (unsigned long long)p->seed);
	printf("a difference without a name. Smallest program (%u operations "
	       "of %u, %u tried):\n",
	       small.n, p->n, tries);
	program_print(&small, stdout);
	printf("# operation %u: ", again.comparison.unnamed.op + 1);
	if (again.comparison.unnamed.op < small.n)
		op_print(&small.op[again.comparison.unnamed.op], stdout);
	printf("%s", again.comparison.unnamed.text);
	if (p->seed)
		printf("Again: make conformance SEED=%llu PROGRAMS=1; or put "
		       "the lines above in FILE,\nmake conformance "
		       "PROGRAM=FILE\n",
		       (unsigned long long)p->seed);
	printf("\n");
	fflush(stdout);
}

static void show(const struct log *l, const char *whose)
{
	printf("%s:\n", whose);
	for (unsigned i = 0; i < l->records; i++) {
		const struct record *r = &l->record[i];

		printf("  op %u kind %d id %05x len %u:", r->op + 1, r->kind,
		       r->id, r->len);
		for (uint32_t n = 0; n < r->len && n < 64; n++)
			printf("%s%02x", n % 4 ? "" : " ", log_data(l, r)[n]);
		printf("\n");
	}
}

static void one(struct bench *b, const struct program *p)
{
	if (run_both(b, p, &b->r)) {
		b->r.parted += b->r.comparison.parted;
	} else if (!b->broken && ++b->r.failed <= EXAMPLES) {
		explain(b, p);
	}
}

static int from_file(const struct options *o)
{
	struct program p;
	struct bench b;
	char err[256];
	FILE *f = fopen(o->file, "r");

	if (!f) {
		fprintf(stderr, "%s: %s\n", o->file, strerror(errno));
		return 2;
	}
	if (program_read(&p, f, err, sizeof(err))) {
		fprintf(stderr, "%s: %s\n", o->file, err);
		fclose(f);
		return 2;
	}
	fclose(f);
	if (bench_open(&b, o, 0))
		return 2;
	one(&b, &p);
	if (o->show) {
		run_both(&b, &p, &b.r);
		show(&b.log[CARD], "card");
		show(&b.log[QEMU], "QEMU");
	}
	if (!b.r.failed && !b.broken)
		printf("They agree.\n");
	bench_close(&b);
	return b.broken ? 2 : b.r.failed ? 1 : 0;
}

/* ---- many programs, by several processes ---- */

static void add(uint64_t *to, const uint64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += from[i];
}

static int worker(const struct options *o, unsigned me, int out)
{
	struct program p;
	struct bench b;

	if (bench_open(&b, o, me))
		return 2;
	for (uint64_t i = me; i < o->programs && !b.broken; i += o->jobs) {
		if (b.r.failed >= EXAMPLES && o->programs > 1)
			b.r.unfinished++;
		generate(&p, o->seed + i, o->features);
		if (o->print)
			program_print(&p, stdout);
		one(&b, &p);
	}
	b.r.accesses = b.card->accesses + b.qemu->accesses;
	bench_close(&b);
	if (b.broken)
		return 2;
	return write(out, &b.r, sizeof(b.r)) == (ssize_t)sizeof(b.r) ? 0 : 2;
}

static void report(const struct options *o, const struct result *r)
{
	printf("%llu programs, %llu operations on each; %llu register accesses, "
	       "%llu descriptors,\n%llu frames on both together; %llu values "
	       "compared\n",
	       (unsigned long long)o->programs,
	       (unsigned long long)r->counts.ops / 2,
	       (unsigned long long)r->accesses,
	       (unsigned long long)r->counts.descriptors,
	       (unsigned long long)r->counts.frames,
	       (unsigned long long)r->comparison.values);
	printf("Differences with a name (docs/conformance.md), how often:\n");
	for (unsigned i = 0; i < differences_count; i++)
		printf("  %8llu  %-24s right: %s\n",
		       (unsigned long long)r->comparison.seen[i],
		       differences[i].name, differences[i].right);
	printf("%llu programs were compared only up to one after which the "
	       "states differ.\n",
	       (unsigned long long)r->parted);
	printf("%llu programs with a difference without a name.\n",
	       (unsigned long long)r->failed);
}

static int exercise(const struct options *o)
{
	struct result sum = {0}, r;
	int from[16], status, rc = 0;
	pid_t pid[16];

	for (unsigned i = 0; i < o->jobs; i++) {
		int fd[2];

		fflush(stdout);
		if (pipe(fd) || (pid[i] = fork()) < 0) {
			fprintf(stderr, "fork: %s\n", strerror(errno));
			return 2;
		}
		if (!pid[i]) {
			close(fd[0]);
			status = worker(o, i, fd[1]);
			fflush(stdout);
			_exit(status);
		}
		close(fd[1]);
		from[i] = fd[0];
	}
	for (unsigned i = 0; i < o->jobs; i++) {
		if (read(from[i], &r, sizeof(r)) != (ssize_t)sizeof(r))
			rc = 2;
		else {
			sum.failed += r.failed;
			sum.parted += r.parted;
			sum.accesses += r.accesses;
			add(&sum.counts.programs, &r.counts.programs, 4);
			add(sum.comparison.seen, r.comparison.seen,
			    DIFFERENCES_MOST);
			sum.comparison.values += r.comparison.values;
		}
		close(from[i]);
		waitpid(pid[i], &status, 0);
	}
	if (rc)
		return rc;
	report(o, &sum);
	return sum.failed ? 1 : 0;
}

/* ---- options ---- */

static int features(const char *names, unsigned *set)
{
	char text[256], *save, *name;

	snprintf(text, sizeof(text), "%s", names);
	*set = 0;
	for (name = strtok_r(text, ",", &save); name;
	     name = strtok_r(NULL, ",", &save)) {
		unsigned i = 0;

		while (i < FEATURES && strcmp(feature_name[i], name) != 0)
			i++;
		if (i == FEATURES) {
			fprintf(stderr, "no feature \"%s\"; there are:", name);
			for (i = 0; i < FEATURES; i++)
				fprintf(stderr, " %s", feature_name[i]);
			fprintf(stderr, "\n");
			return -1;
		}
		*set |= 1u << i;
	}
	return 0;
}

static void table(void)
{
	for (unsigned i = 0; i < differences_count; i++)
		printf("| `%s` | %s | %s | %s |\n", differences[i].name,
		       differences[i].what, differences[i].right,
		       differences[i].section);
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"qemu", required_argument, NULL, 'q'},
		{"dir", required_argument, NULL, 'd'},
		{"programs", required_argument, NULL, 'n'},
		{"seed", required_argument, NULL, 's'},
		{"jobs", required_argument, NULL, 'j'},
		{"features", required_argument, NULL, 'f'},
		{"without", required_argument, NULL, 'w'},
		{"program", required_argument, NULL, 'p'},
		{"show", no_argument, NULL, 'v'},
		{"print", no_argument, NULL, 'P'},
		{"whole", no_argument, NULL, 'W'},
		{"table", no_argument, NULL, 't'},
		{0}};
	struct options o = {.dir = "build/conformance",
			    .seed = 1,
			    .programs = 10000,
			    .jobs = 2,
			    .features = FEATURES_ALL};
	unsigned set;
	int c;

	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'q':
			o.qemu = optarg;
			break;
		case 'd':
			o.dir = optarg;
			break;
		case 'n':
			o.programs = strtoull(optarg, NULL, 0);
			break;
		case 's':
			o.seed = strtoull(optarg, NULL, 0);
			break;
		case 'j':
			o.jobs = (unsigned)atoi(optarg);
			break;
		case 'f':
		case 'w':
			if (features(optarg, &set))
				return 2;
			o.features = c == 'f' ? set : o.features & ~set;
			break;
		case 'p':
			o.file = optarg;
			break;
		case 'v':
			o.show = true;
			break;
		case 'P':
			o.print = true;
			break;
		case 'W':
			o.whole = true;
			break;
		case 't':
			table();
			return 0;
		default:
			return 2;
		}
	}
	if (!o.qemu || !o.seed || !o.jobs || o.jobs > 16) {
		fprintf(stderr,
			"usage: %s --qemu COMMAND [--programs N] "
			"[--seed N] [--program FILE] ...\n",
			argv[0]);
		return 2;
	}
	mkdir(o.dir, 0777);
	return o.file ? from_file(&o) : exercise(&o);
}
