"""Old bodies: the archive inside the operation, for Slipway and for the server and the command that they come from."""
import time

from rows.commands import HARPER, environment
from rows.model import Row, Table

CBOR, JSON = "application/cbor", "application/json"


def legacy(start, body, kind):
    """One of the old bodies, as the Harper CLI sends it: chunked, and with nothing but its type."""
    def run(it):
        url = start(it) + "/"
        begun = time.monotonic()
        with open(body(it.inputs), "rb") as content:
            curl = it.curl("-X", "POST", "-H", "Content-Type: " + kind, "-T", "-", url, stdin=content)
        return it.finish(begun, [curl])
    return run


def harper_cli(start):
    """The released CLI itself. It exits with 0 whatever happens: the comparison tells."""
    def run(it):
        url = start(it)
        argv = ["sh", "-c", 'cd "$0" && exec node "$@"', it.inputs.legacy_site, HARPER, "deploy", "target=" + url,
                "username=admin", "password=" + it.password, "project=bench"]
        begun = time.monotonic()
        return it.finish(begun, [it.start("harper-cli", argv, environment(HOME=it.home()))])
    return run


def slipway(it):
    return it.slipway("safe")


def harper(it):
    return it.harper()


def cbor(inputs):
    return inputs.legacy_cbor


def row(name, title, run):
    return Row(name, title, run, rounds=1, tree=lambda inputs: inputs.legacy_tree,
               disk=lambda inputs: (3 * inputs.legacy_size, 0))


TABLES = (
    Table("legacy", "legacy", "Old bodies: an archive of {legacy} MB inside the operation, Slipway with the recommended options", (
        row("legacy-cbor", "one CBOR object → Slipway", legacy(slipway, cbor, CBOR)),
        row("legacy-json", "JSON with base64 → Slipway", legacy(slipway, lambda inputs: inputs.legacy_json, JSON)),
        row("legacy-harper", "one CBOR object → Harper 4.7.29", legacy(harper, cbor, CBOR)),
        row("legacy-cli", "Harper CLI 4.7.29 → Slipway", harper_cli(slipway)),
        row("legacy-cli-harper", "Harper CLI 4.7.29 → Harper 4.7.29", harper_cli(harper)),
    )),
)
