"""Levels of compression by link: what the client would win if it chose the level by what it measures."""
import os
import re

from rows.fly import deploy
from rows.model import Against, Row, Table

USUAL = "zstd:3"
LEVELS = ("none", "zstd:1", USUAL, "zstd:6", "zstd:9", "gzip:1", "gzip:6")
GIGABIT = 125_000_000


def through(rate, level):
    """A deploy with this level, and the bytes of its archive."""
    sent = deploy("off", "--compression", level, rate=rate)

    def run(it):
        figures, answer = sent(it), it.path("slipway-client.log")
        if not os.path.exists(answer):  # a tree of few files goes at once, and the logs with it
            return figures
        with open(answer, errors="replace") as log:
            return {**figures, "bytes": int(re.search(r'"payload_size":(\d+)', log.read()).group(1))}
    return run


def table(key, workload, link, rate):
    """A tree through a link of so many bytes a second, with each level."""
    return Table(key, "link", f"Levels by link: {workload.upper()} over {link}", tuple(
        Row(f"{key}-{level.replace(':', '-')}", f"`--compression {level}`",
            through(rate, level), rounds=2) for level in LEVELS
    ), workload=workload, against=(Against(USUAL, f"{key}-{USUAL.replace(':', '-')}"),), extra=("archive",))


TABLES = (
    table("link-w1-1000", "w1", "1 Gbit/s", GIGABIT),
    table("link-w2-1000", "w2", "1 Gbit/s", GIGABIT),
    table("link-w2-100", "w2", "100 Mbit/s", GIGABIT / 10),
)
