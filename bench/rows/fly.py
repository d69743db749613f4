"""Client and server together: a tree is packed, sent and unpacked at the same time."""
import time

from rows.commands import CLIENT_HEAP, SERVER_HEAP, SOCAT, UNTAR, environment, peer, slipway
from rows.model import Against, Row, Table


def deploy(sync, *arguments, server=SERVER_HEAP, client=CLIENT_HEAP, source=lambda it: it.tree.directory, rate=None):
    """Slipway's client and server, each with these options of the JVM; over a link of so many bytes a second."""
    def run(it):
        url = it.slipway(sync, server)
        if rate:
            url = it.link(url, rate)
        argv = [*slipway(*client), "deploy", source(it), "--target", url, "--project", "bench", "--json", "--quiet",
                *arguments]
        if client == CLIENT_HEAP:
            it.recommended.append("client")
        begun = time.monotonic()
        return it.finish(begun, [it.start("slipway-client", argv, environment(SLIPWAY_PASSWORD=it.password))])
    return run


def node(mode):
    def run(it):
        url = f"{it.node()}/{mode}?dest={it.output}"
        begun = time.monotonic()
        return it.finish(begun, [it.start("node-client", peer("node", "client.js", mode, it.tree.directory, url))])
    return run


def curl(sync):
    def run(it):
        url = it.slipway(sync)
        begun = time.monotonic()
        tar = it.start("tar", ["tar", "cz", "-C", it.tree.directory, "."], pipe=True)
        sender = it.curl("-T", "-", f"{url}/components/bench", stdin=tar.stdout)
        tar.hand_over()
        return it.finish(begun, [tar, sender], children=True)
    return run


def tar(compress, *extract):
    """tar on both sides and nothing but a connection between."""
    def run(it):
        senders = [("tar", ["tar", "c", "-C", it.tree.directory, "."])]
        senders += [(compress[0], list(compress)), ("socat-out", [*SOCAT, "STDIN", "{target}"])]
        return it.through_socat(senders, [("untar", [*UNTAR, "-x", *extract, "-f", "-", "-C", it.output])])
    return run


TABLES = (
    Table("fly", "fly", "Client and server together: W1 is packed, sent and unpacked at the same time", (
        Row("fly-gzip", "Slipway client → Slipway server, gzip:6, sync off", deploy("off", "--compression", "gzip:6")),
        Row("fly-zstd", "Slipway client → Slipway server, zstd:3 (default), sync off", deploy("off")),
        Row("fly-safe", "Slipway client → Slipway server, zstd:3 (default), sync safe", deploy("safe"), sync=True),
        Row("fly-defaults", "the same with the JVM's defaults, no bound", deploy("safe", server=(), client=()),
            sync=True, rounds=1),
        Row("fly-curl", "`tar cz \\| curl -T -` → Slipway server, sync safe", curl("safe"), sync=True, rounds=1),
        Row("fly-tar", "`tar cz \\| socat \\| tar xz`", tar(("gzip",), "-z"), needs=("socat",),
            synced="`tar cz \\| socat \\| tar xz && sync -f`"),
        Row("fly-pigz", "`tar c \\| pigz \\| socat \\| pigz -d \\| tar x`", tar(("pigz",), "-I", "pigz"),
            needs=("socat", "pigz"), rounds=1),
        Row("fly-tar-zstd", "`tar c \\| zstd -3 -T0 \\| socat \\| zstd -d \\| tar x`",
            tar(("zstd", "-3", "-T0", "-q", "-c"), "-I", "zstd"), needs=("socat", "zstd"),
            synced="`tar c \\| zstd \\| socat \\| zstd -d \\| tar x && sync -f`"),
        Row("fly-node", "Node client → Node server, streaming", node("stream"),
            synced="Node client → Node server, streaming, then `sync -f`"),
        Row("fly-node-cbor", "Node client → Node server, one CBOR object", node("cbor"), rounds=1),
    ), workload="w1", against=(Against("Node", "fly-node", "fly-node-sync"), Against("tar", "fly-tar", "fly-tar-sync"))),
)
