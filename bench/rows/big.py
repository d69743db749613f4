"""Memory against size: bodies and files that gzip cannot shrink."""
import time

import workload
from rows import fly
from rows.commands import workload as make
from rows.inputs import SMALL_BODY
from rows.model import Row, Table


def body(length):
    def run(it):
        url = it.slipway("safe")
        begun = time.monotonic()
        tar = it.start("tar", make("tar", length(it.inputs)), pipe=True)
        curl = it.curl("-T", "-", f"{url}/components/bench", stdin=tar.stdout)
        tar.hand_over()
        return it.finish(begun, [tar, curl])
    return run


def small(_):
    return SMALL_BODY


def big(inputs):
    return inputs.big


def disk(inputs):
    return 2 * inputs.big, 0


TABLES = (
    Table("big", "big", "Memory against size: bodies and files that gzip cannot shrink, with the recommended options", (
        Row("big-small", "server: tar of 100 MB from `curl -T -`", body(small), rounds=1, disk=disk,
            tree=lambda inputs: workload.big_tar_hash(SMALL_BODY)),
        Row("big-body", "server: tar of {big} GB from `curl -T -`", body(big), rounds=1, disk=disk,
            tree=lambda inputs: workload.big_tar_hash(inputs.big)),
        Row("big-file", "client and server: one file of {big} GB",
            fly.deploy("safe", source=lambda it: it.inputs.big_tree), rounds=1, disk=disk,
            tree=lambda inputs: workload.tree_hash(inputs.big_tree)),
    )),
)
