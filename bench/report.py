"""Figures as Markdown."""
import os
import platform
import re
import statistics
import subprocess

import markdown
import results as files
import rows
from rows.commands import BENCH, environment
from rows.inputs import LEGACY_BODY

BEGIN, END = "<!-- results: written by bench/run -->", "<!-- end of results -->"


def machine():
    """What the figures depend on besides the code."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return {
        "Machine": f"{os.cpu_count()} cores ({model.group(1).strip() if model else platform.machine()}), "
                   f"{memory:.0f} GiB RAM, {first_line('findmnt', '-no', 'FSTYPE', '-T', BENCH)}",
        "Kernel": f"{platform.system()} {platform.release()}",
        "JDK": first_line("java", "-version"),
        "Peers": ", ".join(["Node " + first_line("node", "--version"), first_line("tar", "--version"),
                            first_line("gzip", "--version"), first_line("pigz", "--version"),
                            "zstd " + version(first_line("zstd", "--version")),
                            " ".join(first_line("curl", "--version").split()[:2])]),
    }


def tree(made):
    """What a workload is, in words."""
    return (f"{made.hash[0]} files, {made.hash[1] / 1e6:.1f} MB, as tar.gz {made.packed / 1e6:.1f} MB, "
            f"tree hash `{made.hash[2][:16]}…`")


def version(text):
    found = re.search(r"v?(\d+(\.\d+)+)", text)
    return found.group(1) if found else "unknown"


def first_line(*argv):
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(),
                              check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return (done.stdout.splitlines() or ["unknown"])[0]


def brief(figures):
    return ", ".join(f"{name} {value:.2f}" if isinstance(value, float) else f"{name} {str(value)[:16]}"
                     for name, value in figures.items())


def section(results, page):
    """The part of docs/benchmarks.md between the markers. What was not measured with this WAR stays as it stands there."""
    before = page.partition(BEGIN)[2].partition(END)[0]
    stood = files.split(before, r"^### ", key_of)
    described = dict(re.findall(r"^- (W\d): (.*)$", before, re.MULTILINE))
    described.update((name.upper(), words) for name, words in results["trees"].items())
    facts = {**results["machine"], "Slipway": f"WAR with the sha-256 `{results['war'][:16]}…`, sources as of commit "
                                              f"{results['commit']}",
             **dict(sorted(described.items()))}
    seconds = results["seconds"]
    lines = [BEGIN, "", *(f"- {name}: {fact}" for name, fact in facts.items()),
             f"- Scale {results['scale']:g}; medians, with least and most in brackets; every output compared with its input "
             "by hash",
             f"- It took {minutes(sum(seconds.values()))}, of them {minutes(seconds.get('inputs', 0))} to make the "
             "inputs or to look at those that were there"]
    for table in rows.TABLES:
        if table.key in stood and not whole(table, results):
            lines += ["", files.kept(stood[table.key], before, results["war"])]
        else:
            lines += part(table, results)
    return "\n".join([*lines, "", END])


def key_of(part_of_docs):
    """Which table it is, by the command that stands below it."""
    found = re.search(r"`bench/run --only ([\w-]+)`", part_of_docs)
    return found and found.group(1)


def whole(table, results):
    """Whether all rows were measured that could be."""
    return all(row.name in results["rows"] or row.name in results["left_out"] for row in table.rows)


def part(table, results):
    """A table with its title, and what there is to know about how it came about."""
    found = [line for row in table.rows for line in row.lines() if line[0] in results["rows"]]
    if not found:
        return
    runs = {name: results["rows"][name] for name, _, _ in found}
    title = table.title.replace("{legacy}", f"{LEGACY_BODY * results['scale'] / 1e6:.0f}")
    yield from ["", "### " + title, "", *lines_of(table, found, results), ""]
    calls = calls_of(runs)
    stamp = results["stamps"][max(calls)]
    took = f"; took {minutes(results['seconds'][table.key])}" if table.key in results["seconds"] else ""
    yield f"{files.stamped(stamp)}{took}: `bench/run --only {table.key}`"
    if len(calls) > 1:
        yield from ["", "**Its rows come from different calls, and are not for comparing across them**: " + "; ".join(
            f"{call}: {', '.join(names)}" for call, names in sorted(calls.items()))]
    if any(map(spoilt, runs.values())):
        yield from ["", "*Spoilt*: trees of many small files had been deleted in the same call before some runs of that line; "
                        "its times say nothing, see Traps."]
    if not whole(table, results):
        yield from ["", "Not all rows of this table were measured."]


def calls_of(runs):
    """Which rows come from which call."""
    calls = {}
    for name, figures in runs.items():
        calls.setdefault(figures[-1].get("call", "unknown"), []).append(name)
    return calls


def spoilt(runs):
    """Whether small files were deleted before one of the runs, in the same call."""
    return any(figures.get("deleted_before") for figures in runs)


def minutes(seconds):
    return f"{seconds / 60:.1f} min"


def lines_of(table, found, results):
    """The table in Markdown; columns in which nothing stands are left out."""
    columns = [["", *(title.replace("{big}", f"{results['big']:g}") for _, title, _ in found)]]
    measured = [(name, sync, results["rows"][name]) for name, _, sync in found]
    columns += [[head, *(cell(runs) for _, _, runs in measured)] for head, cell in COLUMNS]
    columns += [[EXTRA[name][0], *(EXTRA[name][1](runs, results) for _, _, runs in measured)] for name in table.extra]
    for against in table.against:
        for head, what in (("wall", wall), ("CPU", cpu), ("RSS", rss)):
            columns.append([f"{head} ×{against.label}", *(
                ratio(runs, results["rows"].get(against.peer(sync)), what) for _, sync, runs in measured)])
    columns = [column for column in columns if any(cell != NOTHING for cell in column[1:])]
    heads, *cells = zip(*columns)
    yield from markdown.head(*heads)
    yield from (markdown.row(*row) for row in cells)


def wall(figures):
    return figures["wall"]


def cpu(figures):
    return figures["client_cpu"] + figures.get("server_cpu", 0)


def rss(figures):
    return figures["client_rss"] + figures.get("server_rss", 0)


def median(runs, what):
    return statistics.median(what(run) for run in runs)


def ratio(runs, others, what):
    """A row's median against that of its peer."""
    if not others or not median(others, what):
        return NOTHING
    if what in (wall, cpu) and (spoilt(runs) or spoilt(others)):
        return SPOILT
    return f"{median(runs, what) / median(others, what):.2f}"


