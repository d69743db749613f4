#!/usr/bin/env python3
"""Sends a file as the body of a PUT at a steady pace, and tells how long the answer took after its last byte.

usage: paced.py FILE URL BYTES_PER_SECOND        the password of admin in SLIPWAY_PASSWORD

Prints one JSON object: `tail`, the seconds from the moment the last byte was given to the socket to the head of the
answer, and `sent`, the bytes per second that the server took. Ends with 1 unless the answer is 2xx.
"""
import base64
import json
import os
import socket
import sys
import time
import urllib.parse

# A hundredth of a second at 1 Gbit/s.
PIECE = 1_250_000
# A real link holds what its sender is late with: so much may be made up for, no more.
LATE_SECONDS = 0.1


def main():
    path, url, pace = sys.argv[1], urllib.parse.urlsplit(sys.argv[2]), float(sys.argv[3])
    login = base64.b64encode(f"admin:{os.environ['SLIPWAY_PASSWORD']}".encode()).decode()
    length = os.path.getsize(path)
    with open(path, "rb") as body, socket.create_connection((url.hostname, url.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(f"PUT {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Basic {login}\r\n"
                           f"Content-Length: {length}\r\nConnection: close\r\n\r\n".encode())
        begun = due = time.monotonic()
        sent = 0
        while sent < length:
            end = min(sent + PIECE, length)
            # A piece is given no earlier than such a network would have it through. Late wake-ups are made up for, and so is
            # what the server was late with; what is more than a link would hold is lost.
            due = max(due + (end - sent) / pace, time.monotonic() - LATE_SECONDS)
            time.sleep(max(0.0, due - time.monotonic()))
            while sent < end:
                sent += os.sendfile(connection.fileno(), body.fileno(), sent, end - sent)
        last = time.monotonic()
        answer = b""
        while b"\r\n\r\n" not in answer:
            received = connection.recv(65536)
            if not received:
                sys.exit("no answer")
            answer += received
        tail = time.monotonic() - last
    status = answer.split(None, 2)[1]
    if not status.startswith(b"2"):
        sys.exit("the answer is " + answer.decode(errors="replace"))
    print(json.dumps({"tail": tail, "sent": length / (last - begun)}))


if __name__ == "__main__":
    main()
