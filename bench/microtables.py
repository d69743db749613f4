"""Figures of bench/micro as Markdown."""
import os
import re
import statistics

import markdown
import results as files

BEGIN, END = "<!-- micro: written by bench/micro -->", "<!-- end of micro -->"
# Groups, and the class whose rows they are.
GROUPS = {"boundary": "BoundaryBenchmark", "inflate": "InflateBenchmark", "untar": "UntarBenchmark",
          "legacy": "LegacyBodyBenchmark", "digest": "DigestBenchmark"}
PEERS = ("commons-compress", "zstd-jni", "jackson-core", "tomcat-embed-core", "undertow-core", "commons-fileupload2-core",
         "jetty-http", "jmh-core")
PARSERS = {"SLIPWAY": "**Slipway**", "JETTY": "Jetty `MultiPart.Parser`", "TOMCAT": "Tomcat `MultipartStream`",
           "COMMONS_FILEUPLOAD": "commons-fileupload2 `MultipartInput`", "UNDERTOW": "Undertow `MultipartParser`",
           "BYTE_BY_BYTE": "a state machine, byte by byte", "NONE": "*reading alone*"}
CONTENTS = {"RANDOM": "random", "CARRIAGE_RETURNS": "CR runs", "NEAR_BOUNDARIES": "near-boundaries", "DASHES": "dashes",
            "CR_EVERY_SEVEN": "CR every 7", "ONE_WRONG": "one wrong"}
ADVERSARIAL = tuple(content for content in CONTENTS if content != "RANDOM")
# Title of a table, and its rows with their names.
LISTS = {
    "inflate": ("Inflate and zstd: the first 64 MB of W1 as a tar, MB/s of what comes out", [
        ("gzip: `GZIPInputStream`, its buffer of 512 bytes", "InflateBenchmark/gzipInputStream512"),
        ("gzip: `GZIPInputStream`, 64 KiB", "InflateBenchmark/gzipInputStream64k"),
        ("gzip: commons-compress", "InflateBenchmark/commonsCompressGzip"),
        ("gzip: **Slipway**", "InflateBenchmark/slipwayGzip"),
        ("gzip: *`Inflater` on direct buffers and CRC-32, nothing else*", "InflateBenchmark/inflaterDirect"),
        ("zstd: zstd-jni", "InflateBenchmark/zstdJni"),
        ("zstd: **Slipway**", "InflateBenchmark/slipwayZstd")]),
    "untar": ("Untar: MB/s of tar, its files read and written nowhere", [
        ("files of 5 kB: commons-compress", "UntarBenchmark/commonsCompress/SMALL"),
        ("files of 5 kB: **Slipway**, guard and commons-compress", "UntarBenchmark/slipway/SMALL"),
        ("files of 5 kB: *name and size of each header, nothing else*", "UntarBenchmark/nameAndSize/SMALL"),
        ("files of 15 MB: commons-compress", "UntarBenchmark/commonsCompress/BIG"),
        ("files of 15 MB: **Slipway**, guard and commons-compress", "UntarBenchmark/slipway/BIG"),
        ("files of 15 MB: *name and size of each header, nothing else*", "UntarBenchmark/nameAndSize/BIG")]),
    "legacy": ("Old bodies: MB/s of the archive inside the operation", [
        ("CBOR byte string: Jackson", "LegacyBodyBenchmark/jackson/CBOR"),
        ("CBOR byte string: **Slipway**", "LegacyBodyBenchmark/slipway/CBOR"),
        ("JSON, base64: Jackson", "LegacyBodyBenchmark/jackson/JSON_BASE64"),
        ("JSON, base64: **Slipway**", "LegacyBodyBenchmark/slipway/JSON_BASE64"),
        ("JSON, Buffer as Node writes it: Jackson", "LegacyBodyBenchmark/jackson/JSON_BUFFER"),
        ("JSON, Buffer as Node writes it: **Slipway**", "LegacyBodyBenchmark/slipway/JSON_BUFFER")]),
    "digest": ("For comparison", [("sha-256 of the JDK", "DigestBenchmark/sha256")]),
}


TITLES = {"boundary": "The boundary of a multipart body: MB/s of one part of 64 MB",
          **{group: title for group, (title, _) in LISTS.items()}}


def group_of(name):
    return next(group for group, pattern in GROUPS.items() if name.startswith(pattern))


def peers(class_path):
    """The libraries that are compared, with their versions."""
    found = []
    for library in PEERS:
        jar = re.compile(re.escape(library) + r"-(\d.*)\.jar")
        found += [f"{library} {match.group(1)}" for entry in class_path.split(os.pathsep)
                  if (match := jar.fullmatch(os.path.basename(entry)))]
    return ", ".join(found)