def middle(name, digits, unit=1):
    """A column with the median of a figure."""
    def cell(runs):
        found = [run[name] / unit for run in runs if name in run]
        return f"{statistics.median(found):.{digits}f}" if any(found) else NOTHING
    return cell


def spread(name, digits):
    """A column with the median, the least and the most of a figure."""
    def cell(runs):
        found = [run[name] for run in runs if name in run]
        around = f" ({min(found):.{digits}f}–{max(found):.{digits}f})" if len(found) > 1 else ""
        return middle(name, digits)(runs) + around
    return cell


def size_ratio(runs, results):
    return ratio(runs, results["rows"].get("pack-tar"), lambda figures: figures["bytes"])


def reproducible(runs, _):
    """Whether all runs made the same bytes; one run says nothing."""
    return NOTHING if len(runs) < 2 else "yes" if len({run["sha256"] for run in runs}) == 1 else "no"


def timed(cell):
    """A column of times, which say nothing once trees were deleted."""
    return lambda runs: SPOILT + ": " + cell(runs) if spoilt(runs) and cell(runs) != NOTHING else cell(runs)


NOTHING, SPOILT = "–", "*spoilt*"
COLUMNS = (
    ("runs", lambda runs: str(len(runs))),
    ("wall s", timed(spread("wall", 1))),
    ("CPU s: client", timed(middle("client_cpu", 1))),
    ("CPU s: server", timed(middle("server_cpu", 1))),
    ("peak RSS MiB: client", middle("client_rss", 0)),
    ("peak RSS MiB: server", spread("server_rss", 0)),
    ("server idle", middle("idle_rss", 0)),
)
EXTRA = {
    "archive": ("MB sent", lambda runs, _: middle("bytes", 1, 1e6)(runs)),
    "size": ("MB", lambda runs, _: middle("bytes", 1, 1e6)(runs)),
    "size_ratio": ("size ×tar cz", size_ratio),
    "reproducible": ("same bytes each time", reproducible),
    "sent": ("MB/s taken", lambda runs, _: middle("sent", 0, 1e6)(runs)),
    "tail": ("last byte → answer s", lambda runs, _: timed(spread("tail", 2))(runs)),
}
