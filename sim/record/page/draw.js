/* SPDX-License-Identifier: MIT */
/* Drawing: only what is visible, and what is narrower than a pixel as one. */

const GUTTER = 186, AXIS = 27, FONT = '11.5px system-ui, "DejaVu Sans", sans-serif';
const SMALL = '10.5px system-ui, "DejaVu Sans", sans-serif';

class Chart {
	constructor(canvas, model) {
		this.canvas = canvas;
		this.c = canvas.getContext("2d");
		this.m = model;
		this.from = model.from;
		this.to = model.to;
		this.scroll = 0;
		this.closed = new Set();
		this.selected = 0;
		this.found = null; /* { row, i } */
		this.widths = new Map();
		this.drawn = { rows: 0, slices: 0, arrows: 0 };
		this.layout = layoutRows(model, this.closed);
		this.recolour();
	}

	recolour() {
		this.p = palette();
	}

	resize() {
		const dpr = window.devicePixelRatio || 1;
		this.w = this.canvas.clientWidth;
		this.h = this.canvas.clientHeight;
		this.canvas.width = Math.round(this.w * dpr);
		this.canvas.height = Math.round(this.h * dpr);
		this.c.setTransform(dpr, 0, 0, dpr, 0, 0);
	}

	get scale() {
		return Math.max(1, this.w - GUTTER) / (this.to - this.from);
	}

	x(t) {
		return GUTTER + (t - this.from) * this.scale;
	}

	time(x) {
		return this.from + (x - GUTTER) / this.scale;
	}

	/* ---- text ---- */

	width(s) {
		let w = this.widths.get(s);
		if (w === undefined) {
			w = this.c.measureText(s).width;
			this.widths.set(s, w);
		}
		return w;
	}

	fit(s, room) {
		if (room < 14)
			return "";
		const w = this.width(s);
		if (w <= room)
			return s;
		const n = Math.floor(s.length * (room - 11) / w);
		return n < 2 ? "" : s.slice(0, n) + "…";
	}

	/* ---- everything ---- */

	draw() {
		const c = this.c, p = this.p;
		this.drawn = { rows: 0, slices: 0, arrows: 0 };
		this.labels = [];
		c.fillStyle = p.bg;
		c.fillRect(0, 0, this.w, this.h);
		this.chain = this.selected ? rootOf(this.m, this.selected) : 0;
		this.drawGrid();
		c.save();
		c.beginPath();
		c.rect(GUTTER, AXIS, this.w - GUTTER, this.h - AXIS);
		c.clip();
		this.drawBands();
		for (const item of this.layout.items)
			if (item.row && this.visible(item))
				this.drawRow(item);
		this.drawArrows();
		c.restore();
		this.drawGutter();
		this.drawAxis();
	}

	visible(item) {
		const y = AXIS + item.y - this.scroll;
		return y + item.h > AXIS && y < this.h;
	}

	/* ---- time ---- */

	step() {
		const least = 105 / this.scale;
		let s = Math.pow(10, Math.floor(Math.log10(least)));
		for (const k of [1, 2, 5, 10])
			if (s * k >= least) {
				s *= k;
				break;
			}
		return Math.max(1, s);
	}

	ticks() {
		const s = this.step(), out = [];
		for (let k = Math.ceil(this.from / s); k * s <= this.to; k++)
			out.push(k * s);
		return out;
	}

	/* The unit that fits the place in time, as many decimals as the step needs. */
	label(t, step) {
		const [unit, size] = step >= 1e11 ? ["s", 1e12] :
			this.to >= 1e9 && step >= 1e6 ? ["ms", 1e9] :
			step >= 1e3 && this.to < 1e6 ? ["ns", 1e3] : ["µs", 1e6];
		const places = Math.max(0, Math.ceil(Math.log10(size / step) - 1e-9));
		const [whole, part] = (t / size).toFixed(places).split(".");
		return groupDigits(whole) + (part ? "." + part : "") + " " + unit;
	}

	drawGrid() {
		const c = this.c;
		c.fillStyle = this.p.line;
		for (const t of this.ticks())
			c.fillRect(Math.round(this.x(t)), AXIS, 1, this.h - AXIS);
	}

	drawAxis() {
		const c = this.c, p = this.p, step = this.step();
		c.fillStyle = p.panel;
		c.fillRect(0, 0, this.w, AXIS);
		c.fillStyle = p.line;
		c.fillRect(0, AXIS - 1, this.w, 1);
		c.font = SMALL;
		c.textBaseline = "middle";
		c.fillStyle = p.muted;
		c.textAlign = "left";
		for (const t of this.ticks()) {
			const x = this.x(t);
			c.fillRect(Math.round(x), AXIS - 6, 1, 5);
			if (x >= GUTTER - 1 && x < this.w - 30)
				c.fillText(this.label(t, step), x + 5, AXIS / 2);
		}
		c.fillStyle = p.panel;
		c.fillRect(0, 0, GUTTER - 1, AXIS - 1);
		c.fillStyle = p.text;
		c.fillText(about(this.to - this.from) + " wide", 14, AXIS / 2);
	}

