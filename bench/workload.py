#!/usr/bin/env python3
"""The input of the benchmarks: a website, many small files, four large ones, and big bodies.

usage: workload.py w1 DIR [--scale F]     writes W1, a website of 20 000 files and 897 MB (or F times as many files)
       workload.py w2 DIR [--scale F]     writes W2, packages of 60 000 small files and 306 MB (or F times as many)
       workload.py w3 DIR [--scale F]     writes W3, four files of 500 MB (or of F times as much)
       workload.py file PATH BYTES        writes one file that gzip cannot make smaller
       workload.py tar BYTES              writes a tar of three such files to standard output
       workload.py hash DIR               prints the number of files, their bytes and the hash of the tree

The same arguments give the same bytes on every machine: every draw comes from seeded generators, and HASHES says what
must come out at full size. Python 3.9 or newer, standard library only.
"""
import argparse
import hashlib
import itertools
import math
import os
import random
import sys
import tarfile

MIB = 1 << 20
HASHES = {
    "w1": "1e603e25a10c96dbb51420dfcd8d4117530644c08542034ca226fd7d4eb0d84d",
    "w2": "a964b760be9d33d7a0089bcab1075e336c5c274d53c7a0622a9d1514a5801ffb",
    "w3": "5dd088dea71bc93498e6505d8060ca22fbd2212abae362674e4d5cc362638229",
}
W1_SEED, W2_SEED, W3_SEED = 101, 202, 303
MTIME = 1_700_000_000

VOCABULARY = 6000
SECTIONS = 400
POOL_BYTES = 24 * MIB
TEXT_FILES = 14_000
IMAGE_FILES = 6_000

# Sizes are log-normal: mean and sigma, least and most bytes.
TEXT_SIZE = (31_000, 1.1, 200, 6 * MIB)
IMAGE_SIZE = (75_000, 1.0, 600, 4 * MIB)

SMALL_FILES = 60_000
SMALL_SIZE = (5_050, 1.3, 40, 2 * MIB)
FILES_OF_A_PACKAGE = 35
SCOPES = 40
FOLDERS = ("lib", "dist", "dist/esm", "dist/cjs", "types", "src", "src/internal")
# What a file of a package is called, which lines it has, and how many of a hundred are such.
ENDINGS = ((".js", "js", 45), (".d.ts", "js", 25), (".js.map", "json", 15), (".json", "json", 8), (".md", "html", 7))
EXECUTABLE_EVERY = 50

LARGE_FILES = 4
LARGE_BYTES = 500_000_000
LARGE_PIECE = 64 * 1024


