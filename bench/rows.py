"""What is measured: one row of the table each, and what they are fed with."""
import base64
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time

import workload
from measure import Failed, Process, await_line, wait

HERE = os.path.dirname(os.path.abspath(__file__))
WAR = os.path.join(HERE, "..", "target", "slipway.war")
SMALL_HEAP = ("-Xmx48m",)
GROUPS = ("deploy", "body", "big", "legacy")
SMALL_BODY = 100_000_000
LEGACY_BODY = 875_000_000
HARPER = os.path.join(HERE, "..", "src", "test", "clients", "node_modules", "harperdb", "bin", "harperdb.js")
TIMEOUT = 900
# Other people's settings would be measured otherwise.
NOT_INHERITED = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "NODE_OPTIONS", "http_proxy", "https_proxy", "all_proxy",
                 "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CURL_HOME", "TAR_OPTIONS", "GZIP")


def java(*options):
    return ["java", *options, "-jar", WAR]


def environment(**more):
    inherited = {name: value for name, value in os.environ.items()
                 if name not in NOT_INHERITED and not name.startswith("SLIPWAY_")}
    return {**inherited, "LC_ALL": "C.UTF-8", "SLIPWAY_CACHE": os.path.join(HERE, "work", "cache"), **more}


class Inputs:
    """Trees and bodies, made once and kept in bench/work."""

    def __init__(self, work, scale, big):
        os.makedirs(work, exist_ok=True)
        self.scale, self.big = scale, big
        self.site = os.path.join(work, f"w1-{scale:g}")
        self.tarball = os.path.join(work, f"w1-{scale:g}.tar.gz")
        self.cbor = os.path.join(work, f"w1-{scale:g}.cbor")
        self.operation = os.path.join(work, "operation.cbor")
        self.big_tree = os.path.join(work, f"big-{big}")
        self.legacy_size = int(LEGACY_BODY * scale)
        self.legacy_site = os.path.join(work, f"legacy-{scale:g}")
        self.legacy_cbor = os.path.join(work, f"legacy-{scale:g}.cbor")
        self.legacy_json = os.path.join(work, f"legacy-{scale:g}.json")
        self.tree = self.legacy_tree = (0, 0, "")
        self.packed = 0

    def prepare(self, chosen):
        subprocess.run([*java(), "--version"], env=environment(), check=True, stdout=subprocess.DEVNULL)
        if any(row.group in ("deploy", "body") for row in chosen):
            made(self.site, lambda path: run_workload("w1", path, "--scale", str(self.scale)))
            self.tree = workload.tree_hash(self.site)
            made(self.tarball, lambda path: subprocess.run(["tar", "czf", path, "-C", self.site, "."], check=True))
            self.packed = os.path.getsize(self.tarball)
            made(self.operation, lambda path: write(path, cbor_map(2)))
            made(self.cbor, lambda path: write_cbor(path, self.tarball))
        if any(row.name == "big-file" for row in chosen):
            made(self.big_tree, self.write_big_tree)
        if any(row.group == "legacy" for row in chosen):
            self.prepare_legacy()

    def prepare_legacy(self):
        """A component that Harper's server takes for one, and the two old bodies with a tar of it."""
        made(self.legacy_site, self.write_legacy_site)
        self.legacy_tree = workload.tree_hash(self.legacy_site)
        if not (os.path.exists(self.legacy_cbor) and os.path.exists(self.legacy_json)):
            tar = self.legacy_site + ".tar"
            subprocess.run(["tar", "cf", tar, "-C", self.legacy_site, "."], check=True)
            made(self.legacy_cbor, lambda path: write_cbor(path, tar))
            made(self.legacy_json, lambda path: write_json(path, tar))
            os.remove(tar)

    def write_legacy_site(self, path):
        os.makedirs(path)
        write(os.path.join(path, "config.yaml"), b"rest: true\n")
        run_workload("file", os.path.join(path, "big.bin"), str(self.legacy_size))

    def write_big_tree(self, path):
        os.makedirs(path)
        run_workload("file", os.path.join(path, "big.bin"), str(self.big))


def made(path, make):
    if not os.path.exists(path):
        shutil.rmtree(path + ".part", ignore_errors=True)
        make(path + ".part")
        os.rename(path + ".part", path)


