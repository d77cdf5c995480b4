// SPDX-License-Identifier: MIT
#include "diff_lines.h"
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES (1u << 18)
#define LINE_BYTES  4096u /* no transaction is a tenth of that */
/* Frames under way at a time are far fewer. A power of two. */
#define FRAMES 65536u

const char *const diff_category_name[DIFF_CATEGORIES] = {
	[DIFF_REG] = "reg",
	[DIFF_DESC] = "desc",
	[DIFF_IRQ] = "irq",
	[DIFF_PACKET] = "packet",
};

enum {
	REG_CPU,
	REG_PINS,
	DESC_RX_FETCHED,
	DESC_RX_WRITTEN,
	DESC_TX_FETCHED,
	DESC_TX_WRITTEN,
	IRQ_LINE,
	IRQ_NIC,
	IRQ_TIMER,
	PACKET_WIRE,
	PACKET_RX,
	PACKET_STORED,
	PACKET_TAKEN,
	PACKET_QUEUED,
	PACKET_HOST,
	PACKET_SENDING,
	PACKET_FETCHED,
	PACKET_TX,
	PACKET_ENDED_CARD,
	PACKET_ENDED,
};

const struct diff_stream diff_streams[DIFF_STREAMS] = {
	[REG_CPU] = {DIFF_REG, "registers as the CPU accesses them"},
	[REG_PINS] = {DIFF_REG, "registers as the card is written"},
	[DESC_RX_FETCHED] = {DIFF_DESC, "receive descriptors fetched"},
	[DESC_RX_WRITTEN] = {DIFF_DESC, "receive descriptors written back"},
	[DESC_TX_FETCHED] = {DIFF_DESC, "transmit descriptors fetched"},
	[DESC_TX_WRITTEN] = {DIFF_DESC, "transmit descriptors written back"},
	[IRQ_LINE] = {DIFF_IRQ, "the interrupt line"},
	[IRQ_NIC] = {DIFF_IRQ, "the card's interrupts"},
	[IRQ_TIMER] = {DIFF_IRQ, "the timer's interrupts"},
	[PACKET_WIRE] = {DIFF_PACKET, "frames that the wire makes"},
	[PACKET_RX] = {DIFF_PACKET, "frames on the line to the card"},
	[PACKET_STORED] = {DIFF_PACKET, "frames stored in host memory"},
	[PACKET_TAKEN] = {DIFF_PACKET, "frames taken by the driver"},
	[PACKET_QUEUED] = {DIFF_PACKET, "frames queued at a socket"},
	[PACKET_HOST] = {DIFF_PACKET, "frames that the host makes"},
	[PACKET_SENDING] = {DIFF_PACKET, "frames given to the card"},
	[PACKET_FETCHED] = {DIFF_PACKET, "frames fetched by the card"},
	[PACKET_TX] = {DIFF_PACKET, "frames on the line from the card"},
	[PACKET_ENDED_CARD] = {DIFF_PACKET, "frames that end in the card"},
	[PACKET_ENDED] = {DIFF_PACKET, "frames that end in the host"},
};

struct frame {
	uint32_t id, ordinal;
	bool host;
};

struct diff_reader {
	char *path;
	int fd;
	bool golden, ended;
	uint64_t lines, transactions, time;

	char *block; /* unread: [at, end) */
	size_t at, end;
	bool eof;

	struct frame *frames; /* by the lower bits of the id */
	uint32_t births[2];
	/* Since the line rose last; since the card's interrupt was taken. */
	unsigned rx_written, tx_written, raised;

	/* A line of a golden list that stands for many, and the next of them.
	 */
	char folded[LINE_BYTES], unfolded[LINE_BYTES];
	unsigned long fold_next, fold_last;

	char form[LINE_BYTES + 64], note[64], until[32];
	char access[LINE_BYTES], access_function[LINE_BYTES];
};

/* ---- lines of a file --------------------------------------------------------
 */

