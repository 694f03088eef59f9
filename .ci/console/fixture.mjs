// A server with a witness, projections beside it and a shop's events in it: what the console is tried on.

import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { modules } from './modules.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const AGENT_SEED = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
const SEQUENCER = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

export const KEY = 'ss_0123456789abcdef0123456789abcdef';
export const TENANT = 'b837ab08-77c4-4b8e-b238-ee1d69304d0d';
export const SHOP = '3b056d6e-6d38-4662-8ce2-5fec822ec06d';
export const TILL = '0f6a2a0c-54a1-4f51-9d0e-4a4de1f6a7d1';
/** Who has no key of its own, and so signs nothing. */
export const CLERK = '5f0c6b1e-0f1d-4c39-8f9a-0f2f8d0f3f10';
export const AGENT = '1a085b02-1e71-472b-b10c-b89561f05db2';
export const HOSTILE = '<img src=x onerror="document.title=1">';

const work = mkdtempSync(join(tmpdir(), 'console-'));
const children = [];

function ed25519(seed) {
  const secret = createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey: new Uint8Array(publicKey), sign: (bytes) => sign(null, bytes, secret).toString('hex') };
}

/** Starts a process, and waits for the line that says it is there. */
function start(java, args, expected, env = {}) {
  const child = spawn(java, ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    const seen = [];
    const timer = setTimeout(() => reject(new Error(`${args.slice(-3)} does not start: ${errors}`)), 60_000);
    child.once('exit', (code) => reject(new Error(`${args.slice(-3)} ended with ${code}: ${errors}`)));
    lines.on('line', (line) => {
      seen.push(line);
      if (expected.test(line)) {
        clearTimeout(timer);
        resolve({ child, lines, seen, match: expected.exec(line) });
      }
    });
  });
}

export async function startAll(java, classpath) {
  const main = ['-cp', classpath, 'com.stateset.sequencer.cli.SequencerCommand'];
  const data = join(work, 'data');
  mkdirSync(data, { mode: 0o700 });
  const { modules: [note, ves], remove } = await modules('note.js', 'ves.js');
  remove();
  const headsKey = await note.logKey(`ves.sequencer/${SEQUENCER}/heads`, ed25519(SEED).publicKey);
  const witness = await start(java, [...main, 'witness', '--name', 'example.com/w1', '--log', headsKey, '--state', join(work, 'witness.db'), '--port', '0'], /^Listening on (http\S+),/);
  const vkey = /vkey is (\S+)/.exec(witness.seen.join('\n'))[1];
  const server = await start(java, [...main, 'serve', '--port', '0', '--data', data], /^Listening on (http\S+),/, {
    BOOTSTRAP_ADMIN_API_KEY: KEY,
    VES_SEQUENCER_SIGNING_KEY: SEED,
    VES_SEQUENCER_ID: SEQUENCER,
    HEADS_LOG_SECONDS: '1',
    WITNESSES: `${vkey} ${witness.match[1]}`,
  });
  const api = client(server.match[1]);
  const beside = start(java, ['-cp', classpath, join(HERE, 'Workshop.java'), join(data, 'events.db')], /^ready$/);
  await fill(api, ves);
  const workshop = await beside;
  const forge = (sql) => new Promise((resolve, reject) => {
    workshop.lines.once('line', (line) => (line === '1 changed' ? resolve() : reject(new Error(`${sql}: ${line}`))));
    workshop.child.stdin.write(`${sql}\n`);
  });
  await until(async () => (await api.get(`/api/v1/history/head?${api.stream(SHOP)}`)).witnessed?.size > 0);
  return { url: server.match[1], vkey, api, forge };
}

export async function stopAll() {
  await Promise.all(children.map((child) => child.exitCode ?? new Promise((resolve) => (child.once('exit', resolve), child.kill()))));
  rmSync(work, { recursive: true, force: true });
}

export async function until(holds) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (await holds()) {
      return;
    }
  }
  throw new Error(`waited for 30 s: ${holds}`);
}

function client(url) {
  const call = async (path, options = {}) => {
    const response = await fetch(url + path, { ...options, headers: { Authorization: `ApiKey ${KEY}`, ...options.headers } });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(`${path}: ${JSON.stringify(answer)}`);
    }
    return answer;
  };
  const post = (path, body) => call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return { get: call, post, stream: (store) => `tenant_id=${TENANT}&store_id=${store}` };
}

