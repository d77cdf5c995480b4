/* SPDX-License-Identifier: MIT */
/* Which rows there are, what they are called, and how things are coloured. */

/* [key, label, what it shows]; the key of a lane is its scope and name. */
const GROUPS = [
	["chosen", "The packet you chose, and its answers", []],
	["wire", "The wire", [
		["wire_rx", "frames coming in", "from a frame's first to its last bit at the card"],
		["wire_tx", "frames going out", "from a frame's first to its last bit at the card"],
	]],
	["ways", "Packets, each on its way", []],
	["card", "The card", [
		["irq", "interrupt line", "the card asks for the processor"],
		["registers", "register accesses", "reads and writes as they reach the card's pins"],
		["rx_desc", "receive descriptors", "fetched and written back by DMA"],
		["tx_desc", "transmit descriptors", "fetched and written back by DMA"],
		["rings.rx_card", "free receive buffers", "descriptors that belong to the card"],
		["rings.rx_done", "received, not taken yet", "frames in memory that the driver has not looked at"],
		["rings.tx_card", "waiting to be sent", "transmit descriptors that belong to the card"],
		["rings.tx_done", "sent, not cleaned yet", "read by the card, not unmapped by the driver yet"],
	]],
	["cpu", "The processor", [
		["software.cpu.context", "what kind of code runs", "process, softirq or interrupt; empty: idle"],
		["irqs", "interrupt handlers", "from entry to return"],
		["software.kernel.task", "process", "whose stack the processor is on"],
		["software.cpu.packet", "packet in hand", "the packet that the processor works on"],
		["stall", "waiting for the card", "a register is read, and the processor stands still"],
		["software.kernel.napi", "NAPI", "scheduled, then polling the card"],
		["software.kernel.softirqs", "softirqs pending", "work the kernel has put off"],
	]],
	["calls", "Functions, callee below caller", []],
	["counts", "Counts", [
		["software.kernel.napi_budget", "NAPI budget left", "packets the poll may still take"],
		["software.kernel.skb_live", "live sk_buffs", "allocated and not freed"],
	]],
	["sockets", "Sockets", []],
	["log", "The kernel says", [["log", "log", "lines of the kernel's log"]]],
];

const HEIGHT = { slices: 21, call: 19, moments: 21, level: 34, way: 33, head: 25 };
const WAY_ROWS = 14, FEW_WAYS = 5;

/* ---- colours ------------------------------------------------------------- */

/* Kinds of functions: [name, hue, saturation, what they are]. */
const KINDS = {
	irq: [2, 68, "interrupt"],
	napi: [30, 82, "softirq and NAPI"],
	driver: [146, 46, "driver"],
	net: [214, 66, "network stack"],
	memory: [46, 36, "packet memory and DMA"],
	socket: [262, 50, "sockets and system calls"],
	time: [186, 48, "scheduler and timers"],
	program: [322, 50, "programs"],
	other: [222, 9, "everything else"],
};
const KIND_OF = [
	["program", /_main$|^run_program$/],
	["driver", /^(e1000_|readl|writel|io(read|write))/],
	["irq", /^(do_IRQ|common_interrupt|irq_|handle_|generic_handle|__handle|kernel_irq|kernel_interrupt)/],
	["napi", /^(net_[rt]x_action|_*napi_|_*do_softirq|raise_|invoke_softirq|tasklet)/],
	["memory", /^(_*skb_|_*alloc_|_*build_skb|k?free|kmalloc|kzalloc|kmem|consume_skb|_*kfree|dma_|page_|_*netdev_alloc|dev_kfree|dev_consume)/],
	["socket", /^(sys_|_*sys_|sock_|_*sock|inet_(send|recv|bind|create|release|accept|connect)|file_|fd_|fput|fget|sk_|do_sys)/],
	["net", /^(ip|_*ip_|_*udp|_*tcp|icmp|arp|neigh|_*fib|eth_|_*dev_|_*netif|net_|qdisc|_*qdisc|pfifo|sch_|dst_|rt_|route|inet_|csum|raw_|packet_)/],
	["time", /(sched|wake|wait|timer|work|idle|fiber|tick|delay|jiffies|ktime|pick_next|switch|task_entry|preempt)/],
];
const CONTEXT_KIND = { PROCESS: "socket", SOFTIRQ: "napi", HARDIRQ: "irq" };

