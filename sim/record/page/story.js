/* SPDX-License-Identifier: MIT */
/* Words: the panel beside the chart and the box under the pointer. Texts of
   the run are put in as text, never as HTML. */

function el(tag, attributes, ...children) {
	const e = document.createElement(tag);
	for (const [k, v] of Object.entries(attributes || {}))
		if (k === "onclick")
			e.addEventListener("click", v);
		else
			e.setAttribute(k, v);
	e.append(...children);
	return e;
}

function table(rows, name) {
	return el("table", { class: name || "" },
		el("tbody", {}, ...rows.map(r => el("tr", {}, ...r.map(c => el("td", {}, c))))));
}

function hueStyle(tint, p) {
	return `background:${p.fill(...tint)};box-shadow:inset 0 0 0 1px ${p.edge(...tint)}`;
}

/* ---- what is under the pointer ------------------------------------------- */

function rowName(layout, row) {
	const item = layout.items.find(i => i.row === row);
	return item && item.label ? item.label : row.group === "calls" ? "call stack" : "";
}

function describe(chart, row, i) {
	const m = chart.m, out = [];
	const from = row.start[i], to = row.end[i];
	const facts = [];
	if (row.kind === "level") {
		out.push(el("b", {}, rowName(chart.layout, row) + ": " + row.text[i]));
		facts.push(["from", ns(from)], ["to", ns(to)]);
	} else if (row.kind === "moments") {
		out.push(el("b", {}, m.texts[row.text[i]]));
		facts.push(["at", ns(from)]);
		if (row.who[i])
			facts.push(["by", m.texts[row.who[i]]]);
	} else {
		out.push(el("b", {}, m.texts[row.text[i]]));
		facts.push(["from", ns(from)], ["to", ns(to)], ["lasts", ns(to - from)]);
	}
	if (row.group === "calls") {
		const above = [...m.rows.values()].filter(r => r.group === "calls" && r.key < row.key)
			.sort((a, b) => a.key < b.key ? 1 : -1)[0];
		const k = above ? firstAfter(above, from) : -1;
		if (above && k < above.start.length && above.start[k] <= from)
			facts.push(["called by", m.texts[above.text[k]]]);
		facts.push(["part", tintOfText(m, row.text[i])[2]]);
	}
	const f = m.frames.get(row.frame ? row.frame[i] : 0);
	if (row.kind === "way" && f)
		for (const [a, b, what] of f.segments)
			facts.push([STAGES[what][0], about(b - a)]);
	out.push(table(facts));
	if (f)
		out.push(el("span", { class: "row" }, "click for this packet's way"));
	return out;
}

/* ---- a packet's story ---------------------------------------------------- */

const PLACES = {
	"socket.delivered": "A program got it.",
	"wire.sent": "It left on the wire.",
};

function placeInWords(f) {
	if (!f.place)
		return "It is still under way where the recording ends.";
	return PLACES[f.place] || "It ends at “" + f.place + "”.";
}

/* [time, words, kind of colour] in the order of time. */
function storySteps(m, f) {
	/* Not twice the same: a frame of the wire is born when it begins, and a
	   sent one ends with its last bit. */
	const has = (what, at) => f.steps.some(s => s[0] === what && (!at || s[1] === at));
	const own = f.steps.filter(([what, at]) =>
		!(what === WAY.BORN && !f.origin && has(WAY.RX_BEGIN, at)) &&
		!(what === WAY.ENDED && has(WAY.TX_END)));
	const steps = own.map(([what, at]) => {
		const [, stage, words] = STAGES[what];
		return [at, what === WAY.ENDED ? "ends: " + (f.place || "?") : words, stage];
	});
	const stored = f.steps.find(s => s[0] === WAY.STORED);
	const taken = f.steps.find(s => s[0] === WAY.TAKEN);
	if (stored && taken) {
		/* The interrupt that brought the driver to it. */
		const r = m.raises.filter(q => q.raised <= taken[1]).pop();
		if (r && r.raised >= stored[1] - 1e6) {
			steps.push([r.raised, "the card raises its interrupt line", "irq"]);
			if (r.taken >= 0)
				steps.push([r.taken, "the processor takes the interrupt", "irq"]);
		}
	}
	f.work.slice(0, 12).forEach(([a, b]) =>
		steps.push([a, "the processor works on it for " + about(b - a), "work"]));
	return steps.sort((a, b) => a[0] - b[0]);
}

/* The functions that took longest of those that began while the processor
   worked on @f, in the order in which they began: [text, time]. */
const MOST_FUNCTIONS = 22;

function functionsOf(m, f) {
	const names = new Map();
	for (const r of m.rows.values()) {
		if (!/\.calls\.call\d+$/.test(r.key))
			continue;
		for (const [a, b] of f.work)
			for (let i = firstFrom(r, a); i < r.start.length && r.start[i] < b; i++) {
				const old = names.get(r.text[i]) || [r.text[i], r.start[i], 0];
				old[1] = Math.min(old[1], r.start[i]);
				old[2] += r.end[i] - r.start[i];
				names.set(r.text[i], old);
			}
	}
	const all = [...names.values()].sort((a, b) => b[2] - a[2]);
	const some = all.slice(0, MOST_FUNCTIONS).sort((a, b) => a[1] - b[1]);
	some.more = all.length - some.length;
	return some;
}

function link(words, go) {
	return el("button", { class: "link", type: "button", onclick: go }, words);
}

function frameLink(m, id, go) {
	const f = m.frames.get(id);
	return link(f ? f.text : "#" + id, () => go.select(id));
}

