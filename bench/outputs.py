"""What the runs of a call leave on the disk: it stays until the call ends, and why; and the lock that calls share.

ext4 looks at every inode that was deleted lately before it gives out another one, so that after the deletion of many small
files new ones are made several times more slowly: for a minute, and for five more as long as what was deleted is not
written. And what state the memory is in before a run. Linux, standard library only.
"""
import contextlib
import fcntl
import os
import shutil
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(HERE, "work")
NOTE = os.path.join(WORK, "deleted")
REST_SECONDS = 420
AFTER_DELETING_SECONDS = 60
# Trees of so few files may go at once: it is their number that counts.
FEW_FILES = 100
MANY_FILES = 1000
LARGE_BYTES = 64 << 20
# Slipway refuses what would leave less than this share of the disk.
KEPT_FREE = 0.05
MARGIN = 1.1


# What `steady` leaves of the memory.
FREE_BYTES = 1 << 30
CHUNK = 8 << 20
# What is read once is forgotten first.
PASSES = 4


def free_memory():
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("MemFree:")) * 1024


def steady(trying=False):
    """Before a run: nothing is left to write, and the memory is full of what may be forgotten (unless this is a trial).

    A virtual machine gives free memory back to its host. A run that is the first to write into it again pays for getting
    it, up to three times its own work; the next run does not. So the page cache is filled with the holes of a sparse file:
    then every run takes its memory from there, as on a server that has been up for a while.
    """
    os.sync()
    if trying:
        return
    path, size = os.path.join(WORK, "filler"), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with open(path, "ab") as filler:
        filler.truncate(size)
    buffer = bytearray(CHUNK)
    for _ in range(PASSES):
        with open(path, "rb", buffering=0) as filler:
            while free_memory() > FREE_BYTES and filler.readinto(buffer):
                pass


@contextlib.contextmanager
def lock(program, seconds=0):
    """One measurement at a time; waits so long for another one to end."""
    os.makedirs(WORK, exist_ok=True)
    deadline = time.monotonic() + seconds
    with open(os.path.join(WORK, "lock"), "w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    waited = f"; waited {seconds:.0f} s for it" if seconds else ""
                    sys.exit(f"{program}: another measurement is running in this tree (it holds bench/work/lock){waited}")
                time.sleep(0.5)
        yield


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def count(directory):
    return sum(len(names) for _, _, names in os.walk(directory))


def delete(directory):
    """Deletes a tree, and notes when, so that the next measurement can wait. Returns the number of files."""
    files = count(directory)
    shutil.rmtree(directory, ignore_errors=True)
    if files >= MANY_FILES:
        os.sync()
        with open(NOTE, "w") as note:
            note.write(f"{files}\n")
    return files


def rest():
    """Waits until what an earlier call deleted no longer slows the making of files."""
    try:
        left = REST_SECONDS - (time.time() - os.path.getmtime(NOTE))
    except FileNotFoundError:
        return
    if left > 0:
        say(f"many files were deleted lately: resting for {left:.0f} s")
        time.sleep(left)


def reserve():
    """Bytes that are to stay free: what Slipway leaves, and a bit for logs and records."""
    return shutil.disk_usage(WORK).total * KEPT_FREE + (1 << 30)


class Outputs:
    """The directories of one call. What earlier calls left when they were stopped lies there until the end of this one."""

    def __init__(self, name, call):
        self.root = os.path.join(WORK, name)
        self.directory = os.path.join(self.root, call)
        self.deleted = False
        os.makedirs(self.directory)

    def path(self, name):
        return os.path.join(self.directory, name)

    def free(self):
        """Bytes that runs may use."""
        return shutil.disk_usage(WORK).free - reserve()

    def make_room(self, what, needed):
        """Where a run would not fit, all that was left goes, and the runs after that are marked: their times say nothing."""
        if self.free() > MARGIN * needed:
            return
        say("the disk is full: deleting what runs left behind; what is measured after that is marked as spoilt")
        self.deleted = delete(self.root) >= FEW_FILES or self.deleted
        os.makedirs(self.directory)
        if self.free() < MARGIN * needed:
            sys.exit(f"{what} needs {(MARGIN * needed + reserve()) / 1e9:.0f} GB of free disk")
        if self.deleted:
            say(f"waiting {AFTER_DELETING_SECONDS} s")
            time.sleep(AFTER_DELETING_SECONDS)

    def marked(self, figures):
        """The figures of a run, with a mark if small files were deleted before it in this call."""
        return {**figures, "deleted_before": True} if self.deleted else figures

    def close(self):
        delete(self.root)


def drop_large(directory):
    """Deletes the few large files of a tree; the small ones stay."""
    for parent, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(parent, name)
            if not os.path.islink(path) and os.path.getsize(path) >= LARGE_BYTES:
                os.remove(path)