def section(results, page):
    """The part of docs/benchmarks.md between the markers. What was not measured with these classes stays as it stands there."""
    before = page.partition(BEGIN)[2].partition(END)[0]
    stood = files.split(before, r"^### ", key_of)
    length = results["length"]
    lines = [BEGIN, "", *(f"- {name}: {fact}" for name, fact in results["machine"].items()),
             f"- Slipway: classes with the sha-256 `{results['war'][:16]}…`",
             f"- {results['forks']} round{'s' * (results['forks'] > 1)}, with a new "
             f"JVM for every row, {length['warm-ups']} × {length['seconds']:g} s to warm up and {length['iterations']} × "
             f"{length['seconds']:g} s measured; medians, with the least and most of the rounds' medians in brackets"]
    if not full(results):
        lines += ["- **A quick run, to look at; not for comparing**"]
    for group, title in TITLES.items():
        if group in results["stamps"]:
            lines += ["", "### " + title, "", *tables(group, results), "",
                      f"{files.stamped(results['stamps'][group], 'classes')}: `bench/micro --only {group}`"]
        elif group in stood:
            lines += ["", files.kept(stood[group], before, results["war"])]
    return "\n".join([*lines, "", END])


def full(results):
    """Whether the figures are for comparing: none of `--quick`."""
    return results.get("length", {}).get("iterations", 0) >= 5


def key_of(part):
    """Which group a part of the docs is, by its title."""
    return next((group for group, title in TITLES.items() if part.startswith("### " + title)), None)


def tables(group, results):
    if group == "boundary":
        yield from boundaries(results)
        yield ""
        yield from goals(results)
    else:
        yield from table([(name, results["rows"][key]) for name, key in LISTS[group][1] if key in results["rows"]])


def boundaries(results):
    yield markdown.row("", *CONTENTS.values(), "bytes allocated per MB")
    yield markdown.row("---", *["--:"] * (len(CONTENTS) + 1))
    for parser, title in PARSERS.items():
        found = [results["rows"].get(boundary(parser, content)) for content in CONTENTS]
        verdicts = [results["verdicts"][f"{parser}/{content}"] for content in CONTENTS]
        cells = [rate(row) + ("" if verdict == "right" else f", **{verdict}**")
                 for row, verdict in zip(found, verdicts)]
        yield markdown.row(title, *cells, allocated(found[0]))


def goals(results):
    """P6: what is to be reached, and what was."""
    rows = results["rows"]
    ours = {content: rows.get(boundary("SLIPWAY", content)) for content in CONTENTS}
    theirs = rows.get(boundary("COMMONS_FILEUPLOAD", "RANDOM"))
    if not full(results):
        yield "No verdicts on goals by a quick run."
        return
    if not all(ours.values()) or not theirs:
        return
    random = median(ours["RANDOM"])
    yield markdown.row("", "goal", "measured", "")
    yield markdown.row("---", "--:", "--:", "---")
    yield goal("random", 1e3 / random, "≥ 2 GB/s", "{:.1f} GB/s", 1e3 / random >= 2)
    for content in ADVERSARIAL:
        times = median(ours[content]) / random
        yield goal(f"{CONTENTS[content]} against random", times, "≤ 2 × the time", "{:.2f} ×", times <= 2)
    times = median(theirs) / random
    yield goal("commons-fileupload2 against Slipway, random", times, "≥ 8 × the time", "{:.1f} ×", times >= 8)


def goal(title, value, wanted, form, reached):
    return markdown.row(title, wanted, form.format(value), "reached" if reached else "**missed**")


def table(found):
    yield markdown.row("", "MB/s", "bytes allocated per MB")
    yield markdown.row("---", "--:", "--:")
    for title, row in found:
        yield markdown.row(title, rate(row), allocated(row))


def boundary(parser, content):
    # JMH sorts parameters by name.
    return f"BoundaryBenchmark/parse/{content}/{parser}"


def median(row):
    """Microseconds of CPU time for a megabyte."""
    return statistics.median(value for fork in row["micros"] for value in fork)


def rate(row):
    if not row:
        return "–"
    forks = sorted(1e6 / statistics.median(fork) for fork in row["micros"])
    middle = f"{1e6 / median(row):.0f}"
    return middle if len(forks) < 2 else f"{middle} ({forks[0]:.0f}–{forks[-1]:.0f})"


def allocated(row):
    return f"{statistics.median(row['allocated']):.0f}" if row else "–"
