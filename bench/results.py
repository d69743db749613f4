"""Result files of the measurements: which WAR and which call the figures come from, and what becomes of older ones."""
import hashlib
import json
import os
import re
import subprocess
import time

import outputs
from rows.commands import BENCH, WAR

CALL = time.strftime("%Y%m%d-%H%M%S")
NOT_AGAIN = "**Not measured again with the build that is named at the top"
STAMP = re.compile(r"^Measured \d{4}-\d\d-\d\d, \w+ `", re.MULTILINE)


def sha256(*paths):
    """One digest of these files, in this order."""
    sha = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as content:
            while chunk := content.read(1 << 20):
                sha.update(chunk)
    return sha.hexdigest()


def war():
    """What identifies what is measured: the build gives the same bytes for the same sources."""
    return sha256(WAR)


def commit():
    """The last commit that changed the sources, with a plus sign where they have been changed since."""
    def git(*arguments):
        return subprocess.run(["git", "-C", os.path.join(BENCH, ".."), *arguments, "--", "src/main", "pom.xml"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    return (git("log", "-1", "--format=%h") or "unknown") + ("+" if git("status", "--porcelain") else "")


def stamp(digest):
    """What is kept with the figures of a table that this call measured."""
    return {"date": time.strftime("%Y-%m-%d"), "call": CALL, "war": digest, "commit": commit()}


def stamped(found, what="WAR"):
    """A stamp in words."""
    return f"Measured {found['date']}, {what} `{found['war'][:7]}` (sources as of commit {found['commit']}), call {found['call']}"


def resumed(path, now, same):
    """The results of an earlier call, to be completed, if they came about like these. Else their file is moved aside."""
    try:
        with open(path) as file:
            kept = json.load(file)
    except FileNotFoundError:
        return now
    except ValueError:
        kept = {}
    if all(kept.get(name) == now[name] for name in same):
        return kept
    moved = aside(path, str(kept.get("war", "earlier"))[:7])
    os.rename(path, moved)
    outputs.say(f"earlier results with another {', '.join(name for name in same if kept.get(name) != now[name])} lie in "
                + os.path.relpath(moved, os.path.join(BENCH, "..")))
    return now


def aside(path, name):
    """A name for the file that is not taken: run.json becomes run-0123456.json."""
    root, ending = os.path.splitext(path)
    taken, number = f"{root}-{name}{ending}", 1
    while os.path.exists(taken):
        number += 1
        taken = f"{root}-{name}-{number}{ending}"
    return taken


def save(path, found):
    """Writes the file whole or not at all."""
    with open(path + ".part", "w") as file:
        json.dump(found, file, indent=1)
    os.replace(path + ".part", path)


def split(section, first_line, key):
    """The parts of a section of the docs by their keys. A part begins with a line that matches; those without a key go."""
    starts = [match.start() for match in re.finditer(first_line, section, re.MULTILINE)] + [len(section)]
    parts = [section[start:end].strip() for start, end in zip(starts, starts[1:])]
    return {key(part): part for part in parts if key(part)}


def kept(part, section, digest):
    """A part of the docs that was not measured again, marked so with what it was measured with, unless that is this build."""
    if STAMP.search(part):
        part = part.partition(f"\n\n{NOT_AGAIN}")[0]
        return part if f"`{digest[:7]}`" in part else f"{part}\n\n{NOT_AGAIN}.**"
    if NOT_AGAIN in part:
        return part
    from_commit = re.search(r"sources as of commit (\w+)", section)
    date = re.search(r"^- .*?[Mm]easured (\d{4}-\d\d-\d\d)", section, re.MULTILINE)
    return (f"{part}\n\n{NOT_AGAIN}: {'sources as of commit ' + from_commit.group(1) if from_commit else 'an earlier WAR'}"
            f"{', ' + date.group(1) if date else ''}{', a quick run' if 'A quick run' in section else ''}.**")