/* Where a packet is from a step on: [words, kind of colour, step in words]. */
const STAGES = {
	[WAY.BORN]: ["in the stack", "net", "comes into being"],
	[WAY.RX_BEGIN]: ["on the wire", "wire", "first bit at the card"],
	[WAY.RX_END]: ["in the card", "card", "last bit at the card"],
	[WAY.STORED]: ["in the receive ring", "ring", "completely in host memory"],
	[WAY.TAKEN]: ["in the stack", "net", "the driver takes its buffer"],
	[WAY.QUEUED]: ["in the socket", "socket", "in a socket's queue"],
	[WAY.SENDING]: ["in the transmit ring", "ring", "the driver hands it to the card"],
	[WAY.FETCHED]: ["in the card", "card", "the card begins to read it"],
	[WAY.TX_BEGIN]: ["on the wire", "wire", "first bit leaves the card"],
	[WAY.TX_END]: ["", "wire", "last bit left the card"],
	[WAY.ENDED]: ["", "other", "ends"],
};
const STAGE_TINT = {
	wire: [172, 44], card: [330, 40], ring: [46, 60], net: [214, 66],
	socket: [262, 50], other: [222, 9],
};

function palette() {
	const dark = matchMedia("(prefers-color-scheme: dark)").matches;
	const css = getComputedStyle(document.documentElement);
	const named = n => css.getPropertyValue("--" + n).trim();
	return {
		dark, bg: named("bg"), panel: named("panel"), line: named("line"),
		text: named("text"), muted: named("muted"), accent: named("accent"),
		focus: named("focus"),
		fill: (h, s) => `hsl(${h} ${s}% ${dark ? 33 : 80}%)`,
		edge: (h, s) => `hsl(${h} ${s}% ${dark ? 52 : 58}%)`,
		strong: (h, s) => `hsl(${h} ${s}% ${dark ? 62 : 42}%)`,
		ink: dark ? "#f3f4f7" : "#17191d",
	};
}

function kindOf(name) {
	for (const [kind, pattern] of KIND_OF)
		if (pattern.test(name))
			return kind;
	return "other";
}

/* [hue, saturation] of each text, worked out once. */
function tintOfText(m, index) {
	m.tints = m.tints || [];
	let tint = m.tints[index];
	if (!tint) {
		const name = m.texts[index];
		const kind = CONTEXT_KIND[name] || kindOf(name);
		tint = m.tints[index] = KINDS[kind];
	}
	return tint;
}

/* Neighbours differ most when hues go on by the golden ratio. Red is the
   interrupt's. */
function tintOfFrame(m, id) {
	return [24 + (rootOf(m, id) * .618034 + .45) % 1 * 316, 58];
}

function tintOf(m, row, i) {
	const id = row.frame && row.frame[i];
	if (id)
		return tintOfFrame(m, id);
	switch (row.key) {
	case "irq":
	case "irqs":
		return KINDS.irq;
	case "software.kernel.napi":
	case "software.kernel.softirqs":
		return KINDS.napi;
	case "stall":
		return KINDS.driver;
	case "software.kernel.task":
		return /^(idle|swapper)/.test(m.texts[row.text[i]]) ? KINDS.other : KINDS.program;
	default:
		return row.group === "sockets" ? KINDS.socket :
			tintOfText(m, row.text[i]);
	}
}

/* ---- the rows ------------------------------------------------------------ */

