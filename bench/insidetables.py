"""Figures of bench/inside as Markdown."""
import re
import statistics

import hosts
import markdown
import report
import results as files
from rows.commands import SERVER_HEAP

BEGIN, END = "<!-- inside: written by bench/inside -->", "<!-- end of inside -->"
THREAD_DEPLOYS = 10
THREAD_REQUESTS = 50
ARCHIVE = "-XX:SharedArchiveFile={archive}"
STARTS = {
    "48m": ["-Xmx48m"],
    "48m-cds": ["-Xmx48m", ARCHIVE],
    "serial": [*SERVER_HEAP],
    "serial-cds": [*SERVER_HEAP, ARCHIVE],
    "serial-c1-cds": [*SERVER_HEAP, "-XX:TieredStopAtLevel=1", ARCHIVE],
}
# How the parts begin in the docs.
BEGINNINGS = {"memory": "Memory while a body", "threads": "Threads at rest", "start": "Start of `java",
              "manager": "The tree W1 into", "size": "Size: the WAR"}


def section(results, page):
    """The part of docs/benchmarks.md. What was not measured with this WAR stays as it stands there."""
    before = page.partition(BEGIN)[2].partition(END)[0]
    stood = files.split(before, "^(" + "|".join(map(re.escape, BEGINNINGS.values())) + ")", key_of)
    parts = results["parts"]
    yield f"- WAR with the sha-256 `{results['war'][:16]}…`, W1 at scale {results['scale']:g}, Tomcat and WildFly with " \
          f"`-Xmx{results['heap']}`, standalone with `{' '.join(SERVER_HEAP)}`; medians, with least and most in brackets; " \
          "MiB unless it says MB"
    for name, lines in (("memory", memory_lines), ("threads", thread_lines), ("start", start_lines),
                        ("manager", manager_lines), ("size", size_lines)):
        if name in parts:
            yield ""
            yield from lines(parts[name], results)
            if name != "size" and any(report.spoilt(runs) for runs in parts[name].values()):
                yield ""
                yield "Trees of many small files had been deleted before some of these runs: times say nothing."
            yield ""
            yield f"{files.stamped(results['stamps'][name])}: `bench/inside --only {name}`"
        elif name in stood:
            yield ""
            yield files.kept(stood[name], before, results["war"])


def key_of(part):
    return next(name for name, beginning in BEGINNINGS.items() if part.startswith(beginning))


def each(runs, *names):
    return [markdown.spread((run[name] for run in runs), 1) for name in names]


def memory_lines(found, results):
    yield "Memory while a body is deployed into a server that has served nothing yet (sync safe):"
    yield ""
    yield from markdown.head("", "body", "wall s", "CPU s", "idle", "peak RSS", "peak − idle", "live heap afterwards")
    titles = {"W1": "W1, tar.gz", "small": "tar, 100 MB", "big": f"tar, {results['big']:g} GB"}
    for kind in hosts.ALL:
        for body, title in titles.items():
            runs = found.get(f"{kind.title}/{body}")
            if runs:
                more = markdown.spread(run["peak"] - run["idle"] for run in runs)
                yield markdown.row(kind.title, title, *each(runs, "wall", "cpu", "idle", "peak"), more, *each(runs, "heap"))
    yield ""
    # Zero is added so that what is rounded to nothing has no minus sign.
    yield f"Peak at {results['big']:g} GB against 100 MB: " + ", ".join(
        f"{kind.title} {round(middle(found, kind, 'big') / middle(found, kind, 'small') - 1, 2) + 0:+.0%}" for kind in hosts.ALL
        if f"{kind.title}/big" in found) + "."


def middle(found, kind, body):
    return statistics.median(run["peak"] for run in found[f"{kind.title}/{body}"])


def thread_lines(found, _):
    rests = [run["rest"] for runs in found.values() for run in runs if "rest" in run]
    yield f"Threads at rest, {f'{min(rests):g} s ' if rests else ''}after {THREAD_DEPLOYS} deploys and {THREAD_REQUESTS} requests, beside the same server without " \
          "the WAR:"
    yield ""
    yield from markdown.head("", "without", "with", "added", "of them by Slipway's names")
    for kind in hosts.ALL[1:]:
        bare, full = found.get(f"{kind.title}/without"), found.get(f"{kind.title}/with")
        if bare and full:
            counts = [statistics.median(run["threads"] for run in runs) for runs in (bare, full)]
            own = statistics.median(sum(number for name, number in run["names"].items() if "slipway" in name) for run in full)
            yield markdown.row(kind.title, *(f"{count:.0f}" for count in counts), f"{counts[1] - counts[0]:.0f}", f"{own:.0f}")


def start_lines(found, _):
    yield "Start of `java … -jar slipway.war serve` with a home that has its database; class-data sharing from an archive that one " \
          "run with `-XX:ArchiveClassesAtExit=FILE` wrote:"
    yield ""
    yield from markdown.head("", "ready s", "CPU s until then", "resident when idle", "threads")
    for name, options in STARTS.items():
        if name in found:
            title = "`" + " ".join(options).format(archive="FILE") + "`"
            yield markdown.row(title, *(markdown.spread((run[figure] for run in found[name]), digits) for figure, digits in (
                ("ready", 2), ("cpu", 2), ("idle", 0), ("threads", 0))))


def manager_lines(found, results):
    yield "The tree W1 into the same Tomcat 10.1: as a WAR by Tomcat Manager's PUT, as a tar.gz by Slipway; neither syncs:"
    yield ""
    yield from markdown.head("", "wall s", "CPU s", "idle", "peak RSS", "peak − idle")
    for way, title in (("manager", "Tomcat Manager, `PUT /manager/text/deploy`"), ("slipway", "Slipway, sync off")):
        runs = found[way]
        yield markdown.row(title, *each(runs, "wall", "cpu", "idle", "peak"),
                           markdown.spread(run["peak"] - run["idle"] for run in runs))


def size_lines(found, _):
    seen = found["lib"] + found["classes"]
    yield f"Size: the WAR has {found['war'] / 1e6:.1f} MB; of it a container sees {seen / 1e6:.1f} MB (`WEB-INF/lib` " \
          f"{found['lib'] / 1e6:.1f} MB, `WEB-INF/classes` {found['classes'] / 1e6:.1f} MB unpacked). Largest: " + ", ".join(
              f"{name} {bytes_ / 1e6:.1f} MB" for bytes_, name in found["largest"]) + "."
