# A workload client of kind librdkafka: `python librdkafka_client.py <spec.json>`; a spec with "session" produces, one with "group" consumes; ends by SIGTERM.
# It writes the same history as the other kinds (src/check/history.ts); time.monotonic_ns is CLOCK_MONOTONIC, the clock of all processes here.
import collections
import json
import signal
import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition, libversion

FLUSH_EVERY_S = 0.05
OUTBOX_MAX_RECORDS = 200_000
STALL_MS = 200
MASK = 0xFFFFFFFF
# Refused before anything was appended, or purged before it was sent.
NEVER_WRITTEN = {
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError._PURGE_QUEUE,
}


def now_ms():
    return time.monotonic_ns() / 1e6


class History:
    def __init__(self, path, header):
        self.file = open(path, "w", encoding="utf-8")
        self.lines = [json.dumps(header, separators=(",", ":"))]
        self.flushed_at = 0.0

    def raw(self, text):
        self.lines.append(text)

    def line(self, *values):
        values = [round(v, 3) if isinstance(v, float) else v for v in values]
        self.lines.append(json.dumps(values, separators=(",", ":")))

    def flush(self, force=False):
        if not force and time.monotonic() - self.flushed_at < FLUSH_EVERY_S:
            return
        self.flushed_at = time.monotonic()
        if self.lines:
            self.file.write("\n".join(self.lines) + "\n")
            self.lines = []
            self.file.flush()


def imul(a, b):
    return (a * b) & MASK


def hash64(text):
    high = 0x9E3779B9 ^ len(text)
    low = 0x41C6CE57 ^ len(text)
    for code in text.encode("latin-1"):
        high = imul(high ^ code, 0x85EBCA6B)
        low = imul(low ^ code, 0x5F356495)
        high = ((high << 13) | (high >> 19)) & MASK
        low = ((low << 11) | (low >> 21)) & MASK
    high = imul(high ^ (high >> 16), 0xC2B2AE35) ^ low
    low = imul(low ^ (low >> 15), 0x27D4EB2F) ^ high
    return "%08x%08x" % (high, low)


def stamp_value(run, session, partition, seq, intended_t, size):
    """The layout of src/check/stamp.ts; a test compares both byte for byte."""
    said = "TIDE1 %s %s %d %d %.3f " % (run, session, partition, seq, intended_t)
    length = size
    for _ in range(2):
        length = max(size, len(said) + len(str(length)) + 18)
    text = "%s%d " % (said, length)
    digest = hash64(text)
    head = (text + digest + "\n").encode("latin-1")
    word = (int(digest[:8], 16) ^ int(digest[8:], 16)) & MASK or 1
    padding = bytearray()
    while len(head) + len(padding) < length:
        word ^= (word << 13) & MASK
        word ^= word >> 17
        word ^= (word << 5) & MASK
        padding += word.to_bytes(4, "little")
    return (head + bytes(padding))[:length], digest


def identify(value, run, partition):
    """(session, partition of the id, seq, intact). Length and head are checked here; every byte is checked by the final read."""
    if value is None:
        return "", partition, -1, 1
    if len(value) <= 25:
        prefix, dot, seq = value.decode("latin-1").partition(".")
        if dot and prefix.isdigit() and seq.isdigit():
            return "java-" + prefix, partition, int(seq), 1
    if not value.startswith(b"TIDE1 "):
        return "", partition, -1, 1
    fields = value[: value.find(b"\n")].decode("latin-1").split(" ")
    if len(fields) != 8:
        return "", partition, -1, 1
    session = fields[2] if fields[1] == run else fields[1] + ":" + fields[2]
    return session, int(fields[3]), int(fields[4]), 1 if int(fields[6]) == len(value) else 0


class Ending:
    """Set by SIGTERM or SIGINT."""

    def __init__(self):
        self.asked = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.ask)

    def ask(self, *_):
        self.asked = True


class StallWatch:
    def __init__(self, history):
        self.history = history
        self.last = now_ms()

    def tick(self):
        t = now_ms()
        if t - self.last > STALL_MS:
            self.history.line("stall", t, round(t - self.last))
        self.last = t


