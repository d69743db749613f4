"""Line plots as SVG: the horizontal axis logarithmic, the vertical one from zero. Standard library only."""
import collections
import html
import math

Panel = collections.namedtuple("Panel", "title axis lines label")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 430, 280, 60, 40, 60
COLOURS = ("#1f6feb", "#d1570c", "#2c7a3f")
TEXT = 'font-family="sans-serif" font-size="12" fill="#333"'


def svg(panels):
    """All panels side by side. A panel's lines are points (x, y) by the line's name; label names an x."""
    width = WIDTH * len(panels)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}">',
             f'<rect width="{width}" height="{HEIGHT}" fill="#fff"/>']
    for number, panel in enumerate(panels):
        if any(panel.lines.values()):
            parts += [f'<g transform="translate({number * WIDTH} 0)">', *draw(panel), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def draw(panel):
    xs = sorted({x for points in panel.lines.values() for x, _ in points})
    top = round_up(max(y for points in panel.lines.values() for _, y in points))
    first, last = math.log10(xs[0]), math.log10(xs[-1])
    right, floor = WIDTH - 30, HEIGHT - BOTTOM

    def across(x):
        return LEFT + (right - LEFT) * ((math.log10(x) - first) / (last - first) if last > first else 0.5)

    def up(y):
        return floor - (floor - TOP) * y / top

    yield text(LEFT, 22, panel.title, weight="bold")
    for step in range(5):
        value = top * step / 4
        yield f'<path d="M{LEFT} {up(value):.1f}H{right}" stroke="#ddd"/>'
        yield text(LEFT - 8, up(value) + 4, f"{value:g}", anchor="end")
    for x in xs:
        yield text(across(x), floor + 18, panel.label(x), anchor="middle")
    for (name, points), colour, place in zip(panel.lines.items(), COLOURS, range(len(COLOURS))):
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>' for x, y in points)
        yield f'<path d="M{LEFT + 150 * place} {HEIGHT - 18}h20" stroke="{colour}" stroke-width="2"/>'
        yield text(LEFT + 26 + 150 * place, HEIGHT - 14, name)


def round_up(value):
    """The next of 1, 2, 4, 8 times a power of ten."""
    power = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(step * power for step in (1, 2, 4, 8, 10) if step * power >= value)


def text(x, y, content, anchor="start", weight="normal"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" {TEXT}>{html.escape(content)}</text>'