/* What a packet's bar is made of: [from, to, step]. */
function segments(m, f) {
	const out = [];
	const sent = f.steps.some(s => s[0] === WAY.TX_END);
	let last = null;
	for (const [what, at] of f.steps) {
		/* The books may close before the last bit has left. */
		if (what === WAY.ENDED && sent)
			continue;
		if (last && at > last[1])
			out.push([last[1], at, last[0]]);
		last = [what, at];
		if (what === WAY.ENDED || what === WAY.TX_END)
			break;
	}
	if (last && last[0] !== WAY.ENDED && last[0] !== WAY.TX_END && m.to > last[1])
		out.push([last[1], m.to, last[0]]);
	/* From the wire it is due, and nowhere yet. */
	return out.filter(s => s[2] !== WAY.BORN || f.origin === 1);
}

/* Each packet in the first row that is free, of at most @most rows. */
function packWays(m, frames, name, most) {
	const rows = [];
	frames.sort((a, b) => a.first - b.first || a.id - b.id);
	for (const f of frames) {
		f.segments = f.segments || segments(m, f);
		if (!f.segments.length)
			continue;
		const from = f.segments[0][0];
		const to = f.segments[f.segments.length - 1][1];
		let r = rows.findIndex(row => row.free <= from);
		if (r < 0 && rows.length < most) {
			r = rows.length;
			rows.push({ key: name + r, kind: "way", start: [], end: [], frame: [], text: [] });
		}
		if (r < 0)
			continue;
		rows[r].free = to;
		rows[r].start.push(from);
		rows[r].end.push(to);
		rows[r].frame.push(f.id);
		rows[r].text.push(f.word);
	}
	return rows;
}

function shown(row) {
	return row && row.start.length && (row.kind !== "level" || row.max > 0);
}

/* The chain of packets that @id belongs to. */
function chosenWays(m, id) {
	const root = rootOf(m, id), chain = [];
	const walk = f => {
		if (f && chain.length < 64) {
			chain.push(f);
			f.children.forEach(child => walk(m.frames.get(child)));
		}
	};
	walk(m.frames.get(root));
	return packWays(m, chain, "chosen", 4);
}

function layoutRows(m, closed, selected) {
	const out = [];
	let y = 0;
	for (const r of m.rows.values())
		r.y = -1;
	m.wayRows = m.wayRows || packWays(m, [...m.frames.values()], "way", WAY_ROWS);
	/* Many at once would push everything else out of sight. */
	const many = m.wayRows.length > FEW_WAYS;
	const groups = !many ? GROUPS :
		[...GROUPS].sort((a, b) => (a[0] === "ways") - (b[0] === "ways"));
	for (const [group, title, fixed] of groups) {
		let rows = fixed.map(([key, label, hint]) => [m.rows.get(key), label, hint]);
		if (group === "calls")
			rows = [...m.rows.values()].filter(r => /\.calls\.call\d+$/.test(r.key))
				.sort((a, b) => a.key < b.key ? -1 : 1)
				.map((r, i) => [r, i ? "" : "call stack", "what runs, and who called it"]);
		else if (group === "sockets")
			rows = [...m.rows.values()].filter(r => /\.sockets\./.test(r.key))
				.sort((a, b) => a.key < b.key ? -1 : 1)
				.map(r => [r, r.key.replace(/.*\./, ""), "address and bytes that wait in it"]);
		else if (group === "chosen")
			rows = many && selected ? chosenWays(m, selected).map((r, i) =>
				[r, i ? "" : "where it is", "where each packet is, and since when"]) : [];
		else if (group === "ways")
			rows = m.wayRows.map((r, i) => [r, i ? "" : "one bar is one packet", "where each packet is, and since when"]);
		rows = rows.filter(([r]) => shown(r));
		if (!rows.length)
			continue;
		out.push({ head: title, group, y, h: HEIGHT.head, closed: closed.has(group) });
		y += HEIGHT.head;
		if (closed.has(group))
			continue;
		for (const [row, label, hint] of rows) {
			const h = group === "calls" ? HEIGHT.call : HEIGHT[row.kind];
			row.group = group;
			row.y = y;
			row.h = h;
			out.push({ row, label, hint, group, y, h });
			y += h;
		}
		y += 7;
	}
	return { items: out, height: y };
}