	/* ---- names of rows ---- */

	drawGutter() {
		const c = this.c, p = this.p;
		c.fillStyle = p.bg;
		c.fillRect(0, AXIS, GUTTER, this.h);
		c.fillStyle = p.line;
		c.fillRect(GUTTER - 1, 0, 1, this.h);
		c.textBaseline = "middle";
		for (const item of this.layout.items) {
			const y = AXIS + item.y - this.scroll;
			if (!this.visible(item))
				continue;
			if (item.head) {
				c.fillStyle = p.line;
				c.fillRect(0, Math.round(y) + item.h - 4, this.w, 1);
				c.fillStyle = p.text;
				c.font = "600 11.5px system-ui, sans-serif";
				c.textAlign = "left";
				c.fillText((item.closed ? "▸ " : "▾ ") + item.head, 8, y + item.h / 2 - 2);
				continue;
			}
			c.font = FONT;
			c.fillStyle = p.muted;
			c.textAlign = "right";
			c.fillText(item.label, GUTTER - 11, y + (item.row.kind === "level" ? 12 : item.h / 2));
			if (item.row.kind === "level") {
				c.font = SMALL;
				c.fillText("up to " + item.row.max, GUTTER - 11, y + 25);
			}
		}
	}

	/* ---- rows ---- */

	drawRow(item) {
		const y = AXIS + item.y - this.scroll;
		this.drawn.rows++;
		this.c.font = FONT;
		this.c.textBaseline = "middle";
		this.c.textAlign = "left";
		switch (item.row.kind) {
		case "level":
			this.drawLevel(item.row, y);
			break;
		case "moments":
			this.drawMoments(item.row, y);
			break;
		default:
			this.drawSlices(item.row, y, item.h);
		}
	}

	drawSlices(row, y, h) {
		const k = this.scale, way = row.kind === "way";
		const gap = row.group === "calls" ? 1 : 3;
		const last = this.w;
		let pixel = -1, cover = 0, thin = -1;
		const flush = () => {
			if (thin < 0)
				return;
			this.c.globalAlpha = Math.max(.55, Math.min(1, cover)) * this.dim(row, thin);
			const [hue, sat] = tintOf(this.m, row, thin);
			this.c.fillStyle = this.p.edge(hue, sat);
			this.c.fillRect(pixel, y + gap / 2, 1, h - gap);
			this.c.globalAlpha = 1;
			thin = -1;
		};
		for (let i = firstAfter(row, this.from); i < row.start.length; i++) {
			if (row.start[i] >= this.to)
				break;
			this.drawn.slices++;
			const x0 = Math.max(GUTTER - 4, this.x(row.start[i]));
			const x1 = Math.min(last + 4, this.x(row.end[i]));
			if (x1 - x0 < 1.4) {
				const at = Math.floor(x0);
				if (at !== pixel) {
					flush();
					pixel = at;
					cover = 0;
				}
				/* The one that is looked for wins the pixel. */
				if (thin < 0 || row.frame[i] === this.selected)
					thin = i;
				cover += (row.end[i] - row.start[i]) * k;
				continue;
			}
			flush();
			if (way)
				this.drawWay(row, i, x0, x1, y, h);
			else
				this.drawSlice(row, i, x0, x1, y + gap / 2, h - gap);
		}
		flush();
	}

	/* What has to do with another packet than the selected one steps back. */
	dim(row, i) {
		const id = row.frame && row.frame[i];
		return this.chain && id && rootOf(this.m, id) !== this.chain ? .3 : 1;
	}

	drawSlice(row, i, x0, x1, y, h) {
		const c = this.c, [hue, sat] = tintOf(this.m, row, i);
		const w = x1 - x0;
		c.globalAlpha = this.dim(row, i);
		c.fillStyle = this.p.fill(hue, sat);
		c.fillRect(x0, y, Math.max(w - .6, 1), h);
		c.fillStyle = this.p.edge(hue, sat);
		c.fillRect(x0, y, w < 5 ? 1 : 2, h);
		const left = Math.max(x0, GUTTER) + 6;
		const s = this.fit(this.m.texts[row.text[i]], Math.min(x1, this.w) - left - 2);
		if (s) {
			c.fillStyle = this.p.ink;
			c.fillText(s, left, y + h / 2 + .5);
		}
		c.globalAlpha = 1;
		this.outline(row, i, x0, y, w, h);
	}

