"""Levels of compression by link: what the client would win if it chose the level by what it measures."""
from rows.fly import deploy
from rows.model import Against, Row, Table

USUAL = "zstd:3"
LEVELS = ("none", "zstd:1", USUAL, "zstd:6", "zstd:9", "gzip:1", "gzip:6")
GIGABIT = 125_000_000


def table(key, workload, link, rate):
    """A tree through a link of so many bytes a second, with each level."""
    return Table(key, "link", f"Levels by link: {workload.upper()} over {link}", tuple(
        Row(f"{key}-{level.replace(':', '-')}", f"`--compression {level}`",
            deploy("off", "--compression", level, rate=rate), rounds=2) for level in LEVELS
    ), workload=workload, against=(Against(USUAL, f"{key}-{USUAL.replace(':', '-')}"),))


TABLES = (
    table("link-w1-1000", "w1", "1 Gbit/s", GIGABIT),
    table("link-w2-1000", "w2", "1 Gbit/s", GIGABIT),
    table("link-w2-100", "w2", "100 Mbit/s", GIGABIT / 10),
)
