"""Tables, and sections between markers in a page."""
import statistics


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def head(*cells):
    """A head line and the line below it; all columns but the first are numbers."""
    return [row(*cells), row("---", *["--:"] * (len(cells) - 1))]


def spread(values, digits=1):
    """The median, with least and most where there are several."""
    values = list(values)
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) < 2 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def replace(path, begin, end, lines):
    """Puts the lines between the two markers of a page."""
    replace_section(path, begin, end, "\n".join([begin, "", *lines, "", end]))


def replace_section(path, begin, end, section):
    """Puts the section, with markers of its own, in the place of what stands between the markers of a page, and of those."""
    with open(path) as file:
        text = file.read()
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{path} has lost its markers {begin}")
    with open(path, "w") as file:
        file.write(before + section + after)
