"""Asks glibc for a name in two ways at once and tells, as JSON, what came and how long it took:
getent(1), which says nothing about the kind of a failure, and getaddrinfo(3), which does.

What is quick is asked several times and the shortest time counts: a busy machine only adds to it.
Kernels ration their ICMP errors per peer (icmp_ratelimit): of two that ask at once one may go
without and wait. So the one that waited, where the other did not, asks again by itself.
"""
import json
import socket
import subprocess
import sys
import threading
import time

QUICK = 2.0  # seconds
REPEATS = 5
NAMES = {value: name for name, value in vars(socket).items() if name.startswith("EAI_")}


def getaddrinfo(name):
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        return {"addresses": [address[4][0] for address in found], "error": ""}
    except socket.gaierror as error:
        return {"addresses": [], "error": NAMES.get(error.errno, str(error.errno))}


def getent(name):
    # Addresses of IPv6 too where there is none, as the agent asks.
    done = subprocess.run(["getent", "--no-addrconfig", "ahosts", name], capture_output=True,
                          text=True, check=False)
    lines = [line.split() for line in done.stdout.splitlines()]
    return {"addresses": [line[0] for line in lines if line[1] == "STREAM"],
            "exit": done.returncode}


def timed(ask, name, into):
    times, answer = [], None
    while answer is None or (sum(times) < QUICK and len(times) < REPEATS):
        begun = time.monotonic()
        latest = ask(name)
        times.append(time.monotonic() - begun)
        assert answer in (None, latest), f"{answer}, then {latest}"
        answer = latest
    into[ask.__name__] = {**answer, "nanoseconds": int(min(times) * 1e9)}


answers = {}
threads = [threading.Thread(target=timed, args=(ask, sys.argv[1], answers))
           for ask in (getaddrinfo, getent)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
took = {ask: answers[ask.__name__]["nanoseconds"] / 1e9 for ask in (getaddrinfo, getent)}
slow = max(took, key=took.get)
if min(took.values()) < QUICK <= took[slow]:
    timed(slow, sys.argv[1], answers)
print(json.dumps(answers))
