"""Figures as Markdown."""
import os
import platform
import re
import statistics
import subprocess
import time

import rows

BEGIN, END = "<!-- results: written by bench/run -->", "<!-- end of results -->"
TITLES = {
    "deploy": "Client and server together: W1 is packed, sent and unpacked at the same time",
    "body": "Server alone: W1 as a ready tar.gz, sent by curl as the same two-part body (CBOR row: one object)",
    "big": "Memory against size: bodies and files that gzip cannot shrink, `-Xmx48m` on both sides",
    "legacy": "Old bodies: an archive of {legacy} MB inside the operation, Slipway with `-Xmx48m`",
}
AGAINST = {"deploy": "deploy-node", "body": "body-node"}


def machine():
    """What the figures depend on besides the code."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return {
        "Machine": f"{os.cpu_count()} cores ({model.group(1).strip() if model else platform.machine()}), "
                   f"{memory:.0f} GiB RAM, {first_line('findmnt', '-no', 'FSTYPE', '-T', rows.HERE)}",
        "Kernel": f"{platform.system()} {platform.release()}",
        "JDK": first_line("java", "-version"),
        "Peers": ", ".join(["Node " + first_line("node", "--version"), first_line("tar", "--version"),
                            first_line("gzip", "--version"), " ".join(first_line("curl", "--version").split()[:2])]),
        "Slipway": "sources as of commit " + first_line("git", "-C", rows.HERE, "log", "-1", "--format=%h", "--",
                                                        "../src", "../pom.xml"),
    }


def tree(inputs):
    """What W1 is, in words."""
    return (f"{inputs.tree[0]} files, {inputs.tree[1] / 1e6:.1f} MB, as tar.gz {inputs.packed / 1e6:.1f} MB, "
            f"tree hash `{inputs.tree[2][:16]}…`")


def first_line(*argv):
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=rows.environment(),
                              check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return (done.stdout.splitlines() or ["unknown"])[0]


def brief(figures):
    return ", ".join(f"{name} {value:.2f}" for name, value in figures.items())


def section(results):
    """The part of docs/benchmarks.md between the markers."""
    facts = {**results["machine"], **({"W1": results["w1"]} if "w1" in results else {})}
    lines = [BEGIN, "", *(f"- {name}: {fact}" for name, fact in facts.items()),
             f"- Measured {time.strftime('%Y-%m-%d')}, scale {results['scale']:g}; medians, with least and most in "
             "brackets; every output compared with its input by hash"]
    for group in rows.GROUPS:
        found = [row for row in rows.ROWS if row.group == group and row.name in results["rows"]]
        if found:
            lines += ["", "### " + TITLES[group].replace("{legacy}", f"{rows.LEGACY_BODY * results['scale'] / 1e6:.0f}"), "", *table(group, found, results)]
    return "\n".join([*lines, "", END])


def table(group, found, results):
    against = results["rows"].get(AGAINST.get(group))
    heads = ["", "runs", "wall s", "CPU s: client", "server", "peak RSS MiB: client", "server", "server idle"]
    if against:
        heads += ["wall ×Node", "CPU ×Node"]
    yield row_of(heads)
    yield row_of(["---"] + ["--:"] * (len(heads) - 1))
    for row in found:
        runs = results["rows"][row.name]
        cells = [row.title.replace("{big}", f"{results['big']:g}"), str(len(runs)), spread(runs, "wall", 1),
                 middle(runs, "client_cpu", 1), middle(runs, "server_cpu", 1), middle(runs, "client_rss", 0),
                 spread(runs, "server_rss", 0), middle(runs, "idle_rss", 0)]
        if against:
            cells += [f"{median(runs, what) / median(against, what):.2f}" for what in (wall, cpu)]
        yield row_of(cells)


def row_of(cells):
    return "| " + " | ".join(cells) + " |"


def wall(figures):
    return figures["wall"]


def cpu(figures):
    return figures["client_cpu"] + figures["server_cpu"]


def median(runs, what):
    return statistics.median(what(run) for run in runs)


def values(runs, name):
    return [run[name] for run in runs if name in run]


def middle(runs, name, digits):
    found = values(runs, name)
    return f"{statistics.median(found):.{digits}f}" if found else "–"


def spread(runs, name, digits):
    found = values(runs, name)
    if len(found) < 2:
        return middle(runs, name, digits)
    return f"{middle(runs, name, digits)} ({min(found):.{digits}f}–{max(found):.{digits}f})"


def write(path, new, first=BEGIN, last=END):
    """Puts the section in the place of the old one, which stands between the markers."""
    with open(path) as file:
        text = file.read()
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise SystemExit(f"bench/run: {os.path.basename(path)} has lost its markers")
    with open(path, "w") as file:
        file.write(before + new + after)
