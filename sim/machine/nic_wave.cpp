// SPDX-License-Identifier: MIT
// The FST: the card's signals by Verilator's recorder, and the record's lanes
// written into the same file.
#include "nic_wave.h"
#include "fst_check.h"
#include "nic_verilated.h"

extern "C" {
#include "sim/record.h"
}

#if __has_include("fstcpp/fstcpp_writer.h")
#include "nic_fst_fstcpp.h"
#elif __has_include("gtkwave/fstapi.h")
#include "nic_fst_fstapi.h"
#else
#error "This Verilator has an FST writer that nobody knows here: neither \
gtkwave/fstapi.h nor fstcpp/fstcpp_writer.h is among its headers."
#endif

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>
#include <vector>

// After so many steps, 65 us of the card's time, what is recorded is flushed: a
// killed program leaves all but that. Recording is faster with it, because what
// is collected stays in the processor's cache; the file gets a fifth larger
// (docs/performance.md).
static constexpr uint32_t FLUSH_STEPS = 1u << 14;

// A lane's value is held back until its moment is over: a recorder's step at
// the same time goes first, and what lasts no time is not written.
struct lane_state {
	enum lane_kind kind;
	unsigned bits;
	uint32_t var;
	bool waits;   // in nic_wave::waiting
	bool written; // anything yet
	uint64_t number, number_was;
	std::string text, text_was;
};

struct nic_wave {
	struct record_sink sink = {}; // first: the record knows only this
	struct nic_model *model = nullptr;
	std::string path, error;
	bool want_lanes = false;
	bool begun = false;
	// After the model: the recorder takes the time unit from its context.
	std::unique_ptr<VerilatedFstC> recorder;
	nic_fst fst;
	std::vector<lane_state> lanes; // by the record's numbers
	std::vector<uint32_t> waiting;
	uint64_t now = 0;    // what the file has arrived at
	uint64_t moment = 0; // of the values that wait
	uint32_t steps = 0;  // since the last flush
	volatile std::sig_atomic_t busy = 0;
	volatile std::sig_atomic_t dead = 0;
};

namespace
{

// What a handler must not interrupt.
class at_work
{
	struct nic_wave *w;

      public:
	explicit at_work(struct nic_wave *wave) : w(wave)
	{
		w->busy = 1;
		std::atomic_signal_fence(std::memory_order_seq_cst);
	}
	~at_work()
	{
		std::atomic_signal_fence(std::memory_order_seq_cst);
		w->busy = 0;
	}
};

struct nic_wave *wave_of(struct record_sink *s)
{
	return reinterpret_cast<struct nic_wave *>(s);
}

bool recording(const struct nic_wave *w)
{
	return w->recorder && !w->dead;
}

// The values that wait get their moment in the file.
void settle(struct nic_wave *w)
{
	bool timed = w->moment == w->now;

	for (uint32_t i : w->waiting) {
		struct lane_state &l = w->lanes[i];
		bool text = l.kind == LANE_TEXT;

		l.waits = false;
		if (l.written &&
		    (text ? l.text == l.text_was : l.number == l.number_was))
			continue;
		if (!timed)
			w->fst.time(w->moment);
		timed = true;
		if (text) {
			w->fst.put_text(l.var, l.text.c_str());
			l.text_was = l.text;
		} else {
			w->fst.put_number(l.var, l.bits, l.number);
			l.number_was = l.number;
		}
		l.written = true;
	}
	if (timed)
		w->now = w->moment;
	w->waiting.clear();
}

void settle_before(struct nic_wave *w, uint64_t ps)
{
	if (!w->waiting.empty() && w->moment < ps)
		settle(w);
}

void wait(struct nic_wave *w, uint32_t lane)
{
	if (!w->lanes[lane].waits) {
		w->lanes[lane].waits = true;
		w->waiting.push_back(lane);
	}
}

// ---- declaration

unsigned bits_of(unsigned count)
{
	unsigned bits = 1;

	while (count > 1u << bits)
		bits++;
	return bits;
}

void declare_state(struct nic_wave *w, const struct lane *l,
		   struct lane_state *s)
{
	std::vector<const char *> names(1), values;
	std::vector<std::string> digits;
	unsigned count = 0;