def write(path, content):
    with open(path, "wb") as out:
        out.write(content)


def run_workload(*arguments):
    subprocess.run([sys.executable, os.path.join(HERE, "workload.py"), *arguments], check=True)


def write_cbor(path, archive):
    """The old body: the archive as a byte string inside the operation."""
    with open(path, "wb") as out, open(archive, "rb") as content:
        length = os.path.getsize(archive)
        out.write(cbor_map(3) + cbor_text("payload") + b"\x5a" + length.to_bytes(4, "big"))
        shutil.copyfileobj(content, out, 1 << 20)


def write_json(path, archive):
    """The other old body: the archive in base64."""
    with open(path, "wb") as out, open(archive, "rb") as content:
        out.write(b'{"operation":"deploy_component","project":"bench","payload":"')
        while piece := content.read(3 << 18):
            out.write(base64.b64encode(piece))
        out.write(b'"}')


def cbor_text(text):
    return bytes([0x60 + len(text)]) + text.encode()


def cbor_map(entries):
    """The head of a map and its first two entries."""
    return bytes([0xa0 + entries]) + b"".join(map(cbor_text, ("operation", "deploy_component", "project", "bench")))


class Run:
    """One run: its directory, its processes, and the figures that come out."""

    def __init__(self, row, directory, inputs):
        self.row, self.directory, self.inputs = row, directory, inputs
        self.password = secrets.token_hex(8)
        self.output = os.path.join(directory, "output")
        self.server = None
        self.idle_rss = self.cpu_before = 0

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, name, argv, env=None, **more):
        return Process(argv, self.directory, name, env or environment(), **more)

    def slipway(self, sync, options=SMALL_HEAP):
        home = self.path("home")
        env = environment(SLIPWAY_SYNC=sync, SLIPWAY_ADMIN_PASSWORD=self.password)
        self.server = self.start("slipway-server", [*java(*options), "serve", "--port", "0", "--home", home],
                                 env)
        url = await_line(self.server, r"Slipway answers at (http://\S+?)/? ")
        self.output = os.path.join(home, "live", "bench")
        self.login()
        self.ready()
        return url

    def node(self):
        os.makedirs(self.output)
        self.server = self.start("node-server", ["node", os.path.join(HERE, "peer", "server.js")])
        port = await_line(self.server, r"ready (\d+)")
        self.ready()
        return f"http://127.0.0.1:{port}"

    def harper(self):
        """Harper's own server, installed into the run's directory."""
        root = self.path("root")
        port, *others = (f"127.0.0.1:{free_port()}" for _ in range(5))
        env = environment(
            HOME=self.home(), ROOTPATH=root, HDB_ADMIN_USERNAME="admin", HDB_ADMIN_PASSWORD=self.password,
            TC_AGREEMENT="yes", DEFAULTS_MODE="dev", REPLICATION_HOSTNAME="localhost",
            OPERATIONSAPI_NETWORK_PORT=port, OPERATIONSAPI_NETWORK_DOMAINSOCKET=os.path.join(root, "socket"),
            **dict(zip(("HTTP_PORT", "MQTT_NETWORK_PORT", "MQTT_NETWORK_SECUREPORT", "REPLICATION_SECUREPORT"), others)))
        self.server = self.start("harper-server", ["node", "-r", os.path.join(HERE, "peer", "loopback.js"), HARPER,
                                                   "run"], env)
        await_line(self.server, r"(HarperDB \S+ successfully started)")
        self.output = os.path.join(root, "components", "bench")
        self.login()
        self.ready()
        return f"http://{port}"

    def home(self):
        os.makedirs(self.path("user"), exist_ok=True)
        return self.path("user")

    def login(self):
        write(self.path("curlrc"), f'user = "admin:{self.password}"\n'.encode())

    def ready(self):
        """Lets the server come to rest, so that its start is not counted."""
        time.sleep(1.0)
        self.server.look()
        self.idle_rss = self.server.rss()
        self.cpu_before = self.server.cpu_so_far()

    def curl(self, *arguments, **more):
        config = ["-K", self.path("curlrc")] if os.path.exists(self.path("curlrc")) else []
        argv = ["curl", "-q", "--noproxy", "*", "-sS", "--fail-with-body", *config, *arguments]
        return self.start("curl", argv, **more)

    def finish(self, begun, clients, children=False):
        """Waits for the clients, whose end is the end of the run, and gathers the figures."""
        wait(clients, TIMEOUT, children)
        wall = time.monotonic() - begun
        figures = {"wall": wall, "client_cpu": sum(client.cpu for client in clients),
                   "client_rss": sum(client.rss() for client in clients)}
        if self.server:
            self.server.look()
            figures.update(server_cpu=self.server.cpu_so_far() - self.cpu_before, server_rss=self.server.rss(),
                           idle_rss=self.idle_rss)
            self.server.stop()
        self.compare(self.row.expected(self.inputs))
        # One big file each, so this does not slow the runs that follow.
        shutil.rmtree(self.path(os.path.join("home", "payloads")), ignore_errors=True)
        return figures

    def compare(self, expected):
        # Harper puts a link to itself beside what it unpacked.
        shutil.rmtree(os.path.join(self.output, "node_modules"), ignore_errors=True)
        found = workload.tree_hash(os.path.realpath(self.output))
        if found != expected:
            raise Failed(f"{self.row.name}: the output is not the input: {found}, not {expected}")


