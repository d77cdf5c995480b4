# SPDX-License-Identifier: MIT
"""The events inside a timeline's page (sim/record/page.c says what is what).

Read here by hand, so that the page's own reader has a second opinion.
"""
import json

MMIO, IRQ, DESC, FRAME, NAME, LOG, BEGIN, LANE, END = range(-1, -10, -1)
BORN, RX_END, TX_END, ENDED = 0, 2, 10, 11
TEXT_LANE = 2


def page_data(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin = text.index('id="data">') + len('id="data">')
    return json.loads(text[begin:text.index("</script>", begin)])


def events_of(data):
    """(time in ps, code, arguments) of each event, texts put in."""
    items, texts = iter(data["events"]), [""]
    lanes, now = {}, 0

    def text():
        item = next(items)
        if isinstance(item, str):
            texts.append(item)
            return item
        return texts[item]

    for step in items:
        now += step
        code = next(items)
        if code >= 0:
            args = [text() if lanes[code] == TEXT_LANE else next(items)]
        elif code == MMIO:
            args = [next(items), text(), text()]
        elif code == IRQ:
            args = [next(items), next(items)]
        elif code == DESC:
            args = [next(items), next(items), text()]
        elif code == FRAME:
            what, id_ = next(items), next(items)
            args = [what, id_, text() if what == ENDED else next(items)]
        elif code in (NAME, LOG):
            args = [next(items), text()]
        elif code == LANE:
            lane = next(items)
            args = [lane, text(), text(), next(items), text()]
            lanes[lane] = args[3]
        elif code in (BEGIN, END):
            args = []
        else:
            raise ValueError(f"code {code}")
        yield now, code, args


def frames_of(data):
    """id: its words, end, parent, and when its last bit passed."""
    frames = {}
    for now, code, args in events_of(data):
        if code == NAME:
            frames.setdefault(args[0], {
                "rx_end": None, "tx_end": None, "place": "", "parent": 0,
            })["text"] = args[1]
        if code != FRAME or args[1] not in frames:
            continue
        what, frame = args[0], frames[args[1]]
        if what == BORN:
            frame["parent"] = args[2] // 2
        elif what == RX_END:
            frame["rx_end"] = now
        elif what == TX_END:
            frame["tx_end"] = now
        elif what == ENDED:
            frame["place"] = args[2]
    return frames