__attribute__((format(printf, 4, 5))) static int
bad_line(const struct diff_reader *r, char *err, size_t err_len,
	 const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(err, err_len, "%s:%" PRIu64 ": ", r->path, r->lines);

	va_start(ap, fmt);
	if (n >= 0 && (size_t)n < err_len)
		vsnprintf(err + n, err_len - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

static int fill(struct diff_reader *r, char *err, size_t err_len)
{
	ssize_t n;

	memmove(r->block, r->block + r->at, r->end - r->at);
	r->end -= r->at;
	r->at = 0;
	n = read(r->fd, r->block + r->end, BLOCK_BYTES - r->end);
	if (n < 0) {
		snprintf(err, err_len, "%s: %s", r->path, strerror(errno));
		return -1;
	}
	r->eof = !n;
	r->end += (size_t)n;
	return 0;
}

/* The next line without its end, as a string. 1, 0 (end), -1. */
static int next_line(struct diff_reader *r, char **line, char *err,
		     size_t err_len)
{
	char *p, *end;
	size_t n;

	while (!(end = memchr(r->block + r->at, '\n', r->end - r->at)) &&
	       !r->eof && r->end - r->at <= LINE_BYTES)
		if (fill(r, err, err_len))
			return -1;
	if (!end && r->at == r->end)
		return 0;
	r->lines++;
	n = (end ? end : r->block + r->end) - (r->block + r->at);
	if (n >= LINE_BYTES)
		return bad_line(r, err, err_len,
				"a line of more than %u bytes is no "
				"transaction",
				LINE_BYTES);
	if (!end)
		return bad_line(r, err, err_len, "the file ends within a line");
	p = r->block + r->at;
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)p[i] < ' ' && p[i] != '\t') || p[i] == 0x7f)
			return bad_line(r, err, err_len, "this is no text");
	*end = '\0';
	r->at += n + 1;
	*line = p;
	return 1;
}

/* ---- into the form that is compared -----------------------------------------
 */

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