const event = (store, entity_type, entity_id, event_type, payload, agent = CLERK) => ({
  event_id: randomUUID(), tenant_id: TENANT, store_id: store, entity_type, entity_id, event_type, payload, created_at: new Date().toISOString(), source_agent: agent,
});

export async function ingest(api, store, ...events) {
  const answer = await api.post('/api/v1/events/ingest', { agent_id: events[0].source_agent, events });
  if (answer.events_rejected > 0) {
    throw new Error(JSON.stringify(answer.rejections));
  }
}

export const placed = (store, id, customer, total) => event(store, 'order', id, 'order.placed', { customer, total });

/** A shop's day: most of it unsigned, what one agent did signed; two orders that no projection can make sense of. */
async function fill(api, ves) {
  const day = [];
  for (let i = 1; i <= 40; i++) {
    const id = `o-${1000 + i}`;
    const customer = ['ada', 'alan', 'grace', 'edsger', 'barbara'][i % 5];
    day.push(placed(SHOP, id, customer, Math.round(997 * i * 7.31) / 100), event(SHOP, 'order', id, 'order.paid', { amount: i * 10 }));
    if (i % 3 === 0) {
      day.push(event(SHOP, 'order', id, 'order.shipped', { carrier: 'post', parcels: [{ weight: 1.5, fragile: i % 2 === 0 }] }));
    }
  }
  for (const item of ['lamp', 'chair', 'desk']) {
    day.push(event(SHOP, 'item', item, 'inventory.counted', { on_hand: 12 }), event(SHOP, 'item', item, 'inventory.adjusted', { change: -3 }));
  }
  day.push(event(SHOP, 'order', HOSTILE, 'order.placed', { customer: HOSTILE, total: 'many' }), event(SHOP, 'order', 'o-2000', 'order.placed', { customer: 'ada', total: 'none' }));
  await ingest(api, SHOP, ...day);
  await ingest(api, TILL, placed(TILL, 't-1', 'ada', 3.5));
  await api.post('/api/v1/commitments', { tenant_id: TENANT, store_id: SHOP, sequence_start: 1, sequence_end: 64 });
  const second = await api.post('/api/v1/commitments', { tenant_id: TENANT, store_id: SHOP });
  await api.post(`/v1/commitments/${second.batch_id}/anchored`, { chain_tx_hash: `0x${'5c'.repeat(32)}`, chain_id: 84532001, block_number: 7 });
  await sendSigned(api, ves);
  const conflict = event(SHOP, 'order', 'o-1001', 'order.paid', { amount: 1 });
  await api.post('/api/v1/events/ingest', { agent_id: CLERK, events: [{ ...conflict, base_version: 0 }] });
  await api.post(`/api/v1/agents/${AGENT}/api-keys`, { tenantId: TENANT, label: 'the till' });
}

async function sendSigned(api, ves) {
  const key = ed25519(AGENT_SEED);
  await api.post('/api/v1/agents/keys', { tenant_id: TENANT, agent_id: AGENT, key_id: 1, public_key: Buffer.from(key.publicKey).toString('hex') });
  const events = [];
  for (let i = 1; i <= 9; i++) {
    const payload = { customer: 'grace', total: 20 + i / 4, note: 'naïve € \u2028 "quoted"', lines: [{ sku: 'lamp', quantity: i }] };
    const { source_agent, ...fields } = event(SHOP, 'order', `s-${i}`, 'order.placed', payload, AGENT);
    const plain = await ves.payloadPlainHash(payload);
    const envelope = { ...fields, source_agent_id: AGENT, ves_version: 1, agent_key_id: 1, payload_kind: 0 };
    const signing = await ves.signingHash(envelope, plain, new Uint8Array(32));
    events.push({ ...envelope, payload_plain_hash: Buffer.from(plain).toString('hex'), agent_signature: key.sign(signing) });
  }
  const answer = await api.post('/api/v1/ves/events/ingest', { agentId: AGENT, events });
  if (answer.eventsAccepted !== events.length) {
    throw new Error(JSON.stringify(answer.rejections));
  }
}
