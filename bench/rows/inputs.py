"""What the rows are fed with: trees and bodies, made once and kept in bench/work."""
import base64
import concurrent.futures
import os
import shutil
import subprocess

import workload
from outputs import FEW_FILES
from rows import commands

SMALL_BODY = 100_000_000
LEGACY_BODY = 875_000_000
# Trees that servers are warmed with, against those that are measured.
QUARTER = 0.25


class Tree:
    """One workload at one scale: its directory, and a tar.gz of it as GNU tar makes it."""

    def __init__(self, work, name, scale):
        self.name, self.scale = name, scale
        self.directory = os.path.join(work, f"{name}-{scale:g}")
        self.tarball = self.directory + ".tar.gz"
        self.hash = (0, 0, "")
        self.packed = self.disk = 0

    def make(self):
        """Makes what is not there yet, and looks at all of it."""
        made(self.directory, lambda path: run(commands.workload(self.name, path, "--scale", self.scale)))
        self.hash = workload.tree_hash(self.directory)
        if self.scale == 1.0 and self.hash[2] != workload.HASHES[self.name]:
            raise SystemExit(f"bench: {self.name} has the hash {self.hash[2]}, not {workload.HASHES[self.name]}")
        made(self.tarball, lambda path: run(["tar", "czf", path, "-C", self.directory, "."]))
        self.packed = os.path.getsize(self.tarball)
        self.disk = sum(os.lstat(os.path.join(parent, name)).st_blocks * 512
                        for parent, folders, names in os.walk(self.directory) for name in (*folders, *names))

    def room(self):
        """Bytes on the disk that a deploy needs, and how many of them stay: those of a tree of many files."""
        return self.disk + self.packed, self.disk if self.hash[0] >= FEW_FILES else 0


class Inputs:
    """Everything that a call of bench/run may need."""

    def __init__(self, work, scale, big):
        os.makedirs(work, exist_ok=True)
        self.scale, self.big = scale, big
        self.trees = {name: Tree(work, name, scale) for name in workload.TREES}
        self.quarters = {name: Tree(work, name, scale * QUARTER) for name in workload.TREES}
        self.operation = os.path.join(work, "operation.cbor")
        self.big_tree = os.path.join(work, f"big-{big}")
        self.legacy_size = int(LEGACY_BODY * scale)
        self.legacy_site = os.path.join(work, f"legacy-{scale:g}")
        self.legacy_cbor = os.path.join(work, f"legacy-{scale:g}.cbor")
        self.legacy_json = os.path.join(work, f"legacy-{scale:g}.json")
        self.legacy_tree = (0, 0, "")

    def cbor(self, name):
        """The file with the old body of a tree, the tar.gz inside the operation."""
        return self.trees[name].directory + ".cbor"

    def prepare(self, tables):
        """Makes what these tables need, two things at a time."""
        run([*commands.slipway(), "--version"], stdout=subprocess.DEVNULL)
        made(self.operation, lambda path: write(path, cbor_map(2)))
        names = {table.workload for table in tables if table.workload}
        groups = {table.group for table in tables}
        steps = [lambda name=name: self.make(name, groups) for name in sorted(names, reverse=True)]
        if "big" in groups:
            steps.append(lambda: made(self.big_tree, self.write_big_tree))
        if "legacy" in groups:
            steps.append(self.prepare_legacy)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for step in [pool.submit(step) for step in steps]:
                step.result()

    def make(self, name, groups):
        self.trees[name].make()
        if "warm" in groups:
            self.quarters[name].make()
        if name == "w1" and "body" in groups:
            made(self.cbor(name), lambda path: write_cbor(path, self.trees[name].tarball))

    def prepare_legacy(self):
        """A component that Harper's server takes for one, and the two old bodies with a tar of it."""
        made(self.legacy_site, self.write_legacy_site)
        self.legacy_tree = workload.tree_hash(self.legacy_site)
        if not (os.path.exists(self.legacy_cbor) and os.path.exists(self.legacy_json)):
            tar = self.legacy_site + ".tar"
            run(["tar", "cf", tar, "-C", self.legacy_site, "."])
            made(self.legacy_cbor, lambda path: write_cbor(path, tar))
            made(self.legacy_json, lambda path: write_json(path, tar))
            os.remove(tar)

    def write_legacy_site(self, path):
        os.makedirs(path)
        write(os.path.join(path, "config.yaml"), b"rest: true\n")
        run(commands.workload("file", os.path.join(path, "big.bin"), self.legacy_size))

    def write_big_tree(self, path):
        os.makedirs(path)
        run(commands.workload("file", os.path.join(path, "big.bin"), self.big))


def run(argv, **more):
    subprocess.run(argv, env=commands.environment(), check=True, **more)


def made(path, make):
    """Makes a file or a directory unless it is there; one that is half made does not count."""
    if not os.path.exists(path):
        shutil.rmtree(path + ".part", ignore_errors=True)
        make(path + ".part")
        os.rename(path + ".part", path)


def write(path, content):
    with open(path, "wb") as out:
        out.write(content)


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
