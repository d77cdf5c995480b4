/* SPDX-License-Identifier: MIT */
/* The events become rows of slices, counters and moments, and frames with
   their ways. Times are picoseconds, which a double holds exactly. */

const CODE = {
	MMIO: -1, IRQ: -2, DESC: -3, FRAME: -4, NAME: -5, LOG: -6,
	BEGIN: -7, LANE: -8, END: -9,
};
const STATE = 0, NUMBER = 1, TEXT = 2; /* enum lane_kind */
/* enum record_frame */
const WAY = {
	BORN: 0, RX_BEGIN: 1, RX_END: 2, STORED: 3, TAKEN: 4, WORK: 5,
	QUEUED: 6, SENDING: 7, FETCHED: 8, TX_BEGIN: 9, TX_END: 10, ENDED: 11,
};

function newRow(key, kind) {
	return {
		key, kind, start: [], end: [], text: [], frame: [],
		who: [], open: -1, max: 0,
	};
}

/* A slice that goes on until it is closed. */
function openSlice(row, at, text, frame) {
	closeSlice(row, at);
	row.open = row.start.length;
	row.start.push(at);
	row.end.push(Infinity);
	row.text.push(text);
	row.frame.push(frame);
}

function closeSlice(row, at) {
	const i = row.open;
	row.open = -1;
	if (i < 0)
		return;
	row.end[i] = at;
	if (row.start[i] < at)
		return;
	/* No time passed: nothing to see. */
	row.start.pop(); row.end.pop(); row.text.pop(); row.frame.pop();
}

function addMoment(row, at, text, frame, who) {
	row.start.push(at);
	row.end.push(at);
	row.text.push(text);
	row.frame.push(frame || 0);
	row.who.push(who || 0);
}

function addLevel(row, at, value) {
	const n = row.start.length;
	if (n && row.start[n - 1] === at)
		row.text[n - 1] = value;
	else {
		if (n)
			row.end[n - 1] = at;
		row.start.push(at);
		row.end.push(Infinity);
		row.text.push(value);
	}
	row.max = Math.max(row.max, value);
}

