"""Charts as options of ECharts 6; colours are names of the theme, resolved in the browser.

Tooltips are rich text: HTML ones break a strict content security policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from terreau.reporting.figures import Cut, Lines, Waterfall

_INK, _MUTED, _LINE = "var(--ink)", "var(--muted)", "var(--line)"
_TOOLTIP = {
    "renderMode": "richText",
    "backgroundColor": "var(--surface)",
    "borderColor": _LINE,
    "textStyle": {"color": _INK},
}
# Quoted: a bare name with a digit is no typeface, and every text would be measured in another.
_TEXT = {"fontFamily": "'Source Sans 3 Variable', sans-serif", "color": _INK, "fontSize": 13}


def waterfall(figure: Waterfall) -> dict[str, Any]:
    """Return the option of a waterfall: a bar from where the one before ended, labelled."""
    bars = (*figure.steps, figure.total)
    is_below_zero = any(min(span) < 0 for span in figure.spans())
    pieces = [
        _Piece(cut, bar.display, colour)
        for bar, cut, colour in zip(bars, figure.cuts(), _colours(figure), strict=True)
    ]
    return {
        "textStyle": _TEXT,
        "animation": False,
        "grid": {"left": 8, "right": 8, "top": 28, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [bar.label for bar in bars],
            "axisLine": {"lineStyle": {"color": "var(--neutral)"}},
            "axisTick": {"show": False},
            "axisLabel": {
                "color": _MUTED,
                "interval": 0,
                # As wide as its bar's place: charts.js measures it.
                "overflow": "break",
                "fontSize": 13,
                "lineHeight": 16,
                "hideOverlap": False,
            },
        },
        "yAxis": {
            "type": "value",
            "axisLabel": {"show": False},
            "splitLine": {"show": False},
            # Room for the numbers under the bars that hang from zero.
            "boundaryGap": ["12%" if is_below_zero else 0, 0],
        },
        "series": [
            {
                **_stacked(
                    [{"value": p.cut.base, "itemStyle": {"color": "transparent"}} for p in pieces]
                ),
                "markLine": _connectors(figure),
            },
            _stacked([p.above() for p in pieces]),
            _stacked([p.below() for p in pieces]),
        ],
    }


def lines(figure: Lines) -> dict[str, Any]:
    """Return the option of lines on one scale; the page names them, so that no name is cut."""
    colours = ("var(--s1)", "var(--s2)", "var(--s3)", "var(--s7)", "var(--ink)", "var(--s8)")
    return {
        "textStyle": _TEXT,
        "animation": False,
        "grid": {"left": 8, "right": 24, "top": 12, "bottom": 8, "containLabel": True},
        "tooltip": {**_TOOLTIP, "trigger": "axis"},
        "xAxis": {
            "type": "category",
            "boundaryGap": False,
            "data": [point.at for point in figure.series[0].points],
            "axisLine": {"lineStyle": {"color": "var(--neutral)"}},
            "axisTick": {"show": False},
            "axisLabel": {
                "color": _MUTED,
                "hideOverlap": True,
                "margin": 14,
                "showMinLabel": True,
                "showMaxLabel": True,
            },
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "axisLabel": {"color": _MUTED},
            "splitLine": {"lineStyle": {"color": _LINE}},
        },
        "series": [
            {
                "name": series.label,
                "type": "line",
                "showSymbol": False,
                "lineStyle": {
                    "width": 3.5 if index == 0 else 2,
                    "type": "dashed" if series.is_country else "solid",
                },
                "color": "var(--s6)" if series.is_country else colours[index % len(colours)],
                "data": [round(point.value, 2) for point in series.points],
            }
            for index, series in enumerate(figure.series)
        ],
    }


@dataclass(frozen=True)
class _Piece:
    """A bar with its number, which lies away from zero, so never on the axis."""

    cut: Cut
    label: str
    colour: str

    def above(self) -> dict[str, Any]:
        """Return the part above zero, labelled unless the label is below."""
        return self._part(self.cut.above, "" if self.cut.is_labelled_below else "top")

    def below(self) -> dict[str, Any]:
        """Return the part below zero, labelled where the label is below."""
        return self._part(self.cut.below, "bottom" if self.cut.is_labelled_below else "")

    def _part(self, length: float, position: str) -> dict[str, Any]:
        label = {"show": bool(position), "position": position or "top", "formatter": self.label}
        return {
            "value": length,
            # Cut where it crosses zero, a bar has no notch there.
            "itemStyle": {
                "color": self.colour,
                "borderRadius": 0 if self.cut.above and self.cut.below else 3,
            },
            "label": {**label, "color": _INK, "fontSize": 14, "fontWeight": 600},
        }


def _connectors(figure: Waterfall) -> dict[str, Any]:
    """Return the lines from where each bar ends to where the next one begins."""
    ends = [end for _start, end in figure.spans()][:-1]
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": "var(--neutral)", "type": "solid", "width": 1},
        "data": [[{"coord": [i, y]}, {"coord": [i + 1, y]}] for i, y in enumerate(ends)],
    }


def _colours(figure: Waterfall) -> list[str]:
    # The first step is common to all; the others, and their sum, are a gain or a loss.
    others = (*figure.steps[1:], figure.total)
    return ["var(--s3)", *("var(--minus)" if bar.value < 0 else "var(--plus)" for bar in others)]


def _stacked(data: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "bar",
        "stack": "steps",
        "silent": True,
        "barWidth": "58%",
        "data": data,
    }