function pcapTime(ps) {
	const t = Math.floor(ps / 1000);
	return Math.floor(t / 1e9) + "." + String(t % 1e9).padStart(9, "0");
}

function elsewhere(f) {
	const end = f.steps.find(s => s[0] === WAY.RX_END) ||
		f.steps.find(s => s[0] === WAY.TX_END);
	if (!end)
		return [];
	return [
		el("h3", {}, "The same packet in the run's other files"),
		table([
			[el("code", {}, "wire.pcapng"), "time " + pcapTime(end[1]) + " s"],
			[el("code", {}, "trace.fst"), "at " + ns(end[1]) + " (waveforms: GTKWave)"],
			[el("code", {}, "timeline.json"), "the same timeline for ui.perfetto.dev"],
		], "facts"),
	];
}

function story(chart, f, go) {
	const m = chart.m, p = chart.p, out = [];
	const tint = tintOfFrame(m, f.id);
	const steps = storySteps(m, f);
	const from = steps.length ? steps[0][0] : f.first;
	out.push(el("h2", {}, el("span", { class: "swatch", style: hueStyle(tint, p) }), f.text));
	out.push(el("p", {}, (f.origin ? "Made by this host. " : "Came from the wire. ") + placeInWords(f)));
	if (f.parent)
		out.push(el("p", {}, "Caused by ", frameLink(m, f.parent, go)));
	if (f.children.length)
		out.push(el("p", {}, "Led to ", ...f.children.slice(0, 8).flatMap((id, k) =>
			[k ? ", " : "", frameLink(m, id, go)])));
	const list = el("ul", { class: "steps" });
	for (const [at, words, stage] of steps) {
		const t = stage === "work" ? tint : STAGE_TINT[stage] || KINDS[stage];
		list.append(el("li", { style: "--dot:" + p.strong(...t), onclick: () => go.center(at) },
			words, el("span", { class: "when" }, "+" + about(at - from).replace(/^0 ps$/, "0 ns") +
			"  ·  " + ns(at))));
	}
	out.push(el("h3", {}, "Its way, step by step (click to go there)"), list);
	const functions = functionsOf(m, f);
	if (functions.length) {
		out.push(el("h3", {}, "Functions that handled it"));
		out.push(el("p", {}, ...functions.flatMap(([text, at], k) =>
			[k ? ", " : "", link(m.texts[text], () => go.center(at))]),
		functions.more ? " and " + functions.more + " small ones." : "."));
	}
	out.push(...elsewhere(f));
	out.push(el("p", {}, link("fit to this packet", () => go.fit(f)), " · ",
		link("close", () => go.select(0))));
	return out;
}

/* ---- how to read it ------------------------------------------------------ */

function legend(chart, go) {
	const m = chart.m, p = chart.p;
	const swatch = (tint, words) => el("li", {},
		el("span", { class: "swatch", style: hueStyle(tint, p) }), words);
	const first = [...m.frames.values()].filter(f => f.steps.length).slice(0, 1);
	const delivered = [...m.frames.values()].filter(f => f.place === "socket.delivered");
	return [
		el("h2", {}, "How to read this"),
		el("p", {}, "Every row is one part of the same simulated computer, and all of them " +
			"share one clock. Follow a packet from the top: it is on the wire, the card stores " +
			"it and raises its interrupt, the processor leaves what it does, and the functions " +
			"that handle the packet appear as boxes, each below the one that called it."),
		el("p", {}, m.frames.size + (m.frames.size === 1 ? " packet, " : " packets, ") + groupDigits(String(m.events)) + " events. ",
			...(delivered.length ? [link("Show one packet's way",
				() => go.story(delivered[0]))] : first.length ?
				[link("Show the first packet's way", () => go.story(first[0]))] : [])),
		el("h3", {}, "Functions and code"),
		el("ul", { class: "legend" }, ...Object.values(KINDS).map(k => swatch(k, k[2]))),
		el("h3", {}, "Where a packet is"),
		el("ul", { class: "legend" }, swatch(STAGE_TINT.wire, "on the wire"),
			swatch(STAGE_TINT.card, "in the card"),
			swatch(STAGE_TINT.ring, "in a descriptor ring, in memory"),
			swatch(STAGE_TINT.net, "in the network stack"),
			swatch(STAGE_TINT.socket, "in a socket's queue")),
		el("p", {}, "A packet and its answer have the same colour. Arrows lead from the " +
			"interrupt line to its handler and its poll, and from a packet to its answer."),
		el("h3", {}, "Moving around"),
		table([
			[el("kbd", {}, "wheel"), "zoom at the pointer"],
			[el("kbd", {}, "drag"), "move"],
			[el("kbd", {}, "Shift+drag"), "measure a time"],
			[el("kbd", {}, "double click"), "fit to a box"],
			[el("kbd", {}, "click"), "a packet's way"],
			[el("kbd", {}, "← →  ↑ ↓"), "move"],
			[el("kbd", {}, "+  −  0"), "zoom in, out, all"],
			[el("kbd", {}, "n  p"), "next, previous packet"],
			[el("kbd", {}, "/"), "search"],
		], "keys"),
		el("h3", {}, "The run's other files"),
		table([
			[el("code", {}, "trace.fst"), "waveforms with the same rows (GTKWave)"],
			[el("code", {}, "wire.pcapng"), "the packets (Wireshark)"],
			[el("code", {}, "timeline.json"), "this timeline for ui.perfetto.dev"],
			[el("code", {}, "metrics.json"), "the run in numbers"],
		], "facts"),
	];
}