class Row:
    def __init__(self, name, group, title, run, needs=None, rounds=None, big=False):
        self.name, self.group, self.title, self.run, self.needs, self.rounds = name, group, title, run, needs, rounds
        self.big = big

    def disk(self, inputs):
        """Bytes that a run leaves behind at most."""
        if self.group == "legacy":
            return 2 * inputs.legacy_size
        return 2 * inputs.big if self.big else inputs.tree[1] + inputs.packed

    def expected(self, inputs):
        return inputs.tree if not self.big else self.big(inputs)


def deploy_slipway(sync, source=lambda inputs: inputs.site, options=SMALL_HEAP):
    def run(it):
        url = it.slipway(sync, options)
        argv = [*java(*options), "deploy", source(it.inputs), "--target", url, "--project", "bench", "--json",
                "--quiet"]
        begun = time.monotonic()
        return it.finish(begun, [it.start("slipway-client", argv, environment(SLIPWAY_PASSWORD=it.password))])
    return run


def deploy_node(mode):
    def run(it):
        url = f"{it.node()}/{mode}?dest={it.output}"
        argv = ["node", os.path.join(HERE, "peer", "client.js"), mode, it.inputs.site, url]
        begun = time.monotonic()
        return it.finish(begun, [it.start("node-client", argv)])
    return run


def deploy_tar(sync):
    def run(it):
        url = it.slipway(sync)
        begun = time.monotonic()
        tar = it.start("tar", ["tar", "cz", "-C", it.inputs.site, "."], pipe=True)
        curl = it.curl("-T", "-", f"{url}/components/bench", stdin=tar.stdout)
        tar.hand_over()
        return it.finish(begun, [tar, curl], children=True)
    return run


def send_multipart(it, url):
    begun = time.monotonic()
    return it.finish(begun, [it.curl("-F", f"operation=@{it.inputs.operation};type=application/cbor",
                                     "-F", f"payload=@{it.inputs.tarball};type=application/gzip", url)])


def body_slipway(sync):
    return lambda it: send_multipart(it, it.slipway(sync) + "/")


def body_node(it):
    return send_multipart(it, f"{it.node()}/stream?dest={it.output}")


def body_node_cbor(it):
    url = f"{it.node()}/cbor?dest={it.output}"
    begun = time.monotonic()
    return it.finish(begun, [it.curl("-X", "POST", "-H", "Content-Type: application/cbor",
                                     "-T", it.inputs.cbor, url)])


