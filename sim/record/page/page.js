/* SPDX-License-Identifier: MIT */
/* The page: what it shows at first, and what pointer and keys do. */

const $ = id => document.getElementById(id);
const LEAST = 2000; /* ps from edge to edge */
const errors = [];
window.addEventListener("error", e => {
	errors.push(String(e.message));
	$("note").hidden = false;
	$("note").textContent = "This page has a fault: " + e.message;
	$("summary").textContent = JSON.stringify({ errors });
});

function start() {
	const model = decode(JSON.parse($("data").textContent));
	const chart = new Chart($("chart"), model);
	const over = $("over").getContext("2d");
	let dirty = false, hashTimer = 0, measure = null, pointer = null;
	let matches = [], at = -1, asked = "";

	document.title = model.title + " - one timeline";
	$("title").replaceChildren(model.title,
		el("small", {}, "card, driver, kernel and packets on one clock"));
	if (model.leftOut) {
		const w = model.windows[model.windows.length - 1];
		$("note").hidden = false;
		$("note").textContent = "First " + groupDigits(String(model.events)) +
			" events only, up to " + ns(w[1]) + ": " +
			groupDigits(String(model.leftOut)) + " more did not fit this page. " +
			"All of them are in timeline.json; or record a shorter window.";
	}

	/* ---- drawing ---- */

	function redraw() {
		if (!dirty)
			requestAnimationFrame(drawAll);
		dirty = true;
	}

	function drawAll() {
		dirty = false;
		chart.draw();
		drawOver();
		drawOverview();
		summary();
	}

	function drawOver() {
		const dpr = window.devicePixelRatio || 1;
		over.setTransform(dpr, 0, 0, dpr, 0, 0);
		over.clearRect(0, 0, chart.w, chart.h);
		if (measure) {
			const a = chart.x(measure[0]), b = chart.x(measure[1]);
			over.globalAlpha = .16;
			over.fillStyle = chart.p.focus;
			over.fillRect(Math.min(a, b), AXIS, Math.abs(b - a), chart.h);
			over.globalAlpha = 1;
			over.fillRect(a, AXIS, 1, chart.h);
			over.fillRect(b, AXIS, 1, chart.h);
			bubble(ns(Math.round(Math.abs(measure[1] - measure[0]))), (a + b) / 2, AXIS + 14);
		}
		if (!pointer || pointer[0] < GUTTER)
			return;
		over.fillStyle = chart.p.muted;
		over.globalAlpha = .55;
		over.fillRect(Math.round(pointer[0]), AXIS, 1, chart.h);
		over.globalAlpha = 1;
		bubble(ns(Math.round(chart.time(pointer[0]) / 1000) * 1000), pointer[0], AXIS / 2);
	}

	function bubble(s, x, y) {
		over.font = SMALL;
		const w = over.measureText(s).width + 12;
		x = Math.max(GUTTER, Math.min(chart.w - w, x - w / 2));
		over.fillStyle = chart.p.text;
		over.fillRect(x, y - 9, w, 18);
		over.fillStyle = chart.p.bg;
		over.textBaseline = "middle";
		over.fillText(s, x + 6, y + .5);
	}

	/* ---- the whole run in a strip ---- */

	const strip = { canvas: $("overview"), picture: null };
	const STRIP = [["wire_rx", () => STAGE_TINT.wire], ["wire_tx", () => STAGE_TINT.wire],
		["irq", () => KINDS.irq], ["software.cpu.context", null]];

	function paintStrip() {
		const dpr = window.devicePixelRatio || 1, c = document.createElement("canvas");
		const w = c.width = Math.round(strip.canvas.clientWidth * dpr);
		const h = c.height = Math.round(strip.canvas.clientHeight * dpr);
		const g = c.getContext("2d"), k = (w - GUTTER * dpr) / (model.to - model.from);
		g.fillStyle = chart.p.bg;
		g.fillRect(0, 0, w, h);
		const tall = h / (STRIP.length + .6);
		STRIP.forEach(([key, tint], n) => {
			const row = model.rows.get(key);
			for (let i = 0; row && i < row.start.length; i++) {
				const [hue, sat] = tint ? tint() : tintOf(model, row, i);
				g.fillStyle = chart.p.strong(hue, sat);
				g.fillRect(GUTTER * dpr + (row.start[i] - model.from) * k,
					tall * (n + .3), Math.max(1, (row.end[i] - row.start[i]) * k), tall * .8);
			}
		});
		g.font = 10 * dpr + "px system-ui, sans-serif";
		g.fillStyle = chart.p.muted;
		g.textAlign = "right";
		g.textBaseline = "middle";
		["coming in", "going out", "interrupt", "processor"].forEach((s, n) =>
			g.fillText(s, (GUTTER - 11) * dpr, tall * (n + .7)));
		g.textAlign = "left";
		g.fillStyle = chart.p.text;
		g.font = "600 " + 11 * dpr + "px system-ui, sans-serif";
		g.fillText("The recording", 14 * dpr, h / 2 - 7 * dpr);
		g.font = 10 * dpr + "px system-ui, sans-serif";
		g.fillStyle = chart.p.muted;
		g.fillText(about(model.to - model.from), 14 * dpr, h / 2 + 8 * dpr);
		strip.picture = c;
	}

	function drawOverview() {
		const c = strip.canvas, g = c.getContext("2d"), p = strip.picture;
		if (!p)
			return;
		c.width = p.width;
		c.height = p.height;
		g.drawImage(p, 0, 0);
		const dpr = window.devicePixelRatio || 1, left = GUTTER * dpr;
		const k = (c.width - left) / (model.to - model.from);
		let a = left + (chart.from - model.from) * k, w = (chart.to - chart.from) * k;
		if (w < 5) {
			a -= (5 - w) / 2;
			w = 5;
		}
		w = Math.min(a + w, c.width - 1) - Math.max(a, left);
		a = Math.max(a, left);
		g.globalAlpha = .62;
		g.fillStyle = chart.p.panel;
		g.fillRect(left, 0, a - left, c.height);
		g.fillRect(a + w, 0, c.width, c.height);
		g.globalAlpha = 1;
		g.strokeStyle = chart.p.focus;
		g.lineWidth = 1.5 * dpr;
		g.strokeRect(a, dpr, w, c.height - 2 * dpr);
	}

	function stripTo(event) {
		const r = strip.canvas.getBoundingClientRect();
		const t = model.from + (event.clientX - r.left - GUTTER) /
			(r.width - GUTTER) * (model.to - model.from);
		go.center(t);
	}
	strip.canvas.addEventListener("pointerdown", e => {
		strip.canvas.setPointerCapture(e.pointerId);
		stripTo(e);
	});
	strip.canvas.addEventListener("pointermove", e => {
		if (e.buttons & 1)
			stripTo(e);
	});

	/* ---- where we look ---- */

	function look(from, to) {
		const most = (model.to - model.from) * 1.04;
		let span = Math.max(LEAST, Math.min(most, to - from));
		const mid = (from + to) / 2;
		from = mid - span / 2;
		/* At least half of what is seen is the run; all of it if it fits. */
		const whole = (model.from + model.to) / 2 - span / 2;
		from = span >= model.to - model.from ? whole :
			Math.max(model.from - span * .5, Math.min(from, model.to - span * .5));
		chart.from = from;
		chart.to = from + span;
		writeHashSoon();
		redraw();
	}

	function writeHashSoon() {
		clearTimeout(hashTimer);
		hashTimer = setTimeout(writeHash, 250);
	}

	function scrollTo(y) {
		const most = Math.max(0, chart.layout.height - (chart.h - AXIS) + 8);
		chart.scroll = Math.max(0, Math.min(most, y));
		redraw();
	}

	function zoom(factor, x) {
		const mid = x === undefined ? (chart.from + chart.to) / 2 : chart.time(x);
		look(mid - (mid - chart.from) * factor, mid + (chart.to - mid) * factor);
	}

	const all = () => {
		const edge = (model.to - model.from) * .015;
		look(model.from - edge, model.to + edge);
	};

	/* The time that a packet, what it answers and its answers take. */
	function spanOf(f) {
		let from = Infinity, to = 0;
		const others = [f.parent, ...f.children.slice(0, 4)].map(id => model.frames.get(id));
		for (const g of [f, ...others.filter(o => o)])
			for (const [what, t] of g.steps) {
				if (what === WAY.BORN && !g.origin)
					continue;
				from = Math.min(from, t);
				to = Math.max(to, t);
			}
		return from < to ? [from, to] : [f.first, f.last];
	}

	const go = {
		center(t) {
			const span = chart.to - chart.from;
			look(t - span / 2, t + span / 2);
		},
		fit(f) {
			const [a, b] = spanOf(f), edge = (b - a || 1000) * .06;
			look(a - edge, b + edge);
		},
		select(id) {
			chart.selected = id;
			chart.layout = layoutRows(model, chart.closed, id);
			panel();
			writeHashSoon();
			redraw();
		},
		story(f) {
			go.select(f.id);
			go.fit(f);
		},
	};

	function panel() {
		const f = model.frames.get(chart.selected);
		$("side").replaceChildren(...(f ? story(chart, f, go) : legend(chart, go)));
		$("side").scrollTop = 0;
	}

	/* #t=from,to in ns, the packet, and words to look for (find=). */
	function writeHash() {
		const t = [chart.from, chart.to].map(v => Number((v / 1000).toFixed(3)));
		try {
			history.replaceState(null, "", "#t=" + t.join(",") +
				(chart.selected ? "&packet=" + chart.selected : ""));
		} catch (e) {
			/* Some browsers let a local file have no history. */
		}
	}

	function decodeWords(s) {
		try {
			return decodeURIComponent(s);
		} catch (e) {
			return s;
		}
	}

	function readHash() {
		const hash = location.hash.slice(1);
		const find = /(?:^|&)find=([^&]*)/.exec(hash);
		const t = /(?:^|&)t=(-?[\d.]+),(-?[\d.]+)/.exec(hash);
		const packet = /(?:^|&)packet=(\d+)/.exec(hash);
		const id = packet ? Number(packet[1]) : 0;
		go.select(model.frames.has(id) ? id : 0);
		if (find) {
			$("query").value = decodeWords(find[1]);
			search($("query").value);
		}
		if (t && Number(t[2]) > Number(t[1]))
			look(Number(t[1]) * 1000, Number(t[2]) * 1000);
		else if (chart.selected)
			go.fit(model.frames.get(id));
		else if (find)
			all();
		else
			return false;
		if (find && !t)
			step(1);
		return true;
	}

	/* All of a short run; of a long one the first packet that got through. */
	function firstLook() {
		const frames = [...model.frames.values()];
		const f = frames.find(g => g.place === "socket.delivered" && g.children.length && g.known) ||
			frames.find(g => g.place === "socket.delivered" && g.known) ||
			frames.find(g => g.steps.length > 1);
		if (model.to - model.from <= 60e6 || !f) {
			all();
			/* A window around one packet is about that packet. */
			if (f && frames.length <= 4)
				go.select(f.id);
		} else
			go.story(f);
	}

	/* ---- pointer ---- */

	const chartEl = chart.canvas, tip = $("tip");
	const held = new Map();
	let moved = 0, pinch = 0;

	const local = e => {
		const r = chartEl.getBoundingClientRect();
		return [e.clientX - r.left, e.clientY - r.top];
	};

	chartEl.addEventListener("pointerdown", e => {
		chartEl.focus({ preventScroll: true });
		if (e.button)
			return;
		try {
			chartEl.setPointerCapture(e.pointerId);
		} catch (err) {
			/* A pointer that is not there any more. */
		}
		held.set(e.pointerId, local(e));
		moved = 0;
		measure = null;
		if (e.shiftKey && local(e)[0] > GUTTER)
			measure = [chart.time(local(e)[0]), chart.time(local(e)[0])];
		tip.hidden = true;
		redraw();
	});

	chartEl.addEventListener("pointermove", e => {
		const [x, y] = local(e), old = held.get(e.pointerId);
		pointer = [x, y];
		if (!old) {
			hover(e);
			drawOver();
			return;
		}
		held.set(e.pointerId, [x, y]);
		if (held.size === 2) {
			const [p, q] = [...held.values()];
			const far = Math.hypot(p[0] - q[0], p[1] - q[1]);
			if (pinch)
				zoom(pinch / Math.max(1, far), (p[0] + q[0]) / 2);
			pinch = far;
			return;
		}
		moved += Math.abs(x - old[0]) + Math.abs(y - old[1]);
		if (measure && e.shiftKey)
			measure[1] = chart.time(x);
		else if (moved > 3) {
			chartEl.classList.add("held");
			const dt = (old[0] - x) / chart.scale;
			look(chart.from + dt, chart.to + dt);
			scrollTo(chart.scroll + old[1] - y);
		}
		redraw();
	});

	const release = e => {
		held.delete(e.pointerId);
		pinch = 0;
		chartEl.classList.remove("held");
	};
	chartEl.addEventListener("pointercancel", release);
	chartEl.addEventListener("pointerup", e => {
		const was = held.has(e.pointerId);
		release(e);
		if (was && moved <= 3 && !e.shiftKey)
			click(...local(e));
	});
	chartEl.addEventListener("pointerleave", () => {
		pointer = null;
		tip.hidden = true;
		drawOver();
	});

	function click(x, y) {
		const item = chart.itemAt(y), hit = chart.hit(x, y);
		if (item && item.head) {
			if (!chart.closed.delete(item.group))
				chart.closed.add(item.group);
			chart.layout = layoutRows(model, chart.closed, chart.selected);
			scrollTo(chart.scroll);
		} else if (hit && hit.row.frame && hit.row.frame[hit.i])
			go.select(hit.row.frame[hit.i]);
		else if (chart.selected && !hit)
			go.select(0);
	}

	chartEl.addEventListener("dblclick", e => {
		const hit = chart.hit(...local(e));
		if (!hit || hit.row.kind === "moments")
			return;
		const a = hit.row.start[hit.i], b = hit.row.end[hit.i], edge = (b - a) * .08;
		look(a - edge, b + edge);
	});

	chartEl.addEventListener("wheel", e => {
		e.preventDefault();
		const unit = e.deltaMode ? 16 : 1;
		const sideways = Math.abs(e.deltaX) > Math.abs(e.deltaY);
		if (e.shiftKey && !sideways || local(e)[0] < GUTTER)
			scrollTo(chart.scroll + (e.deltaY || e.deltaX) * unit);
		else if (sideways) {
			const dt = e.deltaX * unit / chart.scale;
			look(chart.from + dt, chart.to + dt);
		} else
			zoom(Math.exp(Math.max(-200, Math.min(200, e.deltaY * unit)) * .0022), local(e)[0]);
		tip.hidden = true;
	}, { passive: false });

	function hover(e) {
		const [x, y] = local(e), hit = chart.hit(x, y), item = chart.itemAt(y);
		chartEl.classList.toggle("at", !!(item && item.head || hit && hit.row.frame &&
			hit.row.frame[hit.i]));
		if (hit)
			tip.replaceChildren(...describe(chart, hit.row, hit.i));
		else if (item && item.row && x < GUTTER)
			tip.replaceChildren(el("b", {}, item.label || "call stack"), item.hint);
		tip.hidden = !(hit || item && item.row && x < GUTTER);
		if (tip.hidden)
			return;
		const w = tip.offsetWidth, h = tip.offsetHeight;
		tip.style.left = Math.max(4, x + 16 + w > chart.w ? x - w - 12 : x + 16) + "px";
		tip.style.top = Math.max(4, Math.min(chart.h - h - 4, y + 16)) + "px";
	}

	/* ---- search ---- */

	function search(words) {
		const want = words.trim().toLowerCase();
		asked = words;
		matches = [];
		at = -1;
		chart.found = null;
		if (want) {
			const hits = new Set();
			model.texts.forEach((s, i) => {
				if (s.toLowerCase().includes(want))
					hits.add(i);
			});
			for (const item of layoutRows(model, new Set(), 0).items)
				if (item.row && item.row.kind !== "level")
					item.row.text.forEach((v, i) => {
						if (hits.has(v))
							matches.push({ row: item.row, i });
					});
			chart.layout = layoutRows(model, chart.closed, chart.selected);
			matches.sort((a, b) => a.row.start[a.i] - b.row.start[b.i]);
		}
		$("found").textContent = want ? matches.length ? matches.length + " found" : "nothing" : "";
		redraw();
	}

	function step(by) {
		if ($("query").value !== asked)
			search($("query").value);
		if (!matches.length)
			return;
		if (at < 0) {
			/* The first one from here on. */
			const mid = (chart.from + chart.to) / 2;
			at = matches.findIndex(h => h.row.start[h.i] >= mid);
			at = at < 0 ? 0 : by < 0 ? (at + matches.length - 1) % matches.length : at;
		} else
			at = (at + by + matches.length) % matches.length;
		const { row, i } = matches[at];
		chart.found = matches[at];
		if (chart.closed.delete(row.group))
			chart.layout = layoutRows(model, chart.closed, chart.selected);
		/* At a size at which it can be seen, in the middle. */
		const long = row.end[i] - row.start[i];
		let span = chart.to - chart.from;
		if (long && (long / span < .02 || long > span))
			span = long / .15;
		const mid = row.start[i] + long / 2;
		look(mid - span / 2, mid + span / 2);
		if (row.y - chart.scroll < 0 || row.y - chart.scroll + row.h > chart.h - AXIS)
			scrollTo(row.y - chart.h / 2);
		$("found").textContent = at + 1 + " of " + matches.length;
	}

	$("find").addEventListener("submit", e => {
		e.preventDefault();
		step(1);
	});
	$("query").addEventListener("input", () => search($("query").value));
	$("query").addEventListener("keydown", e => {
		if (e.key === "Enter" && e.shiftKey) {
			e.preventDefault();
			step(-1);
		} else if (e.key === "Escape")
			chartEl.focus();
	});
	$("prev").addEventListener("click", () => step(-1));
	$("in").addEventListener("click", () => zoom(.5));
	$("out").addEventListener("click", () => zoom(2));
	$("all").addEventListener("click", all);

	/* ---- keys ---- */

	function nextPacket(by) {
		const ids = [...model.frames.keys()].sort((a, b) => a - b);
		const i = ids.indexOf(chart.selected);
		const id = ids[i < 0 ? 0 : (i + by + ids.length) % ids.length];
		if (id)
			go.story(model.frames.get(id));
	}

	document.addEventListener("keydown", e => {
		if (e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey || e.altKey)
			return;
		const far = (chart.to - chart.from) * .2;
		const keys = {
			ArrowLeft: () => look(chart.from - far, chart.to - far),
			ArrowRight: () => look(chart.from + far, chart.to + far),
			ArrowUp: () => scrollTo(chart.scroll - 60),
			ArrowDown: () => scrollTo(chart.scroll + 60),
			"+": () => zoom(.6), "=": () => zoom(.6), "-": () => zoom(1 / .6),
			0: all, n: () => nextPacket(1), p: () => nextPacket(-1),
			"/": () => $("query").focus(),
			Escape: () => {
				measure = null;
				chart.found = null;
				go.select(0);
			},
		};
		if (!keys[e.key])
			return;
		e.preventDefault();
		keys[e.key]();
	});

	/* ---- for tests ---- */

	function summary() {
		const moment = (f, what) => {
			const s = f.steps.find(q => q[0] === what);
			return s ? s[1] : null;
		};
		const stalls = model.rows.get("stall");
		$("summary").textContent = JSON.stringify({
			errors, title: model.title, events: model.events, left_out: model.leftOut,
			rows: chart.layout.items.filter(i => i.row).map(i => i.row.key),
			drawn: chart.drawn, arrows: model.arrows.length,
			packets: model.frames.size, selected: chart.selected,
			matches: matches.length, match: at,
			panel: $("side").querySelector("h2").textContent,
			from_ps: model.from, to_ps: model.to,
			view_ps: [chart.from, chart.to],
			frames: [...model.frames.values()].slice(0, 2000).map(f =>
				[f.id, f.text, moment(f, WAY.RX_END), moment(f, WAY.TX_END),
					f.place, f.parent]),
			waits: stalls ? [...stalls.text.slice(0, 20)].map(v => model.texts[v]) : [],
		});
	}

	/* ---- begin ---- */

	function resize() {
		const dpr = window.devicePixelRatio || 1;
		chart.resize();
		$("over").width = Math.round(chart.w * dpr);
		$("over").height = Math.round(chart.h * dpr);
		paintStrip();
		scrollTo(chart.scroll);
		/* At once: a canvas of a new size is empty. */
		drawAll();
	}

	new ResizeObserver(resize).observe($("stage"));
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
		chart.recolour();
		panel();
		resize();
	});
	window.addEventListener("hashchange", () => {
		readHash();
		panel();
	});
	panel();
	resize();
	if (!readHash())
		firstLook();
	drawAll();
	chartEl.focus({ preventScroll: true });
}

start();
