"""eventsourcing (Python) for `benchmarks.jar peers`, through its recorder for PostgreSQL.

    eventsourcing_peer.py URL PAYLOADS append CALLERS BATCH                 each caller is a thread and has a stream of its own
    eventsourcing_peer.py URL PAYLOADS append-by-functions CALLERS BATCH    with POSTGRES_ENABLE_DB_FUNCTIONS
    eventsourcing_peer.py URL PAYLOADS read EVENTS                          a call reads a stream of so many events

URL names a database for itself, and PAYLOADS a file with one JSON object per line. It says "open" and its versions. For each line on standard
input, the number of calls of an interval, it gets ready, says "ready", waits for a line "go", makes the calls, and prints {"calls", "events",
"seconds"}.
"""

import gc
import itertools
import json
import sys
import threading
import time
import uuid
from importlib.metadata import version
from urllib.parse import urlsplit

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

TOPIC = "shop.domain:OrderPlaced"


class Appends:
    """Callers that each append batches to a stream of their own."""

    def __init__(self, recorder, payloads, callers, batch):
        self.recorder = recorder
        self.payloads = itertools.cycle(payloads)
        self.batch = batch
        self.streams = [uuid.uuid4() for _ in range(callers)]
        self.versions = [0] * callers

    def prepare(self, calls):
        """Shares out the calls: the versions of a stream's events are the caller's to give."""
        self.work = []
        for caller, stream in enumerate(self.streams):
            share = calls // len(self.streams) + (caller < calls % len(self.streams))
            self.work.append([self.next_batch(caller, stream) for _ in range(share)])

    def next_batch(self, caller, stream):
        first = self.versions[caller] + 1
        self.versions[caller] += self.batch
        return [StoredEvent(stream, first + i, TOPIC, next(self.payloads)) for i in range(self.batch)]

    def run(self):
        """Returns how many events were appended."""
        failures = []
        threads = [threading.Thread(target=self.append, args=(batches, failures)) for batches in self.work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return sum(len(batches) for batches in self.work) * self.batch

    def append(self, batches, failures):
        try:
            for events in batches:
                if len(self.recorder.insert_events(events)) != self.batch:
                    raise RuntimeError("not every event has a notification id")
        except BaseException as failure:
            failures.append(failure)


class Reads:
    """One caller that reads a whole stream."""

    FILLED_AT_ONCE = 1000

    def __init__(self, recorder, payloads, events):
        self.recorder = recorder
        self.events = events
        self.stream = uuid.uuid4()
        states = itertools.cycle(payloads)
        for first in range(1, events + 1, self.FILLED_AT_ONCE):
            last = min(events, first + self.FILLED_AT_ONCE - 1)
            recorder.insert_events(
                [StoredEvent(self.stream, number, TOPIC, next(states)) for number in range(first, last + 1)]
            )

    def prepare(self, calls):
        self.calls = calls

    def run(self):
        for _ in range(self.calls):
            found = self.recorder.select_events(self.stream)
            if len(found) != self.events or found[-1].originator_version != self.events:
                raise RuntimeError(f"{len(found)} of {self.events} events were read")
        return self.calls * self.events


def open_recorder(url, connections, functions=False):
    parts = urlsplit(url)
    datastore = PostgresDatastore(
        dbname=parts.path.lstrip("/"),
        host=parts.hostname,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        pool_size=connections,
        enable_db_functions=functions,
    )
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    return recorder


def main(url, payload_file, kind, *numbers):
    with open(payload_file, "rb") as file:
        payloads = file.read().splitlines()
    numbers = [int(number) for number in numbers]
    functions = kind == "append-by-functions"
    if kind == "append" or functions:
        callers, batch = numbers
        work = Appends(open_recorder(url, callers, functions), payloads, callers, batch)
    elif kind == "read":
        (events,) = numbers
        work = Reads(open_recorder(url, 1), payloads, events)
    else:
        sys.exit(f"{kind} is not append, append-by-functions or read")
    versions = ", ".join(f"{name} {version(name)}" for name in ("eventsourcing", "psycopg-binary"))
    print("open " + versions + (", with database functions" if functions else ""), flush=True)
    for line in sys.stdin:
        calls = int(line)
        work.prepare(calls)
        gc.collect()
        print("ready", flush=True)
        if sys.stdin.readline().strip() != "go":
            sys.exit("there was no go")
        start = time.perf_counter()
        events = work.run()
        seconds = time.perf_counter() - start
        print(json.dumps({"calls": calls, "events": events, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