class ProducerLoop:
    def __init__(self, spec, history, ending):
        self.spec = spec
        self.history = history
        self.ending = ending
        self.outbox = collections.deque()
        self.outstanding = {}
        self.next = 0
        self.fatal = None
        self.producer = self.create()

    def create(self):
        settings = {"bootstrap.servers": ",".join(self.spec["bootstrap"]), "client.id": self.spec["process"], "log_level": 3}
        return Producer({**settings, **self.spec["properties"], "error_cb": self.on_error})

    def on_error(self, error):
        if error.fatal():
            self.fatal = error
        self.history.line("note", now_ms(), "error", error.str()[:300])

    def on_delivery(self, error, message, key):
        if self.outstanding.pop(key, None) is None:
            return
        t, (partition, seq) = now_ms(), key
        if error is None:
            # A batch that the broker knew already (idempotence) is acknowledged without its offset.
            offset = message.offset()
            self.history.raw('["ok",%.3f,%d,%d,%d]' % (t, partition, seq, -1 if offset is None else offset))
        else:
            self.history.line("fail" if error.code() in NEVER_WRITTEN else "info", t, partition, seq, error.str()[:300])

    def refuse(self, record, reason):
        partition, seq, intended = record
        t = now_ms()
        self.history.raw('["invoke",%.3f,%d,%d,%.3f,0,""]' % (t, partition, seq, intended))
        self.history.line("fail", t, partition, seq, reason)

    def due(self, partitions):
        interval = 1000.0 / self.spec["recordsPerSecond"]
        t = now_ms()
        while True:
            intended = self.spec["startAt"] + self.next * interval
            if intended > t:
                return
            record = (partitions[self.next % len(partitions)], self.next // len(partitions), intended)
            self.next += 1
            if len(self.outbox) >= OUTBOX_MAX_RECORDS:
                self.refuse(record, "never handed to the client: %d records were waiting" % OUTBOX_MAX_RECORDS)
            else:
                self.outbox.append(record)

    def send(self):
        while self.outbox and self.fatal is None:
            partition, seq, intended = self.outbox[0]
            value, digest = stamp_value(self.spec["run"], self.spec["session"], partition, seq, intended, self.spec["recordBytes"])
            key = (partition, seq)
            try:
                self.producer.produce(
                    self.spec["topic"], value, partition=partition, on_delivery=lambda e, m, key=key: self.on_delivery(e, m, key)
                )
            except BufferError:
                return
            except KafkaException as error:
                self.fatal = error.args[0]
                return
            self.outbox.popleft()
            self.outstanding[key] = True
            self.history.raw('["invoke",%.3f,%d,%d,%.3f,%d,"%s"]' % (now_ms(), partition, seq, intended, len(value), digest))

    def close(self, reason):
        """Whatever has no answer when the client is thrown away may or may not exist."""
        self.producer.purge()
        self.producer.flush(1)
        for partition, seq in list(self.outstanding):
            self.history.line("info", now_ms(), partition, seq, reason)
        self.outstanding.clear()

    def partitions(self):
        """Those of the spec; else all of the topic, asked until a broker answers."""
        if self.spec["partitions"]:
            return self.spec["partitions"]
        while not self.ending.asked:
            try:
                found = self.producer.list_topics(self.spec["topic"], timeout=3).topics[self.spec["topic"]].partitions
                if found:
                    return sorted(found)
            except KafkaException as error:
                self.history.line("note", now_ms(), "error", str(error)[:300])
            self.history.flush()
        return [0]

    def run(self):
        partitions = self.partitions()
        watch = StallWatch(self.history)
        while not self.ending.asked:
            self.due(partitions)
            self.send()
            self.producer.poll(0.02)
            if self.fatal is not None:
                reason = "the client was closed after a fatal error: %s" % self.fatal.str()[:200]
                self.close(reason)
                self.fatal = None
                self.producer = self.create()
                self.history.line("note", now_ms(), "client-recreated", reason)
            watch.tick()
            self.history.flush()
        self.history.line("note", now_ms(), "stopping", {"waiting": len(self.outbox)})
        deadline = now_ms() + 3000
        while now_ms() < deadline and (self.outbox or self.outstanding) and self.fatal is None:
            self.send()
            self.producer.poll(0.02)
        self.close("the workload ended before an answer came")
        for record in self.outbox:
            self.refuse(record, "never handed to the client: the workload ended")


class ConsumerLoop:
    def __init__(self, spec, history, ending):
        self.spec = spec
        self.history = history
        self.ending = ending
        self.processed = {}
        self.committed = {}
        self.assigned = set()
        self.fatal = None
        self.consumer = self.create()

    def create(self):
        settings = {
            "bootstrap.servers": ",".join(self.spec["bootstrap"]),
            "client.id": self.spec["process"],
            "group.id": self.spec["group"],
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "log_level": 3,
        }
        consumer = Consumer({**settings, **self.spec["properties"], "error_cb": self.on_error, "on_commit": self.on_commit})
        consumer.subscribe([self.spec["topic"]], on_assign=self.on_assign, on_revoke=self.on_revoke, on_lost=self.on_lost)
        return consumer

    def on_error(self, error):
        if error.fatal():
            self.fatal = error
        self.history.line("note", now_ms(), "error", error.str()[:300])

    def on_commit(self, error, partitions):
        if error is not None and error.code() == KafkaError._NO_OFFSET:
            return
        told = [[p.topic, p.partition, p.offset] for p in partitions if p.offset >= 0]
        failed = error or next((p.error for p in partitions if p.error), None)
        # Codes below 0 are librdkafka's own (time-outs, transport): the broker may have stored the positions.
        outcome = "ok" if failed is None else "info" if failed.code() < 0 else "fail"
        if told:
            self.history.line("commit", now_ms(), outcome, told)
        if outcome == "ok":
            for p in partitions:
                self.committed[p.partition] = p.offset

    def on_assign(self, _, partitions):
        self.assigned = {p.partition for p in partitions}
        self.processed = {}
        self.committed = {}
        self.history.line("assign", now_ms(), [[p.topic, p.partition, None] for p in partitions])

    def on_revoke(self, _, partitions):
        try:
            self.commit(asynchronous=False)
        except KafkaException as error:
            self.history.line("note", now_ms(), "error", str(error)[:300])
        self.gone("revoke", partitions)

    def on_lost(self, _, partitions):
        self.gone("lost", partitions)

    def gone(self, how, partitions):
        self.history.line(how, now_ms(), [[p.topic, p.partition, None] for p in partitions])
        self.assigned = set()
        self.processed = {}

    def commit(self, asynchronous):
        offsets = [
            TopicPartition(self.spec["topic"], partition, offset)
            for partition, offset in self.processed.items()
            if partition in self.assigned and offset > self.committed.get(partition, -1)
        ]
        if offsets:
            self.consumer.commit(offsets=offsets, asynchronous=asynchronous)

    def deliver(self, message):
        partition, offset = message.partition(), message.offset()
        session, record_partition, seq, intact = identify(message.value(), self.spec["run"], partition)
        self.history.raw(
            '["deliver",%.3f,"%s",%d,%d,"%s",%d,%d,%d]'
            % (now_ms(), message.topic(), partition, offset, session, record_partition, seq, intact)
        )
        self.processed[partition] = offset + 1

    def run(self):
        watch = StallWatch(self.history)
        commit_at = now_ms() + self.spec["commitIntervalMs"]
        while not self.ending.asked:
            for message in self.consumer.consume(500, 0.05):
                if message.error() is None:
                    self.deliver(message)
                elif message.error().fatal():
                    self.fatal = message.error()
            if now_ms() >= commit_at:
                commit_at = now_ms() + self.spec["commitIntervalMs"]
                self.commit(asynchronous=True)
            if self.fatal is not None:
                self.history.line("note", now_ms(), "client-recreated", self.fatal.str()[:200])
                self.fatal = None
                self.consumer.close()
                self.consumer = self.create()
            watch.tick()
            self.history.flush()
        self.history.line("note", now_ms(), "stopping", None)
        self.history.flush(True)
        # Leaving the group revokes the partitions, and revoking commits.
        self.consumer.close()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    producing = "session" in spec
    names = ("session", "topic", "recordsPerSecond") if producing else ("group", "member", "topic")
    header = {
        "format": "tideover-history/1",
        "run": spec["run"],
        "process": spec["process"],
        "role": "producer" if producing else "consumer",
        "kind": "librdkafka",
        "site": spec["site"],
        "pointedAt": spec["pointedAt"],
        **{name: spec[name] for name in names},
        "clockErrorMs": 0,
    }
    if producing:
        header["invokesLogged"] = True
    history = History(spec["historyFile"], header)
    ending = Ending()
    history.line("note", now_ms(), "started", {"librdkafka": libversion()[0]})
    try:
        (ProducerLoop if producing else ConsumerLoop)(spec, history, ending).run()
    finally:
        history.flush(True)


if __name__ == "__main__":
    main()
