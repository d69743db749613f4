"""Processes with their figures: wall time, CPU time and peak resident memory. Linux, standard library only.

CPU is user and system time, with that of children that were waited for (tar's gzip, a server's sync). Memory is VmHWM,
the peak of the process's resident set as the kernel counts it, read until the end: ru_maxrss would do for long-lived
processes, but it starts at the size of whoever started them.
"""
import os
import re
import signal
import subprocess
import time

POLL_SECONDS = 0.01
STOP_SECONDS = 40
TICK = os.sysconf("SC_CLK_TCK")

running = []


class Failed(Exception):
    """A run that did not do its job; what it says is for the reader."""


class Process:
    """One started process. Its output goes to files in the run's directory."""

    def __init__(self, argv, directory, name, environment, stdin=subprocess.DEVNULL, pipe=False):
        self.name = name
        self.log = os.path.join(directory, name + ".log")
        with open(self.log, "wb") as log:
            self.popen = subprocess.Popen(argv, stdin=stdin, stdout=subprocess.PIPE if pipe else log, stderr=log,
                                          env=environment)
        self.pid = self.popen.pid
        self.peaks = {}
        self.cpu = None
        running.append(self)

    @property
    def stdout(self):
        return self.popen.stdout

    def hand_over(self):
        """Closes this side's end of the pipe, so that the reader alone holds it."""
        self.popen.stdout.close()

    def look(self, children=False):
        """Notes how much memory the process, and with it its children, has had."""
        for pid in [self.pid, *(descendants(self.pid) if children else ())]:
            peak = status_kib(pid, "VmHWM")
            if peak:
                self.peaks[pid] = peak

    def rss(self):
        """Peak resident memory in MiB."""
        return sum(self.peaks.values()) / 1024

    def cpu_so_far(self):
        """CPU seconds of a process that runs."""
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / TICK

    def ended(self):
        """Whether it has ended; then its CPU seconds and exit code are known."""
        if self.cpu is None:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.popen.returncode = os.waitstatus_to_exitcode(status)
                self.cpu = usage.ru_utime + usage.ru_stime
                running.remove(self)
        return self.cpu is not None

    def stop(self):
        """Ends it: asks, then insists."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            if self.ended():
                return
            os.kill(self.pid, how)
            deadline = time.monotonic() + STOP_SECONDS
            while not self.ended() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)

    def tail(self):
        with open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-12:])


def descendants(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            pids = [int(child) for child in children.read().split()]
    except OSError:
        return []
    return pids + [below for child in pids for below in descendants(child)]


def status_kib(pid, field):
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def wait(processes, timeout, children=False):
    """Waits until all have ended well, looking at their memory on the way."""
    deadline = time.monotonic() + timeout
    left = list(processes)
    while left:
        for process in left:
            process.look(children)
        left = [process for process in left if not process.ended()]
        if time.monotonic() > deadline:
            raise Failed(f"{left[0].name} did not end within {timeout:.0f} s")
        if left:
            time.sleep(POLL_SECONDS)
    for process in processes:
        if process.popen.returncode != 0:
            raise Failed(f"{process.name} ended with {process.popen.returncode}:\n{process.tail()}")


def await_line(process, pattern, timeout=60):
    """The first group of the line in the process's output that matches."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with open(process.log, errors="replace") as log:
            found = re.search(pattern, log.read())
        if found:
            return found.group(1)
        if process.ended():
            break
        time.sleep(0.02)
    raise Failed(f"{process.name} did not start:\n{process.tail()}")


def stop_all():
    for process in list(running):
        process.stop()