static int find_packet(const char *fields)
{
	static const struct {
		const char *word;
		int stream;
	} stages[] = {
		{"born wire", PACKET_WIRE},    {"rx_begin", PACKET_RX},
		{"rx_end", PACKET_RX},	       {"stored", PACKET_STORED},
		{"taken", PACKET_TAKEN},       {"queued", PACKET_QUEUED},
		{"born host", PACKET_HOST},    {"sending", PACKET_SENDING},
		{"fetched", PACKET_FETCHED},   {"tx_begin", PACKET_TX},
		{"tx_end", PACKET_TX},	       {"ended wire.", PACKET_TX},
		{"ended ", PACKET_ENDED_CARD}, {"ended ", PACKET_ENDED},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (starts(fields, stages[i].word) &&
		    (stages[i].stream != PACKET_ENDED_CARD ||
		     starts(fields, "ended card.")))
			return stages[i].stream;
	return -1;
}

/* -1: this is no transaction. */
static int find_stream(const char *category, const char *what,
		       const char *fields)
{
	if (!strcmp(category, "reg")) {
		if (starts(what, "read ") || starts(what, "write "))
			return REG_CPU;
		return starts(what, "pins ") ? REG_PINS : -1;
	}
	if (!strcmp(category, "desc")) {
		bool written = starts(fields, "written ");

		if (!written && !starts(fields, "fetched "))
			return -1;
		if (starts(what, "rx["))
			return written ? DESC_RX_WRITTEN : DESC_RX_FETCHED;
		if (starts(what, "tx["))
			return written ? DESC_TX_WRITTEN : DESC_TX_FETCHED;
		return -1;
	}
	if (!strcmp(category, "irq")) {
		if (!strcmp(what, "raised") || !strcmp(what, "lowered"))
			return IRQ_LINE;
		if (strcmp(what, "taken") != 0 && strcmp(what, "returned") != 0)
			return -1;
		if (starts(fields, "nic"))
			return IRQ_NIC;
		return starts(fields, "timer") ? IRQ_TIMER : -1;
	}
	if (!strcmp(category, "packet") && *what == '#')
		return find_packet(fields);
	return -1;
}

/* A frame's name is its number among those from the same side: which of two is
 * born first, the wire's or the host's, may depend on a nanosecond. */
static void born(struct diff_reader *r, uint32_t id, bool host)
{
	r->frames[id % FRAMES] = (struct frame){id, ++r->births[host], host};
}

static char *frame_form(const struct diff_reader *r, const char **from,
			char *to)
{
	char *end;
	uint32_t id = (uint32_t)strtoul(*from + 1, &end, 10);
	const struct frame *f = &r->frames[id % FRAMES];

	*from = end;
	/* Older than the recording: as it is. */
	if (!id || f->id != id)
		return to + sprintf(to, "#%" PRIu32, id);
	return to + sprintf(to, "#%s%" PRIu32, f->host ? "host" : "wire",
			    f->ordinal);
}

static char *copy_form(const struct diff_reader *r, const char *from, char *to)
{
	const char *room = r->form + LINE_BYTES;

	while (*from && to < room) {
		if (*from == '#' && from[1] >= '0' && from[1] <= '9') {
			to = frame_form(r, &from, to);
		} else if (*from == 'a' && starts(from, "addr=0x")) {
			to = stpcpy(to, "addr=*");
			from += 7;
			from += strspn(from, "0123456789abcdef");
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return to;
}

/*
 * All interrupts look the same; what they stand for does not. It is counted
 * here, so that one that is missing is missed where it should be.
 */
static void take_note(struct diff_reader *r, unsigned stream, const char *what)
{
	r->note[0] = '\0';
	switch (stream) {
	case DESC_RX_WRITTEN:
		r->rx_written++;
		break;
	case DESC_TX_WRITTEN:
		r->tx_written++;
		break;
	case IRQ_LINE:
		if (*what != 'r')
			break;
		snprintf(r->note, sizeof(r->note), "after rx=%u tx=%u",
			 r->rx_written, r->tx_written);
		r->rx_written = r->tx_written = 0;
		r->raised++;
		break;
	case IRQ_NIC:
		if (*what != 't')
			break;
		if (r->raised != 1)
			snprintf(r->note, sizeof(r->note), "after raised=%u",
				 r->raised);
		r->raised = 0;
		break;
	default:
		break;
	}
}

static uint64_t hash_of(const char *s)
{
	uint64_t h = 0xcbf29ce484222325ull;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3ull;
	return h ^ h >> 32;
}

/* "12345.678" to ps. */
static bool parse_time(const char *s, uint64_t *time)
{
	size_t ns = strspn(s, "0123456789");
	uint64_t v = 0;

	if (!ns || ns > 16 || s[ns] != '.' ||
	    strspn(s + ns + 1, "0123456789") != 3 || s[ns + 4])
		return false;
	for (; *s; s++)
		if (*s != '.')
			v = 10 * v + (uint64_t)(*s - '0');
	*time = v;
	return true;
}

/* The last line says how many transactions there are. */
static int end_mark(struct diff_reader *r, const char *s, char *err,
		    size_t err_len)
{
	char *rest;
	uint64_t n = strtoull(s, &rest, 10);

	if (*rest || n != r->transactions)
		return bad_line(r, err, err_len,
				"%" PRIu64 " transactions are here, but %s are "
				"said to be",
				r->transactions, s);
	r->ended = true;
	return 0;
}

static int split(char *line, char **column, int most)
{
	int n = 0;

	while (n < most) {
		column[n++] = line;
		line = strchr(line, '\t');
		if (!line)
			return n;
		*line++ = '\0';
	}
	return most + 1;
}

static int take_time(struct diff_reader *r, const char *text, uint64_t *time,
		     char *err, size_t err_len)
{
	if (!parse_time(text, time))
		return bad_line(r, err, err_len,
				"\"%s\" is no time in ns with three decimals",
				text);
	if (*time < r->time)
		return bad_line(r, err, err_len, "time goes backwards");
	r->time = *time;
	return 0;
}

static void make_form(struct diff_reader *r, unsigned stream,
		      const char *category, const char *what,
		      const char *fields)
{
	char *to = stpcpy(r->form, category);

	*to++ = '\t';
	if (r->golden) {
		sprintf(to, "%s\t%s", what, fields);
		return;
	}
	if (stream == PACKET_WIRE || stream == PACKET_HOST)
		born(r, (uint32_t)strtoul(what + 1, NULL, 10),
		     stream == PACKET_HOST);
	take_note(r, stream, what);
	to = copy_form(r, what, to);
	*to++ = '\t';
	to = copy_form(r, fields, to);
	if (*r->note)
		sprintf(to, "%s%s", *fields ? " " : "", r->note);
}

static int parse(struct diff_reader *r, char *line, struct diff_line *l,
		 char *err, size_t err_len)
{
	int first = r->golden ? 0 : 1, stream;
	char *column[5], *what, *fields;

	if (split(line, column, 4 + first) != 4 + first)
		return bad_line(r, err, err_len, "not %d columns", 4 + first);
	l->time = DIFF_NO_TIME;
	if (!r->golden && take_time(r, column[0], &l->time, err, err_len))
		return -1;
	what = column[first + 1];
	fields = column[first + 2];
	stream = find_stream(column[first], what, fields);
	if (stream < 0)
		return bad_line(r, err, err_len,
				"\"%s %s %s\" is no transaction", column[first],
				what, fields);
	make_form(r, (unsigned)stream, column[first], what, fields);
	/* These two columns lie side by side. */
	fields[-1] = '\t';
	l->stream = (unsigned)stream;
	l->text = what;
	l->function = column[first + 3];
	l->form = r->form;
	l->note = r->note;
	l->hash = hash_of(r->form);
	if (stream == REG_CPU) {
		snprintf(r->access, sizeof(r->access), "%s", l->text);
		snprintf(r->access_function, sizeof(r->access_function), "%s",
			 l->function);
	}
	l->access = r->access;
	l->access_function = r->access_function;
	r->transactions++;
	return 1;
}

#define FOLD_MOST 65535ul

/* "write MTA[0..127]": is it one of those, and what does it stand for? */
static int unfold(struct diff_reader *r, const char *line, char *err,
		  size_t err_len)
{
	const char *open = strchr(line, '['), *dots = strstr(line, "..");
	char *end;

	if (!r->golden || !open || !dots || dots < open ||
	    strspn(open + 1, "0123456789") != (size_t)(dots - open - 1))
		return 0;
	r->fold_next = strtoul(open + 1, NULL, 10);
	r->fold_last = strtoul(dots + 2, &end, 10);
	if (*end != ']' || r->fold_last > FOLD_MOST ||
	    r->fold_next >= r->fold_last)
		return bad_line(r, err, err_len,
				"from where to where is that?");
	snprintf(r->folded, sizeof(r->folded), "%s", line);
	return 1;
}

static int parse_folded(struct diff_reader *r, struct diff_line *l, char *err,
			size_t err_len)
{
	size_t before = (size_t)(strchr(r->folded, '[') + 1 - r->folded);

	snprintf(r->unfolded, sizeof(r->unfolded), "%.*s%lu%s", (int)before,
		 r->folded, r->fold_next, strchr(r->folded + before, ']'));
	if (r->fold_next++ == r->fold_last)
		r->fold_next = r->fold_last = 0;
	return parse(r, r->unfolded, l, err, err_len);
}

int diff_reader_next(struct diff_reader *r, struct diff_line *l, char *err,
		     size_t err_len)
{
	char *line;
	int got;

	if (r->fold_last)
		return parse_folded(r, l, err, err_len);
	while ((got = next_line(r, &line, err, err_len)) > 0) {
		if (r->ended)
			return bad_line(r, err, err_len,
					"something follows the end");
		if (*line != '#') {
			got = unfold(r, line, err, err_len);
			if (got)
				return got < 0 ? -1
					       : parse_folded(r, l, err,
							      err_len);
			return parse(r, line, l, err, err_len);
		}
		if (starts(line, "# to "))
			snprintf(r->until, sizeof(r->until), "%s", line + 5);
		if (starts(line, "# end ") &&
		    end_mark(r, line + 6, err, err_len))
			return -1;
	}
	if (!got && !r->ended)
		return bad_line(r, err, err_len,
				"the file is cut off: its end is missing");
	return got;
}

const char *diff_reader_until(const struct diff_reader *r)
{
	return r->until;
}

/* ---- files ------------------------------------------------------------------
 */

static int check_header(struct diff_reader *r, char *err, size_t err_len)
{
	static const char list[] = "ringside transactions ";
	static const char golden[] = "ringside golden ";
	const char *version = NULL;
	char *line = NULL;
	int got = next_line(r, &line, err, err_len);

	if (got < 0)
		return -1;
	if (line && starts(line, list))
		version = line + sizeof(list) - 1;
	if (line && starts(line, golden)) {
		version = line + sizeof(golden) - 1;
		r->golden = true;
	}
	if (!version) {
		snprintf(err, err_len, "%s: is no list of transactions",
			 r->path);
		return -1;
	}
	if (!strcmp(version, "1"))
		return 0;
	snprintf(err, err_len,
		 "%s: is a list of version \"%.20s\", this program knows 1: "
		 "record it again",
		 r->path, version);
	return -1;
}

static int open_file(struct diff_reader *r, const char *path, char *err,
		     size_t err_len)
{
	struct stat st;
	bool dir = !stat(path, &st) && S_ISDIR(st.st_mode);

	r->path = dir ? must_format("%s/transactions.txt", path)
		      : must_format("%s", path);
	/* A pipe or a device would not come to an end, or not twice. */
	if (!stat(r->path, &st) && !S_ISREG(st.st_mode)) {
		snprintf(err, err_len, "%s: is no regular file", r->path);
		return -1;
	}
	r->fd = open(r->path, O_RDONLY | O_CLOEXEC);
	if (r->fd >= 0)
		return 0;
	if (errno == ENOENT && dir)
		snprintf(err, err_len,
			 "%s: no transactions were recorded there: run the "
			 "scenario with --transactions",
			 path);
	else
		snprintf(err, err_len, "%s: %s", r->path, strerror(errno));
	return -1;
}

struct diff_reader *diff_reader_open(const char *path, char *err,
				     size_t err_len)
{
	struct diff_reader *r = must_alloc(sizeof(*r));

	r->fd = -1;
	r->block = must_alloc(BLOCK_BYTES);
	r->frames = must_alloc(FRAMES * sizeof(*r->frames));
	if (!open_file(r, path, err, err_len) && !check_header(r, err, err_len))
		return r;
	diff_reader_close(r);
	return NULL;
}

void diff_reader_close(struct diff_reader *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		close(r->fd);
	free(r->path);
	free(r->block);
	free(r->frames);
	free(r);
}