function decode(data) {
	const m = {
		title: String(data.title), leftOut: data.left_out,
		texts: [""], rows: new Map(), frames: new Map(),
		lanes: [], windows: [], events: 0, arrows: [], raises: [],
	};
	const e = data.events, texts = m.texts;
	const frameOf = text => {
		const match = /^#(\d+)/.exec(text);
		return match ? Number(match[1]) : 0;
	};
	let i = 0, t = 0, work = 0;
	const irq = { raised: -1, taken: -1 };
	const stall = { read: 0, at: -1 }; /* the last read */

	const text = () => {
		const v = e[i++];
		if (typeof v === "number")
			return v;
		texts.push(v);
		return texts.length - 1;
	};
	const row = (key, kind) => {
		let r = m.rows.get(key);
		if (!r)
			m.rows.set(key, r = newRow(key, kind));
		return r;
	};
	/* Texts that the page makes itself must not take a number that the
	   file counts on: they are kept apart until the end. */
	const own = [];
	const ownText = s => {
		let k = own.indexOf(s);
		if (k < 0)
			k = own.push(s) - 1;
		return -1 - k;
	};
	const frame = id => {
		let f = m.frames.get(id);
		if (!f) {
			f = {
				id, text: "#" + id, parent: 0, children: [], origin: 0,
				steps: [], work: [], place: "", first: t, last: t,
				known: false,
			};
			m.frames.set(id, f);
		}
		f.last = t;
		return f;
	};
	const closeAll = () => {
		for (const r of m.rows.values())
			if (r.kind === "level") {
				const n = r.end.length;
				if (n && r.end[n - 1] === Infinity)
					r.end[n - 1] = t;
			} else
				closeSlice(r, t);
		stopWork();
		irq.raised = irq.taken = -1;
	};
	const stopWork = () => {
		const f = work && m.frames.get(work);
		if (f) {
			const last = f.work[f.work.length - 1];
			last[1] = t;
		}
		work = 0;
	};

	const onLane = lane => {
		const l = m.lanes[lane];
		const key = l.scope + "." + l.name;
		if (/(^|\.)cpu\.stall$/.test(key)) {
			onStall(e[i++]);
			return;
		}
		if (l.kind === NUMBER) {
			addLevel(row(key, "level"), t, e[i++]);
			return;
		}
		const r = row(key, "slices");
		if (l.kind === STATE) {
			const name = l.names[e[i++]] || "?";
			if (name === "IDLE")
				closeSlice(r, t);
			else {
				openSlice(r, t, ownText(name), 0);
				if (l.name === "napi" && name === "POLLING")
					pollBegins();
			}
			return;
		}
		const v = text();
		if (v)
			openSlice(r, t, v, frameOf(texts[v]));
		else
			closeSlice(r, t);
	};
	/* The processor waits for the card. What it reads comes as an event of
	   the moment in which that ends, before or after. */
	const onStall = value => {
		const r = row("stall", "slices");
		if (value)
			openSlice(r, t, ownText("the card"), 0);
		else
			closeSlice(r, t);
		nameStall();
	};
	const nameStall = () => {
		const r = m.rows.get("stall"), n = r ? r.end.length - 1 : -1;
		if (n >= 0 && stall.at === t && r.end[n] === t)
			r.text[n] = stall.read;
	};
	const pollBegins = () => {
		if (irq.taken < 0)
			return;
		m.arrows.push({
			kind: "poll", from: irq.taken, to: t, fromRow: "irqs",
			toRow: "software.kernel.napi",
		});
		irq.taken = -1;
	};
	const onIrq = () => {
		const what = e[i++], vector = e[i++];
		if (what === 0) {
			irq.raised = t;
			m.raises.push({ raised: t, taken: -1, poll: -1 });
			openSlice(row("irq", "slices"), t, ownText("interrupt"), 0);
		} else if (what === 1) {
			const r = row("irq", "slices");
			if (r.open < 0 && m.windows.length)
				openSliceAt(r, m.windows[m.windows.length - 1][0], "interrupt");
			closeSlice(r, t);
			irq.raised = -1;
		} else if (what === 2) {
			openSlice(row("irqs", "slices"), t,
				ownText(vector === 1 ? "card" : "timer"), 0);
			if (vector === 1 && irq.raised >= 0) {
				m.arrows.push({
					kind: "irq", from: irq.raised, to: t, fromRow: "irq",
					toRow: "irqs",
				});
				m.raises[m.raises.length - 1].taken = t;
				irq.taken = t;
			}
		} else
			closeSlice(row("irqs", "slices"), t);
	};
	const openSliceAt = (r, at, s) => {
		const n = r.end.length;
		if (!n || r.end[n - 1] <= at)
			openSlice(r, at, ownText(s), 0);
	};
	const onFrame = () => {
		const what = e[i++], id = e[i++];
		const arg = what === WAY.ENDED ? text() : e[i++];
		if (what === WAY.WORK) {
			stopWork();
			if (id) {
				frame(id).work.push([t, Infinity]);
				work = id;
			}
			return;
		}
		if (!id)
			return;
		const f = frame(id);
		f.steps.push([what, t]);
		if (what === WAY.BORN) {
			f.origin = arg % 2;
			f.parent = Math.floor(arg / 2);
			f.known = true;
		} else if (what === WAY.ENDED)
			f.place = texts[arg];
		else if (what === WAY.RX_BEGIN)
			openSlice(row("wire_rx", "slices"), t, 0, id);
		else if (what === WAY.TX_BEGIN)
			openSlice(row("wire_tx", "slices"), t, 0, id);
		else if (what === WAY.RX_END)
			closeSlice(row("wire_rx", "slices"), t);
		else if (what === WAY.TX_END)
			closeSlice(row("wire_tx", "slices"), t);
	};

	while (i < e.length) {
		t += e[i++];
		const code = e[i++];
		m.events++;
		if (code >= 0)
			onLane(code);
		else if (code === CODE.FRAME)
			onFrame();
		else if (code === CODE.MMIO) {
			const what = e[i++], words = text(), who = text();
			/* A write counts when it is done at the card's pins. */
			if (what === 0) {
				stall.at = t;
				stall.read = words;
				nameStall();
			}
			if (what !== 1)
				addMoment(row("registers", "moments"), t, words, 0, who);
		} else if (code === CODE.DESC) {
			const what = e[i++];
			i++;
			addMoment(row(what < 2 ? "rx_desc" : "tx_desc", "moments"), t,
				text(), 0);
		} else if (code === CODE.IRQ)
			onIrq();
		else if (code === CODE.NAME) {
			const id = e[i++];
			frame(id).text = texts[text()];
		} else if (code === CODE.LOG) {
			i++;
			addMoment(row("log", "moments"), t, text(), 0);
		} else if (code === CODE.LANE) {
			const lane = e[i++];
			m.lanes[lane] = {
				scope: texts[text()], name: texts[text()], kind: e[i++],
				names: texts[text()].split("|"),
			};
		} else if (code === CODE.BEGIN)
			m.windows.push([t, t]);
		else if (code === CODE.END) {
			closeAll();
			m.windows[m.windows.length - 1][1] = t;
		} else
			throw new Error("event " + m.events + " has no meaning: " + code);
	}
	closeAll();
	finish(m, own, t);
	return m;
}

