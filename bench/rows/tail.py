"""What is left to do when the last byte has come: a tar.gz at the pace of a network of 1 Gbit/s."""
import json
import sys
import time

from rows.commands import UNTAR, environment, peer
from rows.model import Row, Table
from rows.runs import with_sync

BYTES_PER_SECOND = 125_000_000


def paced(sync):
    def run(it):
        url = it.slipway(sync)
        argv = peer(sys.executable, "paced.py", it.tree.tarball, f"{url}/components/bench", BYTES_PER_SECOND)
        begun = time.monotonic()
        sender = it.start("paced-sender", argv, environment(SLIPWAY_PASSWORD=it.password))
        figures = it.finish(begun, [sender])
        with open(sender.log) as log:
            figures.update(json.load(log))
        return figures
    return run


def tar_then_sync(it):
    """The tail of `tar xzf FILE && sync -f` is the sync."""
    it.make_output()
    begun = time.monotonic()
    figures = it.gather(begun, [], [it.start("tar", [*UNTAR, "-xzf", it.tree.tarball, "-C", it.output])], children=True)
    figures.update(it.sync("-f", it.output))
    it.compare()
    return {**with_sync(figures), "tail": figures["sync_wall"]}


TABLES = (
    Table("tail", "tail", "From the last byte to the answer: W1 as a ready tar.gz, offered at 1 Gbit/s, which is 125 MB/s", (
        Row("tail-off", "Slipway server, sync off", paced("off")),
        Row("tail-safe", "Slipway server, sync safe", paced("safe"), sync=True),
        Row("tail-sync", "`tar xzf FILE && sync -f`; its tail is the `sync -f`", tar_then_sync, sync=True),
    ), workload="w1", extra=("sent", "tail")),
)
