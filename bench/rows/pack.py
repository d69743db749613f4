"""Packing alone: from a tree to an archive in a file."""
import hashlib
import os
import subprocess
import time

import workload
from measure import Failed
from rows.commands import CLIENT_HEAP, environment
from rows.commands import slipway as jar
from rows.model import Against, Row, Table

MIB = 1 << 20
DECOMPRESS = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dcq"]}
# Hashes of archives that were read and found to hold the tree: the same bytes need not be read again.
read_before = set()


def pack(ending, argv, recommended=()):
    """A command that writes an archive; its tree and file take the places of {tree} and {file}."""
    def run(it):
        it.recommended.extend(recommended)
        file = it.path("archive.tar" + ending)
        begun = time.monotonic()
        packer = it.start("pack", [each.format(tree=it.tree.directory, file=file) for each in argv])
        figures = it.gather(begun, [packer], children=True)
        if it.row.synced:
            figures.update(it.sync(file))
        figures.update(bytes=os.path.getsize(file), sha256=sha256(file))
        compare(it, file, figures["sha256"])
        os.remove(file)
        return figures
    return run


def sha256(path):
    sha = hashlib.sha256()
    with open(path, "rb") as content:
        while chunk := content.read(MIB):
            sha.update(chunk)
    return sha.hexdigest()


def compare(it, file, digest):
    """The archive must hold the tree, file by file."""
    if digest in read_before:
        return
    with subprocess.Popen([*DECOMPRESS[os.path.splitext(file)[1]], file], stdout=subprocess.PIPE,
                          env=environment()) as decompress:
        found = workload.archive_hash(decompress.stdout)
        decompress.stdout.read()
    if found != it.tree.hash or decompress.returncode:
        raise Failed(f"{it.row.name}: the archive does not hold the tree: {found}, not {it.tree.hash}")
    read_before.add(digest)


def disk(inputs):
    return inputs.trees["w1"].packed, 0


def slipway(name, ending, compression, **more):
    """`slipway pack`, which ends when its file is on the disk."""
    argv = [*jar(*CLIENT_HEAP), "pack", "{tree}", "-o", "{file}", "--compression", compression, "--quiet"]
    return Row(name, f"`slipway pack --compression {compression}`", pack(ending, argv, ["client"]), sync=True, disk=disk,
               **more)


def peer(name, ending, title, *compress, **more):
    """GNU tar with a program that compresses; afterwards its file is synced."""
    argv = ["tar", *compress, "-cf", "{file}", "-C", "{tree}", "."]
    return Row(name, f"`{title}`", pack(ending, argv), synced=f"`{title} && sync FILE`", disk=disk, **more)


TABLES = (
    Table("pack", "pack", "Packing alone: W1 into a file", (
        slipway("pack-gzip", ".gz", "gzip:6"),
        peer("pack-tar", ".gz", "tar cz", "-z"),
        peer("pack-pigz", ".gz", "tar c \\| pigz -6", "-I", "pigz -6", needs=("pigz",), rounds=2),
        slipway("pack-zstd", ".zst", "zstd:3", needs=("zstd",)),
        peer("pack-tar-zstd", ".zst", "tar c \\| zstd -3 -T0", "-I", "zstd -3 -T0 -q", needs=("zstd",)),
    ), workload="w1", against=(Against("tar cz", "pack-tar", "pack-tar-sync"),), extra=("size", "size_ratio", "reproducible")),
)
