"""Servers alone: a tree as a ready tar.gz; to a server that was just started, and to one that has been warmed."""
import time

import outputs
from measure import wait
from rows.commands import SOCAT, UNTAR
from rows.model import Against, Row, Table
from rows.runs import TIMEOUT

# Deploys of a quarter of the tree before the one that is measured.
WARMING = 4
NAMES = ("w1", "w2", "w3")


def multipart(it, url):
    """The same two-part body to every server."""
    begun = time.monotonic()
    return it.finish(begun, [it.curl("-F", f"operation=@{it.inputs.operation};type=application/cbor",
                                     "-F", f"payload=@{it.tree.tarball};type=application/gzip", url)])


def slipway(sync):
    return lambda it: multipart(it, it.slipway(sync) + "/")


def node(it):
    return multipart(it, f"{it.node()}/stream?dest={it.output}")


def node_cbor(it):
    url = f"{it.node()}/cbor?dest={it.output}"
    begun = time.monotonic()
    return it.finish(begun, [it.curl("-X", "POST", "-H", "Content-Type: application/cbor",
                                     "-T", it.inputs.cbor(it.tree.name), url)])


def tar(it):
    """socat and tar stand for the server."""
    senders = [("socat-out", [*SOCAT, f"FILE:{it.tree.tarball}", "{target}"])]
    return it.through_socat(senders, [("tar", [*UNTAR, "-xzf", "-", "-C", it.output])])


def tar_file(it):
    """No network at all."""
    it.make_output()
    begun = time.monotonic()
    return it.finish(begun, [], [it.start("tar", [*UNTAR, "-xzf", it.tree.tarball, "-C", it.output])], children=True)


def warmed(sync):
    def run(it):
        url = it.slipway(sync)
        for _ in range(WARMING):
            wait([it.put(url, it.quarter.tarball, "warming")], TIMEOUT)
        # What the warming left unwritten would be written during the measured deploy.
        outputs.steady(trying=it.inputs.scale != 1.0)
        it.begin()
        begun = time.monotonic()
        return it.finish(begun, [it.put(url, it.tree.tarball)])
    return run


def cold_rows(name):
    # W3 has no goal against Node: it is there to see that large files do not behave otherwise.
    once = 1 if name == "w3" else None
    yield Row(f"body-{name}-off", "Slipway server, sync off", slipway("off"), rounds=once)
    yield Row(f"body-{name}-safe", "Slipway server, sync safe", slipway("safe"), sync=True, rounds=once)
    yield Row(f"body-{name}-tar", "`socat \\| tar xzf -`", tar, needs=("socat",), rounds=once,
              synced="`socat \\| tar xzf - && sync -f`")
    yield Row(f"body-{name}-node", "Node server, streaming", node, rounds=once,
              synced="Node server, streaming, then `sync -f`")
    if name == "w1":
        yield Row("body-w1-node-cbor", "Node server, one CBOR object", node_cbor, rounds=1)


def warm_rows(name):
    def disk(inputs):
        return [whole + WARMING * quarter for whole, quarter in zip(inputs.trees[name].room(), inputs.quarters[name].room())]

    yield Row(f"warm-{name}-off", "Slipway server, warmed, sync off", warmed("off"), disk=disk)
    yield Row(f"warm-{name}-safe", "Slipway server, warmed, sync safe", warmed("safe"), sync=True, disk=disk)
    yield Row(f"warm-{name}-tar", "`socat \\| tar xzf -`", tar, needs=("socat",),
              synced="`socat \\| tar xzf - && sync -f`")
    yield Row(f"warm-{name}-file", "`tar xzf FILE`, no network", tar_file, rounds=2,
              synced="`tar xzf FILE && sync -f`")


def against(table, label, row):
    return Against(label, f"{table}-{row}", f"{table}-{row}-sync")


TABLES = tuple(
    Table(f"body-{name}", "body", f"Server alone, just started: {name.upper()} as a ready tar.gz, sent by curl as the same "
          "two-part body", tuple(cold_rows(name)), workload=name,
          against=(against(f"body-{name}", "Node", "node"), against(f"body-{name}", "tar", "tar")))
    for name in NAMES
) + tuple(
    Table(f"warm-{name}", "warm", f"Server warmed by {WARMING} deploys of a quarter of the tree: {name.upper()} as a "
          "ready tar.gz, `curl -T FILE`", tuple(warm_rows(name)), workload=name,
          against=(against(f"warm-{name}", "tar", "tar"), against(f"warm-{name}", "FILE", "file")))
    for name in NAMES
)
