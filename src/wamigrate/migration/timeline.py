"""The steps of a migration drawn against time, as SVG that stands in the page.

Positions are percentages and text is not scaled, so one drawing fits any width. Time runs evenly inside a
stretch of work. Where nobody worked (the gate, a stop) it is cut short and hatched, else a day at the
gate would leave nothing to see of a gap of seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import pairwise

from wamigrate.core.payload import JsonObject
from wamigrate.migration.report_words import gap_in_words, in_words

__all__ = ["Bar", "Scale", "draw", "make_scale"]

IDLE = 30.0
"""Seconds without any work that are cut short."""
CUT = 6.0
"""Width of a cut, in per cent."""
SHARE = (0.55, 0.75)
"""What the stretch with `register` gets of the width, at least and at most, if it is not the only one."""
NICE = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200)
THIN = 0.7
"""The least width of a bar, in per cent: shorter ones would not be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One pass of one step, in Unix seconds; `kind` is its status, or "gate"."""

    begun: float
    ended: float
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the drawing."""

    name: str
    remark: str
    bars: Sequence[Bar]
    crossing: bool = False
    """Below it runs the point of no return."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Work without a longer rest, and the part of the width that it gets."""

    begin: float
    end: float
    left: float
    right: float

    def x(self, at: float) -> float:
        part = (at - self.begin) / (self.end - self.begin) if self.end > self.begin else 0.0
        return self.left + (self.right - self.left) * part


@dataclass(frozen=True, slots=True)
class Scale:
    """Time → per cent of the width."""

    stretches: tuple[Stretch, ...]

    def x(self, at: float, *, late: bool = False) -> float:
        """Where a moment lies. In a cut: at its left edge, or at its right one (`late`)."""
        before = 0.0
        for stretch in self.stretches:
            if at < stretch.begin:
                return stretch.left if late else before
            if at <= stretch.end:
                return stretch.x(at)
            before = stretch.right
        return before

    @property
    def cuts(self) -> list[tuple[float, float]]:
        """Left and right of each cut."""
        return [(a.right, b.left) for a, b in pairwise(self.stretches)]

    def around(self, at: float) -> Stretch:
        """The stretch in which that moment lies, else the longest."""
        longest = max(self.stretches, key=lambda s: s.end - s.begin)
        return next((s for s in self.stretches if s.begin <= at <= s.end), longest)


def make_scale(bars: Sequence[Bar], apart: Sequence[float], focus: float | None) -> Scale:
    """Cut at long rests and at each moment of `apart`; the stretch around `focus` gets most of the width."""
    spans: list[tuple[float, float]] = []
    for bar in sorted(bars, key=lambda b: b.begun):
        cut = any(spans and spans[-1][0] < moment <= bar.begun for moment in apart)
        if not spans or cut or bar.begun - spans[-1][1] > IDLE:
            spans.append((bar.begun, bar.ended))
        else:
            spans[-1] = (spans[-1][0], max(spans[-1][1], bar.ended))
    return Scale(tuple(_laid_out(spans, _widths(spans, focus))))


def _widths(spans: Sequence[tuple[float, float]], focus: float | None) -> list[float]:
    """Parts of 1: by length, but for the stretch around `focus`."""
    lengths = [max(end - begin, 0.001) for begin, end in spans]
    whole = sum(lengths)
    chosen = [focus is not None and begin <= focus <= end for begin, end in spans]
    if chosen.count(True) != 1 or len(spans) == 1:
        return [length / whole for length in lengths]
    own = lengths[chosen.index(True)]
    share = min(max(own / whole, SHARE[0]), SHARE[1])
    return [
        share if is_it else length / (whole - own) * (1 - share)
        for length, is_it in zip(lengths, chosen, strict=True)
    ]


def _laid_out(spans: Sequence[tuple[float, float]], widths: Sequence[float]) -> Iterator[Stretch]:
    cut = min(CUT, 40 / len(spans)) if spans else 0.0
    room, left = 100.0 - cut * (len(spans) - 1), 0.0
    for (begin, end), width in zip(spans, widths, strict=True):
        yield Stretch(begin, end, left, left + room * width)
        left += room * width + cut