def body_tar(sync):
    """The clients here are all of it: socat and tar stand for the server."""
    def run(it):
        os.makedirs(it.output)
        port = free_port()
        receiver = it.start("socat-in", ["socat", "-u", f"TCP-LISTEN:{port},bind=127.0.0.1", "STDOUT"], pipe=True)
        unpack = 'tar xzf - -C "$0"' + (' && sync -f "$0"' if sync else "")
        tar = it.start("tar", ["sh", "-c", unpack, it.output], stdin=receiver.stdout)
        receiver.hand_over()
        begun = time.monotonic()
        sender = it.start("socat-out", ["socat", "-u", f"FILE:{it.inputs.tarball}",
                                        f"TCP:127.0.0.1:{port},retry=100,interval=0.02"])
        figures = it.finish(begun, [sender, receiver, tar], children=True)
        served = (receiver, tar)
        figures.update(client_cpu=sender.cpu, client_rss=sender.rss(), server_cpu=sum(each.cpu for each in served),
                       server_rss=sum(each.rss() for each in served))
        return figures
    return run


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def big_body(length):
    def run(it):
        url = it.slipway("safe")
        begun = time.monotonic()
        tar = it.start("tar", [sys.executable, os.path.join(HERE, "workload.py"), "tar", str(length(it.inputs))],
                       pipe=True)
        curl = it.curl("-T", "-", f"{url}/components/bench", stdin=tar.stdout)
        tar.hand_over()
        return it.finish(begun, [tar, curl])
    return run


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


def small(_):
    return SMALL_BODY


def big(inputs):
    return inputs.big


def legacy_tree(inputs):
    return inputs.legacy_tree


ROWS = (
    Row("deploy-off", "deploy", "Slipway client → Slipway server, sync off", deploy_slipway("off")),
    Row("deploy-safe", "deploy", "Slipway client → Slipway server, sync safe", deploy_slipway("safe")),
    Row("deploy-defaults", "deploy", "the same with the JVM's defaults instead of `-Xmx48m`",
        deploy_slipway("safe", options=()), rounds=1),
    Row("deploy-tar", "deploy", "`tar cz \\| curl -T -` → Slipway server, sync safe", deploy_tar("safe")),
    Row("deploy-node", "deploy", "Node client → Node server, streaming", deploy_node("stream")),
    Row("deploy-node-cbor", "deploy", "Node client → Node server, one CBOR object", deploy_node("cbor")),
    Row("body-off", "body", "Slipway server, sync off", body_slipway("off")),
    Row("body-safe", "body", "Slipway server, sync safe", body_slipway("safe")),
    Row("body-tar", "body", "`socat \\| tar xzf -`", body_tar(False), needs="socat"),
    Row("body-tar-sync", "body", "`socat \\| tar xzf - && sync -f`", body_tar(True), needs="socat"),
    Row("body-node", "body", "Node server, streaming", body_node),
    Row("body-node-cbor", "body", "Node server, one CBOR object", body_node_cbor),
    Row("big-small", "big", "server: tar of 100 MB from `curl -T -`", big_body(small), rounds=1,
        big=lambda inputs: workload.big_tar_hash(SMALL_BODY)),
    Row("big-body", "big", "server: tar of {big} GB from `curl -T -`", big_body(big), rounds=1,
        big=lambda inputs: workload.big_tar_hash(inputs.big)),
    Row("big-file", "big", "client and server: one file of {big} GB", deploy_slipway("safe", lambda i: i.big_tree),
        rounds=1, big=lambda inputs: workload.tree_hash(inputs.big_tree)),
    Row("legacy-cbor", "legacy", "one CBOR object → Slipway", legacy(
        lambda it: it.slipway("safe"), lambda i: i.legacy_cbor, "application/cbor"), rounds=1, big=legacy_tree),
    Row("legacy-json", "legacy", "JSON with base64 → Slipway", legacy(
        lambda it: it.slipway("safe"), lambda i: i.legacy_json, "application/json"), rounds=1, big=legacy_tree),
    Row("legacy-harper", "legacy", "one CBOR object → Harper 4.7.29", legacy(
        lambda it: it.harper(), lambda i: i.legacy_cbor, "application/cbor"), rounds=1, big=legacy_tree),
    Row("legacy-cli", "legacy", "Harper CLI 4.7.29 → Slipway", harper_cli(lambda it: it.slipway("safe")), rounds=1,
        big=legacy_tree),
    Row("legacy-cli-harper", "legacy", "Harper CLI 4.7.29 → Harper 4.7.29", harper_cli(lambda it: it.harper()),
        rounds=1, big=legacy_tree),
)
