// Emmett (Node) for `benchmarks.jar peers`, through its event store for PostgreSQL.
//
//   node --expose-gc emmett_peer.mjs URL PAYLOADS append CALLERS BATCH    each caller has a connection and a stream of its own
//   node --expose-gc emmett_peer.mjs URL PAYLOADS read EVENTS             a call reads a stream of so many events
//
// URL names a database for itself, and PAYLOADS a file with one JSON object per line. It says "open" and its versions. For each line on standard
// input, the number of calls of an interval, it gets ready, says "ready", waits for a line "go", makes the calls, and prints {"calls", "events",
// "seconds"}.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const FILLED_AT_ONCE = 1000;

/** Callers that each append batches to a stream of their own. */
class Appends {
    constructor(store, orders, callers, batch) {
        Object.assign(this, { store, orders, batch });
        this.streams = Array.from({ length: callers }, () => ({ name: `order-${randomUUID()}`, version: undefined }));
    }

    prepare(calls) {
        this.batches = Array.from({ length: calls }, () => this.orders(this.batch));
    }

    /** Returns how many events were appended; the callers take one batch after the other. */
    async run() {
        const { batches } = this;
        let next = 0;
        await Promise.all(
            this.streams.map(async (stream) => {
                while (next < batches.length) {
                    const appended = await this.store.appendToStream(
                        stream.name,
                        batches[next++],
                        stream.version === undefined ? undefined : { expectedStreamVersion: stream.version },
                    );
                    stream.version = appended.nextExpectedStreamVersion;
                }
            }),
        );
        return batches.length * this.batch;
    }
}

/** One caller that reads a whole stream. */
class Reads {
    constructor(store, orders, events) {
        Object.assign(this, { store, orders, events, stream: `order-${randomUUID()}` });
    }

    async fill() {
        for (let filled = 0; filled < this.events; filled += FILLED_AT_ONCE) {
            await this.store.appendToStream(this.stream, this.orders(Math.min(FILLED_AT_ONCE, this.events - filled)));
        }
    }

    prepare(calls) {
        this.calls = calls;
    }

    async run() {
        for (let call = 0; call < this.calls; call++) {
            const { events, currentStreamVersion } = await this.store.readStream(this.stream);
            if (events.length !== this.events || currentStreamVersion !== BigInt(this.events)) {
                throw new Error(`${events.length} of ${this.events} events were read`);
            }
        }
        return this.calls * this.events;
    }
}

const [url, payloads, kind, ...numbers] = process.argv.slice(2);
const data = readFileSync(payloads, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
let made = 0;
const orders = (count) => Array.from({ length: count }, () => ({ type: 'OrderPlaced', data: data[made++ % data.length] }));
const [first, second] = numbers.map(Number);
const pool = new pg.Pool({ connectionString: url, max: kind === 'append' ? first : 1 });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
await store.schema.migrate();
const work = kind === 'append' ? new Appends(store, orders, first, second) : new Reads(store, orders, first);
await work.fill?.();
const versionOf = (name) =>
    JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
console.log(`open emmett-postgresql ${versionOf('@event-driven-io/emmett-postgresql')}, pg ${versionOf('pg')}`);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (let line = await lines.next(); !line.done; line = await lines.next()) {
    const calls = Number(line.value);
    work.prepare(calls);
    globalThis.gc();
    console.log('ready');
    if ((await lines.next()).value !== 'go') {
        throw new Error('there was no go');
    }
    const start = performance.now();
    const events = await work.run();
    console.log(JSON.stringify({ calls, events, seconds: (performance.now() - start) / 1000 }));
}
await pool.end();