def _at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _rows(report: JsonObject) -> list[Row]:
    """The gate stands between preparing and cutting over. Steps of other paths are left out."""
    now, rows = _at(report["generated"]), list[Row]()
    for before, step in zip([None, *report["steps"]], report["steps"], strict=False):
        if step["part"] == "cut over" and before and before["part"] == "prepare":
            rows.append(_gate_row(report, now))
        if step["status"] != "not on this path":
            bars = [_bar(p, now) for p in step["passes"] if p["begun"] or p["ended"]]
            rows.append(Row(step["name"], _remark(step), bars, step["point_of_no_return"]))
    return rows


def _bar(one: JsonObject, now: float) -> Bar:
    begun = _at(one["begun"] or one["ended"])
    return Bar(begun, max(_at(one["ended"]) if one["ended"] else now, begun), one["status"])


def _remark(step: JsonObject) -> str:
    lasted = in_words(step["seconds"]) if step["seconds"] is not None else ""
    return lasted if step["status"] == "done" else f"{step['status']} {lasted}".strip()


def _gate_row(report: JsonObject, now: float) -> Row:
    reached = [_at(text) for text in (report["gate"] or {}).get("reached", [])]
    if not reached:
        return Row("gate", "not reached", [])
    later = [_at(a["at"]) for a in report["approvals"]]
    later += [_at(p["begun"]) for s in report["steps"] for p in s["passes"] if p["begun"]]
    end = _at(report["times"]["ended"]) if report["times"]["ended"] else now
    bars = [Bar(a, max(a, min((b for b in later if b > a), default=end)), "gate") for a in reached]
    word = "waits" if report["migration"]["phase"] == "waiting" else "waited"
    return Row("gate", f"{word} {in_words(bars[-1].ended - bars[-1].begun)}", bars)


def draw(report: JsonObject, *, narrow: bool) -> str:
    """The SVG, or nothing where no step has begun. `narrow`: names above the bars instead of beside them."""
    rows = _rows(report)
    work = [bar for row in rows for bar in row.bars if bar.kind != "gate"]
    if not work:
        return ""
    gates = [bar for row in rows for bar in row.bars if bar.kind == "gate"]
    if gates and report["migration"]["phase"] == "waiting":
        work.append(Bar(gates[-1].ended, gates[-1].ended, "gate"))
    gap, calls = report["downtime"]["inbound"], report["attempts"]["calls"]
    sent = _at(calls[-1]["sent"] or calls[-1]["intended"]) if calls else None
    scale = make_scale(work, [g.begun for g in gates], sent)
    return "\n".join(_Drawing(scale, rows, gap, sent, narrow=narrow).lines())


