"""One run of a row: its directory, its servers, its clients, and the figures that come out."""
import os
import secrets
import shutil
import socket
import sys
import time

import workload
from measure import Failed, Process, await_line, wait
from outputs import FEW_FILES
from rows.commands import HARPER, SERVER_HEAP, SOCAT, environment, peer, slipway
from rows.inputs import write

TIMEOUT = 900


class Run:
    """What a row does its work with. `tree` is the workload of its table, None where that has none."""

    def __init__(self, table, row, directory, inputs):
        self.row, self.directory, self.inputs = row, directory, inputs
        self.tree = inputs.trees[table.workload] if table.workload else None
        self.quarter = inputs.quarters[table.workload] if table.workload else None
        self.password = secrets.token_hex(8)
        self.output = os.path.join(directory, "output")
        self.server = self.beside = None
        # Sides that are Slipway with the recommended options.
        self.recommended = []
        self.idle_rss = self.cpu_before = 0

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, name, argv, env=None, **more):
        return Process(argv, self.directory, name, env or environment(), **more)

    def slipway(self, sync, options=SERVER_HEAP):
        """Starts a server of its own; gives its address."""
        home = self.path("home")
        env = environment(SLIPWAY_SYNC=sync, SLIPWAY_ADMIN_PASSWORD=self.password)
        self.server = self.start("slipway-server", [*slipway(*options), "serve", "--port", "0", "--home", home], env)
        if options == SERVER_HEAP:
            self.recommended.append("server")
        url = await_line(self.server, r"Slipway answers at (http://\S+?)/? ")
        self.output = os.path.join(home, "live", "bench")
        self.login()
        self.ready()
        return url

    def link(self, url, rate):
        """Starts a link of so many bytes a second to a server; gives the address at its near end."""
        port = url.rpartition(":")[2]
        link = self.start("link", peer(sys.executable, "link.py", port, rate))
        return "http://127.0.0.1:" + await_line(link, r"link (\d+)")

    def node(self):
        """Starts the Node service; gives its address."""
        self.make_output()
        self.server = self.start("node-server", peer("node", "server.js"))
        port = await_line(self.server, r"ready (\d+)")
        self.ready()
        return f"http://127.0.0.1:{port}"

    def harper(self):
        """Starts Harper's own server, installed into the run's directory; gives its address."""
        root = self.path("root")
        port, *others = (f"127.0.0.1:{free_port()}" for _ in range(5))
        env = environment(
            HOME=self.home(), ROOTPATH=root, HDB_ADMIN_USERNAME="admin", HDB_ADMIN_PASSWORD=self.password,
            TC_AGREEMENT="yes", DEFAULTS_MODE="dev", REPLICATION_HOSTNAME="localhost",
            OPERATIONSAPI_NETWORK_PORT=port, OPERATIONSAPI_NETWORK_DOMAINSOCKET=os.path.join(root, "socket"),
            **dict(zip(("HTTP_PORT", "MQTT_NETWORK_PORT", "MQTT_NETWORK_SECUREPORT", "REPLICATION_SECUREPORT"), others)))
        loopback, = peer("node", "loopback.js")[1:]
        self.server = self.start("harper-server", ["node", "-r", loopback, HARPER, "run"], env)
        await_line(self.server, r"(HarperDB \S+ successfully started)")
        self.output = os.path.join(root, "components", "bench")
        # Harper puts a link to itself beside what it unpacked.
        self.beside = os.path.join(self.output, "node_modules")
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
        self.begin()

    def begin(self):
        """From here the server's CPU time is counted."""
        self.cpu_before = self.server.cpu_so_far()

    def curl(self, *arguments, **more):
        config = ["-K", self.path("curlrc")] if os.path.exists(self.path("curlrc")) else []
        argv = ["curl", "-q", "--noproxy", "*", "-sS", "--fail-with-body", *config, *arguments]
        return self.start("curl", argv, **more)

    def make_output(self):
        """For peers that unpack where they are told to."""
        os.makedirs(self.output)

    def put(self, url, file, project="bench"):
        """Sends a file as the archive of a project."""
        return self.curl("-T", file, f"{url}/components/{project}")

    def chain(self, *stages, stdin=None):
        """Starts a pipeline of (name, command line); gives its processes."""
        started = []
        for number, (name, argv) in enumerate(stages):
            before = {"stdin": started[-1].stdout} if started else {"stdin": stdin} if stdin else {}
            started.append(self.start(name, argv, pipe=number + 1 < len(stages), **before))
            if len(started) > 1:
                started[-2].hand_over()
        return started

    def through_socat(self, senders, receivers):
        """A pipeline on this side, a TCP connection, and a pipeline behind it, which stands for the server."""
        self.make_output()
        port = free_port()
        served = self.chain(("socat-in", [*SOCAT, f"TCP-LISTEN:{port},bind=127.0.0.1", "STDOUT"]), *receivers)
        begun = time.monotonic()
        target = f"TCP:127.0.0.1:{port},retry=100,interval=0.02"
        sent = self.chain(*[(name, [each.replace("{target}", target) for each in argv]) for name, argv in senders])
        return self.finish(begun, sent, served, children=True)

    def gather(self, begun, clients, served=(), children=False):
        """Waits for all processes but a server that stays; their end is the end of the run. Gathers the figures."""
        wait([*clients, *served], TIMEOUT, children)
        figures = {"wall": time.monotonic() - begun, "client_cpu": sum(client.cpu for client in clients),
                   "client_rss": sum(client.rss() for client in clients)}
        if self.recommended:
            figures["recommended"] = self.recommended
        if served:
            figures.update(server_cpu=sum(each.cpu for each in served), server_rss=sum(each.rss() for each in served))
        if self.server:
            self.server.look()
            figures.update(server_cpu=self.server.cpu_so_far() - self.cpu_before, server_rss=self.server.rss(),
                           idle_rss=self.idle_rss)
        return figures

    def finish(self, begun, clients, served=(), children=False):
        """Gathers the figures of a run that has an output, and compares it."""
        figures = self.gather(begun, clients, served, children)
        if self.row.synced:
            figures.update(self.sync("-f", self.output))
        if self.server:
            self.server.stop()
        self.compare()
        return figures

    def sync(self, *arguments):
        """What it takes to have the output on the disk, right after it was written."""
        begun = time.monotonic()
        sync = self.start("sync", ["sync", *arguments])
        wait([sync], TIMEOUT)
        return {"sync_wall": time.monotonic() - begun, "sync_cpu": sync.cpu}

    def compare(self):
        """The output must be the input. Then what few large files there are can go."""
        expected = self.row.tree(self.inputs) if self.row.tree else self.tree.hash
        if self.beside:
            shutil.rmtree(self.beside, ignore_errors=True)
        found = workload.tree_hash(os.path.realpath(self.output))
        if found != expected:
            raise Failed(f"{self.row.name}: the output is not the input: {found}, not {expected}")
        shutil.rmtree(self.path(os.path.join("home", "payloads")), ignore_errors=True)
        if expected[0] < FEW_FILES:
            shutil.rmtree(self.directory)


def with_sync(figures):
    """The figures of a run as if the `sync` after it had been a part of it."""
    side = "server_cpu" if "server_cpu" in figures else "client_cpu"
    return {**figures, "wall": figures["wall"] + figures["sync_wall"], side: figures[side] + figures["sync_cpu"]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
