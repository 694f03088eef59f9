// Holds the console's own arithmetic to vectors that an independent implementation has made, forgeries among them:
//
//   SEQUENCER_SHARED=<folder with vectors/> node vectors.mjs

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from './modules.mjs';

const folder = process.env.SEQUENCER_SHARED;
if (!folder) {
  console.log('No folder with vectors is named: they are left out.');
  process.exit(0);
}
const read = (name) => JSON.parse(readFileSync(join(folder, 'vectors', name), 'utf8'));
const [{ modules: [api, bytes, heads, jcs, note, tree, trust, ves, verify], remove }, vectors, history] = [await modules('api.js', 'bytes.js', 'heads.js', 'jcs.js', 'note.js', 'tree.js', 'trust.js', 'ves.js', 'verify.js'), read('ves-v1.json'), read('history-v1.json')];
const { hex, sha256, u32, u64, unhex, utf8, verifyEd25519 } = bytes;
let held = 0;
const same = (actual, expected, what) => (assert.equal(hex(actual), expected.replace(/^0x/, ''), what), held++);
const refused = async (work, what) => (await assert.rejects(work, undefined, what), held++);

const sequencer = unhex(vectors.sequencer_public_key);
same(await ves.streamId(vectors), vectors.stream_id, 'stream id');
for (const { wire, canonical_payload, signing_hash, sequence_number, leaf_hash, receipt_hash, receipt_signature } of vectors.signed) {
  assert.equal(jcs.canonical(wire.payload), canonical_payload);
  const plain = await ves.payloadPlainHash(wire.payload);
  same(plain, wire.payload_plain_hash, 'payload');
  const signing = await ves.signingHash(wire, plain, unhex(wire.payload_cipher_hash));
  same(signing, signing_hash, 'signing hash');
  same(await ves.leafHash(wire, sequence_number, signing), leaf_hash, 'leaf');
  same(await ves.receiptHash(wire, sequence_number, signing), receipt_hash, 'receipt');
  assert.ok(await verifyEd25519(sequencer, unhex(receipt_hash), unhex(receipt_signature)));
  assert.ok(!(await verifyEd25519(sequencer, unhex(leaf_hash), unhex(receipt_signature))));
}
for (const { event, signing_hash, sequence_number, leaf_hash } of vectors.unsigned) {
  const unsigned = { ...event, source_agent_id: event.source_agent, ves_version: 0, agent_key_id: 0, payload_kind: 0, agent_signature: '00'.repeat(64) };
  const signing = await ves.signingHash(unsigned, await ves.payloadPlainHash(event.payload), new Uint8Array(32));
  same(signing, signing_hash, 'unsigned signing hash');
  same(await ves.leafHash(unsigned, sequence_number, signing), leaf_hash, 'unsigned leaf');
}
for (const { n, root, proofs } of vectors.trees) {
  for (const proof of proofs) {
    same(await ves.foldCommitment(unhex(proof.leaf_hash), proof.leaf_index, n, proof.proof_path.map(unhex)), root, `tree of ${n}`);
  }
}
for (const commitment of vectors.chain) {
  const state = await ves.stateRoot({ ...commitment, tenant_id: vectors.tenant_id, store_id: vectors.store_id });
  same(state, commitment.new_state_root, 'state root');
  assert.ok(await verifyEd25519(sequencer, await ves.commitmentMessage(state), unhex(commitment.commitment_signature)));
}
assert.ok(await verifyEd25519(sequencer, await ves.directoryMessage(vectors.key_directory), unhex(vectors.key_directory.directorySignature)));

const roots = new Map(history.trees.map(({ n, root }) => [n, unhex(root)]));
for (const { n, root, inclusion } of history.trees) {
  for (const { index, path } of inclusion) {
    const record = await tree.recordHash(await sha256(utf8('entry'), u64(index)));
    same((await tree.fold(record, index, n, path.map(unhex))).at(-1)?.result ?? record, root, `entry ${index} of ${n}`);
  }
}
for (const { why, n, root, index, leaf_hash, path } of history.refuse_inclusion) {
  await refused(async () => {
    const record = unhex(leaf_hash);
    const steps = await tree.fold(record, index, n, path.map(unhex));
    assert.equal(hex(steps.at(-1)?.result ?? record), root);
  }, why);
}
for (const { m, n, path } of history.consistency.filter(({ m, n }) => roots.has(m) && roots.has(n))) {
  await tree.verifyConsistency({ size: m, root: roots.get(m) }, { size: n, root: roots.get(n) }, path.map(unhex));
  held++;
}
for (const { why, m, n, first, second, path } of history.refuse_consistency) {
  await refused(() => tree.verifyConsistency({ size: m, root: unhex(first) }, { size: n, root: unhex(second) }, path.map(unhex)), why);
}