def vocabulary(rng):
    syllables = [c + v for c in "bcdfghklmnprstvw" for v in ("a", "e", "i", "o", "u", "an", "er", "is", "on")]
    return ["".join(rng.choice(syllables) for _ in range(rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(VOCABULARY)]


def html_line(rng, w):
    return f'<div class="{w[0]} {w[1]}"><a href="/{w[2]}/{w[3]}-{w[4]}.html" title="{w[5]} {w[6]}">' \
           f'{w[7]} {w[8]} {w[9]}</a> {w[10]} {w[11]} {w[12]}.</div>\n'


def js_line(rng, w):
    return f'export function {w[0]}_{w[1]}({w[2]}, {w[3]}) {{ const {w[4]} = this.{w[5]}.{w[6]}({w[7]}); ' \
           f'if (!{w[8]}) throw new Error("{w[9]} {w[10]} {w[11]}"); return {rng.randrange(99999)}; }}\n'


def json_line(rng, w):
    return f'    {{"id": "{rng.getrandbits(64):016x}", "{w[0]}": "{w[1]} {w[2]}", ' \
           f'"{w[3]}": {rng.randrange(1000000)}, "tags": ["{w[4]}", "{w[5]}"]}},\n'


LINES = {"html": html_line, "js": js_line, "json": json_line}


def pool(kind, rng, words):
    """Lines of one kind, with words as unevenly frequent as in real text; files are runs of it."""
    weights = list(itertools.accumulate(1.0 / (i + 3) for i in range(len(words))))
    out = bytearray()
    while len(out) < POOL_BYTES:
        out += LINES[kind](rng, rng.choices(words, cum_weights=weights, k=14)).encode()
    return bytes(out)


def text(rng, lines, size):
    runs, length = [], 0
    while length < size:
        run = rng.randrange(300, 2500)
        start = rng.randrange(0, len(lines) - run)
        runs.append(lines[start:start + run])
        length += run
    return b"".join(runs)[:size]


def size(rng, mean, sigma, least, most):
    return max(least, min(most, int(rng.lognormvariate(math.log(mean) - sigma * sigma / 2, sigma))))


def w1(directory, scale):
    """A website: HTML, scripts and JSON, and as many bytes again in images, which are random."""
    rng = random.Random(W1_SEED)
    words = vocabulary(rng)
    pools = {kind: pool(kind, rng, words) for kind in LINES}
    texts, images = int(TEXT_FILES * scale), int(IMAGE_FILES * scale)
    sections = [f"{rng.choice(words)}/{rng.choice(words)}" for _ in range(SECTIONS)]
    files = [(rng.choices(("html", "js", "json"), (60, 30, 10))[0], i) for i in range(texts)]
    files += [("image", i) for i in range(images)]
    rng.shuffle(files)
    for kind, number in files:
        section = os.path.join(directory, rng.choice(sections))
        if kind == "image":
            content = rng.randbytes(size(rng, *IMAGE_SIZE))
            extension = rng.choice(("jpg", "png", "webp"))
        else:
            content = text(rng, pools[kind], size(rng, *TEXT_SIZE))
            extension = kind
        os.makedirs(section, exist_ok=True)
        put(os.path.join(section, f"{words[number % VOCABULARY]}-{number:05d}.{extension}"), content)


def w2(directory, scale):
    """Packages as a package manager leaves them: small text files in shallow directories, some of them programs."""
    rng = random.Random(W2_SEED)
    words = vocabulary(rng)
    pools = {kind: pool(kind, rng, words) for kind in LINES}
    left, packages = int(SMALL_FILES * scale), 0
    while left > 0:
        name = f"{words[rng.randrange(VOCABULARY)]}-{packages}"
        scope = f"@{words[rng.randrange(SCOPES)]}" if packages % 5 == 0 else ""
        files = min(left, max(3, int(rng.expovariate(1 / FILES_OF_A_PACKAGE))))
        package(rng, words, pools, os.path.join(directory, "node_modules", scope, name), files)
        packages += 1
        left -= files


def package(rng, words, pools, directory, files):
    folders = ["", *rng.sample(FOLDERS, rng.randrange(len(FOLDERS)))]
    for number in range(files):
        ending, kind, _ = rng.choices(ENDINGS, [share for _, _, share in ENDINGS])[0]
        name = f"{words[rng.randrange(VOCABULARY)]}-{number}{ending}" if number else "package.json"
        path = os.path.join(directory, rng.choice(folders) if number else "", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        executable = rng.randrange(EXECUTABLE_EVERY) == 0
        put(path, text(rng, pools[kind], size(rng, *SMALL_SIZE)), 0o755 if executable else 0o644)


def w3(directory, scale):
    """Few large files, in which what compresses and what does not take turns."""
    rng = random.Random(W3_SEED)
    lines = pool("json", rng, vocabulary(rng))
    os.makedirs(directory, exist_ok=True)
    for number in range(LARGE_FILES):
        path = os.path.join(directory, f"large-{number}.bin")
        left = int(LARGE_BYTES * scale)
        with open(path, "wb") as out:
            while left > 0:
                piece = (rng.randbytes(LARGE_PIECE) + text(rng, lines, LARGE_PIECE))[:left]
                out.write(piece)
                left -= len(piece)
        settle(path, 0o644)


def put(path, content, mode=0o644):
    with open(path, "wb") as out:
        out.write(content)
    settle(path, mode)


def settle(path, mode):
    os.chmod(path, mode)
    os.utime(path, (MTIME, MTIME))


TREES = {"w1": w1, "w2": w2, "w3": w3}


def blocks(seed, length):
    """Random MiBs. Each is the same but for its number: gzip looks back 32 KiB only and finds nothing to save."""
    block = random.Random(seed).randbytes(MIB)
    for number in range(-(-length // MIB)):
        whole = number.to_bytes(8, "big") + block[8:]
        yield whole[:length - number * MIB]


def big_file(path, length):
    with open(path, "wb") as out:
        for block in blocks(1, length):
            out.write(block)


def big_members(length):
    """Names, seeds and sizes of the files in the big tar."""
    third = length // 3
    return [("one.bin", 11, third), ("two.bin", 12, third), ("three.bin", 13, length - 2 * third)]


def big_tar(out, length):
    for name, seed, bytes_ in big_members(length):
        header = tarfile.TarInfo(name)
        header.size, header.mtime, header.mode = bytes_, MTIME, 0o644
        out.write(header.tobuf(tarfile.PAX_FORMAT))
        for block in blocks(seed, bytes_):
            out.write(block)
        out.write(bytes(-bytes_ % tarfile.BLOCKSIZE))
    out.write(bytes(2 * tarfile.BLOCKSIZE))
    out.flush()


def big_tar_hash(length):
    """The hash of the tree that the big tar unpacks to."""
    tree = []
    for name, seed, bytes_ in big_members(length):
        sha = hashlib.sha256()
        for block in blocks(seed, bytes_):
            sha.update(block)
        tree.append((name, sha.hexdigest(), bytes_, False))
    return summary(tree)


def tree_hash(directory):
    """(files, bytes, sha-256 over the sorted names, contents and execute bits) of a tree of regular files."""
    found = []
    for parent, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(parent, name)
            sha = hashlib.sha256()
            with open(path, "rb", buffering=0) as content:
                while chunk := content.read(MIB):
                    sha.update(chunk)
                status = os.fstat(content.fileno())
            found.append((os.path.relpath(path, directory), sha.hexdigest(), status.st_size,
                          bool(status.st_mode & 0o100)))
    return summary(found)


def archive_hash(tar):
    """The same of a tar that is read from a stream; it holds regular files and directories."""
    found = []
    with tarfile.open(fileobj=tar, mode="r|") as members:
        for member in members:
            if member.isfile():
                sha = hashlib.sha256()
                content = members.extractfile(member)
                while chunk := content.read(MIB):
                    sha.update(chunk)
                found.append((os.path.normpath(member.name), sha.hexdigest(), member.size, bool(member.mode & 0o100)))
    return summary(found)


def summary(found):
    sha = hashlib.sha256()
    for name, digest, _, executable in sorted(found):
        sha.update(f"{digest} {'x' if executable else '-'} {name}\n".encode())
    return len(found), sum(bytes_ for _, _, bytes_, _ in found), sha.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name in TREES:
        one = kinds.add_parser(name)
        one.add_argument("directory")
        one.add_argument("--scale", type=float, default=1.0)
    one = kinds.add_parser("file")
    one.add_argument("path")
    one.add_argument("bytes", type=int)
    kinds.add_parser("tar").add_argument("bytes", type=int)
    kinds.add_parser("hash").add_argument("directory")
    given = parser.parse_args()
    if given.kind in TREES:
        TREES[given.kind](given.directory, given.scale)
    elif given.kind == "file":
        big_file(given.path, given.bytes)
    elif given.kind == "tar":
        big_tar(sys.stdout.buffer, given.bytes)
    else:
        print(*tree_hash(given.directory))


if __name__ == "__main__":
    main()