	outline(row, i, x0, y, w, h) {
		const c = this.c;
		const hit = this.found && this.found.row === row && this.found.i === i;
		const own = this.selected && row.frame && row.frame[i] === this.selected;
		if (!hit && !own)
			return;
		c.strokeStyle = hit ? this.p.focus : this.p.strong(...tintOf(this.m, row, i));
		c.lineWidth = hit ? 2.5 : 1.8;
		c.strokeRect(x0 + .5, y + .5, Math.max(w - 1.5, 2), h - 1);
	}

	drawWay(row, i, x0, x1, y, h) {
		const c = this.c, m = this.m;
		const f = m.frames.get(row.frame[i]), tint = tintOfFrame(m, f.id);
		c.globalAlpha = this.dim(row, i);
		c.fillStyle = this.p.fill(...tint);
		c.fillRect(x0, y + 2, x1 - x0 - 1.5, 14);
		c.fillStyle = this.p.edge(...tint);
		c.fillRect(x0, y + 2, 3, h - 6);
		const left = Math.max(x0, GUTTER) + 7;
		const s = this.fit(f.text, Math.min(x1, this.w) - left - 3);
		c.fillStyle = this.p.ink;
		if (s)
			c.fillText(s, left, y + 10);
		c.font = SMALL;
		for (const [from, to, what] of f.segments) {
			const a = Math.max(GUTTER, this.x(from)), b = Math.min(this.w, this.x(to));
			if (b <= a)
				continue;
			const [words, stage] = STAGES[what];
			c.fillStyle = this.p.fill(...STAGE_TINT[stage]);
			c.fillRect(a, y + 16, Math.max(b - a - 1, .7), h - 20);
			if (b - a < 26)
				continue;
			const name = this.fit(words, b - a - 8);
			c.fillStyle = this.p.ink;
			if (name)
				c.fillText(name, a + 5, y + 16 + (h - 20) / 2 + .5);
		}
		c.font = FONT;
		c.globalAlpha = 1;
		this.outline(row, i, x0, y + 2, x1 - x0, h - 6);
	}

	drawLevel(row, y) {
		const c = this.c, top = y + 5, h = HEIGHT.level - 9;
		const [hue, sat] = row.group === "card" ? STAGE_TINT.ring : KINDS.memory;
		const level = v => h * v / (row.max || 1);
		let pixel = -1, most = 0;
		const bar = (x, w, v) => {
			const b = level(v);
			c.fillStyle = this.p.fill(hue, sat);
			c.fillRect(x, top + h - b, w, b);
			c.fillStyle = this.p.strong(hue, sat);
			c.fillRect(x, top + h - b - .7, w, 1.4);
		};
		for (let i = firstAfter(row, this.from); i < row.start.length; i++) {
			if (row.start[i] >= this.to)
				break;
			this.drawn.slices++;
			const x0 = Math.max(GUTTER, this.x(row.start[i]));
			const x1 = Math.min(this.w, this.x(row.end[i]));
			if (x1 - x0 >= 1) {
				if (pixel >= 0)
					bar(pixel, 1, most);
				pixel = -1;
				bar(x0, x1 - x0, row.text[i]);
				const s = String(row.text[i]);
				if (x1 - x0 > this.width(s) + 14) {
					c.fillStyle = this.p.muted;
					c.font = SMALL;
					/* Above the line where there is room. */
					const b = level(row.text[i]);
					c.fillText(s, Math.max(x0, GUTTER) + 5,
						b > 15 ? top + h - b + 8 : top + h - b - 7);
					c.font = FONT;
				}
			} else if (Math.floor(x0) !== pixel) {
				if (pixel >= 0)
					bar(pixel, 1, most);
				pixel = Math.floor(x0);
				most = row.text[i];
			} else
				most = Math.max(most, row.text[i]);
		}
		if (pixel >= 0)
			bar(pixel, 1, most);
	}

