#!/usr/bin/env python3
"""Stands for a network link: passes connections on, to the server at no more than so many bytes each second.

usage: link.py PORT BYTES_PER_SECOND        of a server on 127.0.0.1; prints `link PORT`, its own, when it listens

The pace holds for all connections together. What a side has read and not yet given on is one piece of 64 KiB, so a sender
soon feels that the link is full, as on a network.
"""
import socket
import sys
import threading
import time

PIECE = 1 << 16
# A link has a buffer: what it may be late by and make up for, in seconds.
SLACK = 0.02


class Pace:
    """When the next bytes are through."""

    def __init__(self, rate):
        self.rate, self.due, self.lock = rate, time.monotonic(), threading.Lock()

    def take(self, count):
        with self.lock:
            self.due = max(self.due, time.monotonic() - SLACK) + count / self.rate
            wait = self.due - time.monotonic()
        if wait > 0:
            time.sleep(wait)


def copy(source, target, pace):
    try:
        while piece := source.recv(PIECE):
            if pace:
                pace.take(len(piece))
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for each in (source, target):
            each.close()


def main():
    port, rate = int(sys.argv[1]), float(sys.argv[2])
    pace = Pace(rate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # For what it accepts: little lies between, or a short upload would be over before the link is felt.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 18)
        print("link", listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=copy, args=(client, server, pace), daemon=True).start()
            threading.Thread(target=copy, args=(server, client, None), daemon=True).start()


if __name__ == "__main__":
    main()