class _Drawing:
    """Puts rows, scale and gap together."""

    TOP, FOOT, CROSSING = 26, 26, 26

    def __init__(
        self, scale: Scale, rows: Sequence[Row], gap: JsonObject | None, sent: float | None, *, narrow: bool
    ) -> None:
        self.scale, self.rows, self.gap, self.sent, self.narrow = scale, rows, gap, sent, narrow
        self.step, self.offset, self.thick = (36, 20, 10) if narrow else (26, 7, 12)
        self.bottom = self.TOP + self.step * len(rows) + self.CROSSING * sum(r.crossing for r in rows)
        self.hatch = f"hatch-{'narrow' if narrow else 'wide'}"

    def lines(self) -> Iterator[str]:
        kind = "narrow" if self.narrow else "wide"
        label = "Timeline of the steps. The same figures stand in the list of steps below."
        yield (
            f'<svg class="timeline {kind}" width="100%" height="{self.bottom + self.FOOT}" '
            f'role="img" aria-label="{label}">'
        )
        yield (
            f'<defs><pattern id="{self.hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
        )
        place = 'width="100%"' if self.narrow else 'x="22%" width="63%"'
        yield f'<svg {place} overflow="visible">'
        yield from self._ground()
        yield from self._bars()
        yield "</svg>"
        yield from self._names()
        yield "</svg>"

    def _tops(self) -> Iterator[tuple[int, Row]]:
        top = self.TOP
        for row in self.rows:
            yield top, row
            top += self.step + (self.CROSSING if row.crossing else 0)

    def _ground(self) -> Iterator[str]:
        """Tracks, cuts, the gap and the ticks: everything behind the bars."""
        height = self.bottom - self.TOP
        for top, _ in self._tops():
            yield _rect("track", 0, 100, top + self.offset, self.thick, ' rx="3"')
        hatched = f' fill="url(#{self.hatch})"'
        for left, right in self.scale.cuts:
            if not self.narrow:
                yield _rect("cut", left, right - left, self.TOP, height, hatched)
                continue
            for top, _ in self._tops():  # names stand above the tracks and must stay readable
                yield _rect("cut", left, right - left, top + self.offset, self.thick, hatched)
        yield from self._gap(height)
        zero = self.scale.stretches[0].begin if self.sent is None else self.sent
        stretch = self.scale.around(zero)
        for offset, x in _ticks(stretch, zero, 3 if self.narrow else 6):
            yield f'<line class="tick" x1="{x:.2f}%" x2="{x:.2f}%" y1="{self.TOP}" y2="{self.bottom}"/>'
            anchor = "start" if x < 4 else "end" if x > 96 else "middle"
            yield _text("tick", f"{x:.2f}%", self.bottom + 17, f"{offset:+g} s" if offset else "0 s", anchor)

    def _gap(self, height: int) -> Iterator[str]:
        if self.gap is None:
            if self.sent is not None:
                left = self.scale.x(self.sent)
                yield _rect("sent", left, 0.3, self.TOP, height)
                yield self._caption(left, left, "register sent")
            return
        begun = _at(self.gap["from"])
        left, sure = self.scale.x(begun), self.scale.x(begun + self.gap["seconds_at_least"])
        right = self.scale.x(_at(self.gap["to"])) if self.gap["to"] else 100.0
        yield _rect("gap", left, max(right - left, THIN), self.TOP, height)
        yield _rect("gap sure", left, max(sure - left, THIN), self.TOP, height)
        words = f"inbound gap: {gap_in_words(self.gap)}" + ("" if self.gap["to"] else ", not ended")
        yield self._caption(left, right, words)

    def _caption(self, left: float, right: float, words: str) -> str:
        """Above the drawing: from the left edge on where there is room for it, else up to the right one."""
        if left < (20 if self.narrow else 55):
            return _text("gap", f"{left:.2f}%", 16, words)
        return _text("gap", f"{max(right, 60):.2f}%", 16, words, "end")

    def _bars(self) -> Iterator[str]:
        for top, row in self._tops():
            for bar in row.bars:
                left, right = self.scale.x(bar.begun), self.scale.x(bar.ended, late=bar.kind == "gate")
                left = min(left, 100 - THIN)
                old = " old" if bar is not row.bars[-1] else ""
                told = f"{row.name}: {bar.kind}, {in_words(bar.ended - bar.begun)}"
                width = max(right - left, THIN)
                kind = bar.kind.replace(" ", "-")
                yield _rect(f"bar {kind}{old}", left, width, top + self.offset, self.thick, ' rx="3"', told)

    def _names(self) -> Iterator[str]:
        for top, row in self._tops():
            muted = "" if row.bars else " muted"
            yield _text(f"name{muted}", "0", top + (14 if self.narrow else 17), row.name)
            yield _text(f"remark{muted}", "100%", top + (14 if self.narrow else 17), row.remark, "end")
            if row.crossing:
                y = top + self.step + 13
                yield f'<line class="crossing" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
                yield f'<rect class="plate" x="0" width="136" y="{y - 9}" height="18"/>'
                yield _text("crossing", "0", y + 4, "point of no return")


def _ticks(stretch: Stretch, zero: float, most: int) -> Iterator[tuple[float, float]]:
    """Round distances from `zero` that fall into the stretch, and where they lie."""
    length = stretch.end - stretch.begin
    apart = next((n for n in NICE if length / n <= most), length or 1.0)
    first, last = -int((zero - stretch.begin) // apart), int((stretch.end - zero) // apart)
    for n in range(first, last + 1):
        yield round(n * apart, 3), stretch.x(zero + n * apart)


def _rect(kind: str, x: float, width: float, y: int, height: int, more: str = "", told: str = "") -> str:
    start = f'<rect class="{escape(kind)}" x="{x:.2f}%" width="{width:.2f}%" y="{y}" height="{height}"{more}'
    return f"{start}><title>{escape(told)}</title></rect>" if told else f"{start}/>"


def _text(kind: str, x: str, y: int, words: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