	drawMoments(row, y) {
		const c = this.c, mid = y + HEIGHT.moments / 2;
		let free = 0;
		/* A label may reach in from the left. */
		for (let i = Math.max(0, firstFrom(row, this.from) - 1); i < row.start.length; i++) {
			if (row.start[i] > this.to)
				break;
			this.drawn.slices++;
			const x = this.x(row.start[i]);
			if (x < free - 1 && i + 1 < row.start.length && this.x(row.start[i + 1]) < free)
				continue;
			const text = this.m.texts[row.text[i]];
			const tint = row.key === "registers" ?
				(text.startsWith("read") ? KINDS.driver : KINDS.napi) :
				row.key === "log" ? KINDS.time : STAGE_TINT.ring;
			const hit = this.found && this.found.row === row && this.found.i === i;
			c.fillStyle = hit ? this.p.focus : this.p.strong(...tint);
			c.beginPath();
			c.moveTo(x, mid - (hit ? 7 : 5));
			c.lineTo(x + (hit ? 6 : 4), mid);
			c.lineTo(x, mid + (hit ? 7 : 5));
			c.lineTo(x - (hit ? 6 : 4), mid);
			c.fill();
			free = x + 2;
			const next = i + 1 < row.start.length ? this.x(row.start[i + 1]) : this.w;
			const s = this.fit(text, next - x - 16);
			if (!s || s.length < 4 && s !== text)
				continue;
			c.fillStyle = this.p.text;
			c.fillText(s, x + 7, mid + .5);
			this.labels.push({ row, i, x0: x, x1: x + 9 + this.width(s) });
		}
	}

	/* Where the processor works on the selected packet. */
	drawBands() {
		const f = this.m.frames.get(this.selected);
		if (!f)
			return;
		const [hue, sat] = tintOfFrame(this.m, f.id);
		this.c.fillStyle = this.p.strong(hue, sat);
		this.c.globalAlpha = .11;
		for (const [a, b] of f.work)
			this.c.fillRect(this.x(a), AXIS, Math.max(1, (b - a) * this.scale), this.h);
		this.c.globalAlpha = 1;
	}

	/* ---- arrows ---- */

	arrowsInView() {
		const of = a => a.frame && rootOf(this.m, a.frame) === this.chain;
		const seen = this.m.arrows.filter(a => a.to >= this.from && a.from <= this.to);
		const few = seen.length <= 90;
		return seen.filter(a => this.chain && of(a) ||
			few && (a.kind !== "packet" || !this.chain));
	}

	drawArrows() {
		const c = this.c;
		for (const a of this.arrowsInView()) {
			const from = this.m.rows.get(a.fromRow), to = this.m.rows.get(a.toRow);
			if (!from || !to || !(from.y >= 0) || !(to.y >= 0))
				continue;
			const down = to.y > from.y;
			const x0 = this.x(a.from), x1 = this.x(a.to);
			const y0 = AXIS + from.y - this.scroll + (down ? from.h - 2 : 2);
			const y1 = AXIS + to.y - this.scroll + (down ? 1 : to.h - 1);
			const tint = a.frame ? tintOfFrame(this.m, a.frame) : KINDS.irq;
			const bend = Math.max(14, Math.abs(y1 - y0) * .45) * (down ? 1 : -1);
			this.drawn.arrows++;
			for (const [colour, width] of [[this.p.bg, 4], [this.p.strong(...tint), 1.6]]) {
				c.strokeStyle = colour;
				c.lineWidth = width;
				c.beginPath();
				c.moveTo(x0, y0);
				c.bezierCurveTo(x0, y0 + bend, x1, y1 - bend, x1, y1 - (down ? 5 : -5));
				c.stroke();
			}
			c.fillStyle = this.p.strong(...tint);
			c.beginPath();
			c.arc(x0, y0, 2.4, 0, 7);
			c.fill();
			c.beginPath();
			c.moveTo(x1, y1);
			c.lineTo(x1 - 4, y1 - (down ? 7 : -7));
			c.lineTo(x1 + 4, y1 - (down ? 7 : -7));
			c.fill();
		}
	}

	/* ---- what is there ---- */

	itemAt(y) {
		const at = y - AXIS + this.scroll;
		return y < AXIS ? null :
			this.layout.items.find(i => at >= i.y && at < i.y + i.h) || null;
	}

	/* { row, i } under the pointer. */
	hit(x, y) {
		const item = this.itemAt(y);
		if (!item || !item.row || x < GUTTER)
			return null;
		const row = item.row, t = this.time(x), near = 4 / this.scale;
		if (row.kind === "moments") {
			let i = firstFrom(row, t), best = -1;
			for (const k of [i - 1, i])
				if (k >= 0 && k < row.start.length &&
				    Math.abs(row.start[k] - t) < 2 * near &&
				    (best < 0 || Math.abs(row.start[k] - t) < Math.abs(row.start[best] - t)))
					best = k;
			const label = this.labels.find(l => l.row === row && x >= l.x0 && x <= l.x1);
			return best >= 0 ? { row, i: best } : label ? { row, i: label.i } : null;
		}
		const i = firstAfter(row, t - near);
		if (i < row.start.length && row.start[i] <= t + near) {
			/* The one that is under the pointer exactly, if there is one. */
			const j = firstAfter(row, t);
			return { row, i: j < row.start.length && row.start[j] <= t ? j : i };
		}
		return null;
	}
}