/* Numbers of texts that the page made become places in the table. */
function finish(m, own, t) {
	const base = m.texts.length;
	m.texts.push(...own);
	for (const r of m.rows.values()) {
		if (r.kind !== "level")
			r.text = Int32Array.from(r.text, v => v < 0 ? base - 1 - v : v);
		r.start = Float64Array.from(r.start);
		r.end = Float64Array.from(r.end);
	}
	m.from = m.windows.length ? m.windows[0][0] : 0;
	m.to = Math.max(t, m.from + 1000);
	for (const f of m.frames.values()) {
		const parent = f.parent && m.frames.get(f.parent);
		if (!f.known)
			f.first = m.from;
		if (parent)
			parent.children.push(f.id);
	}
	/* A frame is called by the words that it got in the end. */
	for (const f of m.frames.values())
		f.word = m.texts.push(f.text) - 1;
	for (const r of m.rows.values())
		for (let i = 0; r.kind === "slices" && i < r.frame.length; i++) {
			const f = m.frames.get(r.frame[i]);
			if (f)
				r.text[i] = f.word;
		}
	for (const f of m.frames.values()) {
		const tx = f.steps.find(s => s[0] === WAY.TX_BEGIN);
		const born = f.steps.find(s => s[0] === WAY.BORN);
		if (f.parent && tx && born)
			m.arrows.push({
				kind: "answer", from: born[1], to: tx[1], frame: f.id,
				fromRow: "software.cpu.packet", toRow: "wire_tx",
			});
		const rx = f.steps.find(s => s[0] === WAY.RX_END);
		if (rx && f.work.length)
			m.arrows.push({
				kind: "packet", from: rx[1], to: f.work[0][0], frame: f.id,
				fromRow: "wire_rx", toRow: "software.cpu.packet",
			});
	}
	m.arrows.sort((a, b) => a.from - b.from);
}

/* The first frame of the chain that this one answers: they share a colour. */
function rootOf(m, id) {
	for (let hops = 0; hops < 16; hops++) {
		const f = m.frames.get(id);
		if (!f || !f.parent)
			return id;
		id = f.parent;
	}
	return id;
}

/* ---- looking up ---------------------------------------------------------- */

/* The first slice that ends after @t. */
function firstAfter(row, t) {
	let low = 0, high = row.end.length;
	while (low < high) {
		const mid = (low + high) >> 1;
		if (row.end[mid] > t)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/* The first that starts at or after @t. */
function firstFrom(row, t) {
	let low = 0, high = row.start.length;
	while (low < high) {
		const mid = (low + high) >> 1;
		if (row.start[mid] >= t)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/* ---- time in words ------------------------------------------------------- */

function groupDigits(s) {
	return s.replace(/\B(?=(\d{3})+$)/g, ",");
}

/* Exact, in nanoseconds. */
function ns(ps) {
	const whole = Math.floor(ps / 1000), part = ps - whole * 1000;
	const rest = part ? "." + String(part).padStart(3, "0").replace(/0+$/, "") : "";
	return groupDigits(String(whole)) + rest + " ns";
}

/* For reading: three digits or so. */
function about(ps) {
	for (const [unit, size] of [["s", 1e12], ["ms", 1e9], ["µs", 1e6], ["ns", 1e3]])
		if (ps >= size)
			return Number((ps / size).toPrecision(4)) + " " + unit;
	return ps + " ps";
}