const { origin, accept, refuse } = history.checkpoints;
const keys = [{ version: 1, publicKey: unhex(history.sequencer_public_key) }];
assert.equal(await note.logKey(origin, keys[0].publicKey), history.checkpoints.vkey);
for (const each of accept) {
  const head = await note.openCheckpoint(each.note, origin, keys);
  assert.equal(head.size, each.size, each.what);
  same(head.root, each.root, each.what);
}
for (const each of refuse) {
  const text = each.note ?? new TextDecoder().decode(unhex(each.note_hex));
  await refused(() => note.openCheckpoint(text, origin, keys), each.why);
}
for (const value of [-1, 0.5, '0', null, 2 ** 53]) {
  assert.throws(() => u32(value), undefined, `${value} in 32 bits`);
  assert.throws(() => u64(value), undefined, `${value} in 64 bits`);
}
assert.throws(() => u32(2 ** 32));
assert.throws(() => bytes.uuid('b837ab08-77c4-4b8e-b238-ee1d69304d'));

// A server that alters a payload, and names a kind that is none so that nobody should recompute its hash; it answers nothing else.
let answers = {};
globalThis.sessionStorage = { getItem: () => null };
globalThis.fetch = async (path) => (path.split('?')[0] in answers ? Response.json(answers[path.split('?')[0]]) : new Response('{}', { status: 404 }));
const [{ wire, sequence_number: number }] = vectors.signed;
const shop = { tenant_id: wire.tenant_id, store_id: wire.store_id };
const trusted = { signs: true, isPinned: true, keys, keyOf: () => undefined, witnesses: [] };
const stateOf = ({ checks }, id) => checks.find((each) => each.id === id).state;
for (const kind of [2 ** 32, '0', 0.5, 1]) {
  const forged = await verify.verifyEvent(shop, { sequence_number: number, envelope: { ...wire, payload: { total: 0.01 }, payload_kind: kind } }, trusted);
  assert.equal(forged.verdict, 'altered', `a payload of kind ${kind}`);
}
answers = { 'api/v1/events': { events: [{ sequence_number: number, envelope: wire }] } };
assert.equal((await api.readEvent(shop, number)).sequence_number, number);
for (const [stream, asked] of [[shop, number + 1], [shop, 0], [{ ...shop, store_id: wire.tenant_id }, number], [{ ...shop, tenant_id: wire.store_id }, number]]) {
  assert.equal(await api.readEvent(stream, asked), undefined, 'an event that was not asked for');
}
const { tenantId, agentId } = vectors.key_directory;
const signers = { ...trusted, keys: [{ version: 1, publicKey: sequencer }] };
const other = { ...vectors.key_directory, keys: vectors.key_directory.keys.map((each) => ({ ...each, publicKey: 'ab'.repeat(32) })) };
assert.equal(await trust.genuine(vectors.key_directory, tenantId, agentId, signers), true);
assert.equal(await trust.genuine(other, tenantId, agentId, signers), false);
assert.equal(await trust.genuine(vectors.key_directory, tenantId, tenantId, signers), false);
assert.equal(await trust.genuine({ ...vectors.key_directory, directorySignature: null }, tenantId, agentId, signers), null);
for (const [directory, state] of [[vectors.key_directory, 'pass'], [{ ...vectors.key_directory, directorySignature: null }, 'open']]) {
  answers = { [`api/v1/agents/${agentId}/signing-keys`]: directory };
  const report = await verify.verifyEvent(shop, { sequence_number: number, envelope: wire }, signers);
  assert.equal(stateOf(report, 'author'), state, JSON.stringify(report.checks[1]));
}
const entry = (kind, size) => bytes.concat(Uint8Array.of(0, 87), utf8(kind), unhex(vectors.stream_id), u64(size), new Uint8Array(32));
const bundle = bytes.concat(entry('VES_TREEHEAD_V1', 5), entry('VES_TREEBREAK_1', 5));
globalThis.fetch = async (path) => (assert.equal(path, 'log/heads/tile/entries/000.p/2'), new Response(bundle));
const found = await new heads.HeadsLog(2).find(unhex(vectors.stream_id), 5);
assert.deepEqual([found.head.index, found.breaks.map(({ index }) => index), found.from], [0, [1], 0]);
remove();
console.log(`The console's arithmetic: ${held} vectors of others hold, forgeries refused among them`);
