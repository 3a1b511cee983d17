"""Bars as SVG, written by hand: no drawing library for a few rectangles."""

from collections.abc import Sequence
from html import escape

WIDTH, LEFT, HEIGHT, GAP, TOP = 720, 210, 20, 8, 44
FONT = 'font-family="system-ui, sans-serif" font-size="13"'
NAME = 'text-anchor="end" fill="#0f172a"'
OURS, OTHERS = "#2563eb", "#94a3b8"


def bars(title: str, values: Sequence[tuple[str, float, bool]]) -> str:
    """A horizontal bar for each (name, value, whether it is ours), the shortest first."""
    ordered = sorted(values, key=lambda each: each[1])
    most = max(value for _, value, _ in ordered)
    scale = (WIDTH - LEFT - 70) / most
    height = TOP + len(ordered) * (HEIGHT + GAP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {FONT}>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="15" fill="#0f172a">{escape(title)}</text>',
    ]
    for place, (name, value, ours) in enumerate(ordered):
        y = TOP + place * (HEIGHT + GAP)
        wide = max(1.0, value * scale)
        color = OURS if ours else OTHERS
        lines += [
            f'<text x="{LEFT - 8}" y="{y + 15}" {NAME}>{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{wide:.1f}" height="{HEIGHT}" fill="{color}"/>',
            f'<text x="{LEFT + wide + 6:.1f}" y="{y + 15}" fill="#0f172a">{value:.2f}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