	while (l->names[count])
		count++;
	s->bits = bits_of(count);
	names.assign(l->names, l->names + count);
	for (unsigned i = 0; i < count; i++) {
		std::string d;

		for (unsigned b = s->bits; b-- > 0;)
			d += "01"[i >> b & 1];
		digits.push_back(d);
	}
	for (const std::string &d : digits)
		values.push_back(d.c_str());
	s->var = w->fst.number(l->name, s->bits,
			       (std::string(l->scope) + "." + l->name).c_str(),
			       names.data(), values.data(), count);
}

void declare_lane(struct nic_wave *w, const struct lane *l,
		  struct lane_state *s)
{
	s->kind = l->kind;
	s->bits = l->bits;
	switch (l->kind) {
	case LANE_STATE:
		declare_state(w, l, s);
		break;
	case LANE_NUMBER:
		s->var = w->fst.number(l->name, s->bits, "", nullptr, nullptr,
				       0);
		break;
	case LANE_TEXT:
		s->var = w->fst.text(l->name);
		break;
	}
}

std::vector<std::string> split(const char *scope)
{
	std::vector<std::string> parts;

	while (*scope) {
		size_t n = std::strcspn(scope, ".");

		parts.emplace_back(scope, n);
		scope += n + (scope[n] == '.');
	}
	return parts;
}

// A viewer wants a scope in one piece, whatever order its lanes came in.
void declare_lanes(struct nic_wave *w, const struct record *r)
{
	std::vector<std::pair<std::vector<std::string>, uint32_t>> order;
	std::vector<std::string> open;

	w->lanes.assign(record_lanes(r), lane_state());
	for (uint32_t i = 0; i < w->lanes.size(); i++)
		order.emplace_back(split(record_lane_of(r, i)->scope), i);
	std::stable_sort(
		order.begin(), order.end(),
		[](const auto &a, const auto &b) { return a.first < b.first; });
	for (const auto &o : order) {
		size_t same = 0;

		while (same < open.size() && same < o.first.size() &&
		       open[same] == o.first[same])
			same++;
		for (; open.size() > same; open.pop_back())
			w->fst.up();
		for (; open.size() < o.first.size();) {
			open.push_back(o.first[open.size()]);
			w->fst.scope(open.back().c_str());
		}
		declare_lane(w, record_lane_of(r, o.second),
			     &w->lanes[o.second]);
	}
	for (; !open.empty(); open.pop_back())
		w->fst.up();
}

// ---- the sink

void wave_begin(struct record_sink *s, const struct record *r, ps_t at)
{
	struct nic_wave *w = wave_of(s);
	at_work guard(w);

	if (w->begun)
		return;
	w->begun = true;
	Verilated::threadContextp(&w->model->context);
	w->recorder = std::make_unique<VerilatedFstC>();
	w->model->top->trace(w->recorder.get(), 99);
	w->recorder->set_time_unit("1ps");
	w->recorder->set_time_resolution("1ps");
	w->recorder->open(w->path.c_str());
	if (!w->recorder->isOpen()) {
		w->error = w->path + ": cannot be recorded to";
		w->recorder.reset();
		return;
	}
	w->fst.attach(*w->recorder);
	if (w->want_lanes)
		declare_lanes(w, r);
	// Values before the first step would be lost.
	w->recorder->dump(static_cast<uint64_t>(at));
	w->now = w->moment = at;
	w->model->wave = w;
	for (uint32_t i = 0; i < w->lanes.size(); i++)
		wait(w, i);
}

void wave_event(struct record_sink *s, const struct record_event *e)
{
	struct nic_wave *w = wave_of(s);

	if (e->type != RECORD_LANE || !recording(w) ||
	    e->lane >= w->lanes.size())
		return;

	at_work guard(w);
	struct lane_state &l = w->lanes[e->lane];

	settle_before(w, e->at);
	if (e->at > w->moment)
		w->moment = e->at;
	if (l.kind == LANE_TEXT)
		l.text = e->text ? e->text : "";
	else
		l.number = e->value;
	wait(w, e->lane);
}

void wave_end(struct record_sink *s, ps_t at)
{
	struct nic_wave *w = wave_of(s);

	if (!recording(w))
		return;

	at_work guard(w);

	settle(w);
	// The file is as long as the recording.
	if (at > w->now)
		w->fst.time(at);
	w->model->wave = nullptr;
	w->recorder->close();
	w->recorder.reset();
	if (!fst_complete(w->path.c_str()))
		w->error = w->path + ": the waveform cannot be written: is "
				     "the disk full?";
}

} // namespace

// ---- the face

extern "C" struct nic_wave *nic_wave_open(struct nic_model *n, const char *path,
					  bool lanes, char *err, size_t err_len)
{
	// The recorder reports nothing, so see first whether the file can be
	// written.
	FILE *probe = std::fopen(path, "wb");
	struct nic_wave *w;

	if (!probe) {
		std::snprintf(err, err_len, "%s: %s", path,
			      std::strerror(errno));
		return nullptr;
	}
	std::fclose(probe);
	w = new (std::nothrow) nic_wave();
	if (!w) {
		std::snprintf(err, err_len, "out of memory");
		return nullptr;
	}
	w->sink.begin = wave_begin;
	w->sink.event = wave_event;
	w->sink.end = wave_end;
	w->model = n;
	w->path = path;
	w->want_lanes = lanes;
	return w;
}

extern "C" struct record_sink *nic_wave_sink(struct nic_wave *w)
{
	return &w->sink;
}

void nic_wave_dump(struct nic_wave *w, uint64_t ps)
{
	at_work guard(w);

	settle_before(w, ps);
	// The edge before the recording's begin is over already.
	if (ps <= w->now)
		return;
	w->recorder->dump(ps);
	w->now = ps;
	if (++w->steps >= FLUSH_STEPS) {
		w->steps = 0;
		if (nic_fst::survives_kill)
			w->recorder->flush();
	}
}

extern "C" void nic_wave_flush(struct nic_wave *w)
{
	if (!w || !recording(w))
		return;

	at_work guard(w);

	settle(w);
	w->recorder->flush();
}

extern "C" int nic_wave_close(struct nic_wave *w, char *err, size_t err_len)
{
	int ret = 0;

	if (!w)
		return 0;
	if (recording(w))
		wave_end(&w->sink, w->now);
	if (!w->error.empty()) {
		std::snprintf(err, err_len, "%s", w->error.c_str());
		ret = -1;
	}
	delete w;
	return ret;
}

extern "C" bool nic_wave_busy(const struct nic_wave *w)
{
	return w && w->busy;
}

extern "C" bool nic_wave_save(struct nic_wave *w, bool force)
{
	if (!w || !recording(w))
		return true;
	if (w->busy && !force)
		return false;
	w->dead = 1;
	w->model->wave = nullptr;
	if (!w->busy)
		settle(w);
	w->fst.finish(*w->recorder);
	return true;
}
