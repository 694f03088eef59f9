// What this browser finds out about one event by itself.
//
// The server's answers are claims. Each check recomputes something from the event's fields, and compares it with a claim that another check
// leads to a signature: payload → signing hash → leaf → root → signed checkpoint. A check passes, fails, or is left open with its reason; a
// verdict never counts an open one as passed. What no hash binds at all is named at the end, whatever was found.

import { CallError, get, getText, query, readEvent } from './api.js';
import { canHash, equal, hex, unhex, verifyEd25519 } from './bytes.js';
import { HeadsLog } from './heads.js';
import { cosignatures, openCheckpoint } from './note.js';
import { fold, recordHash } from './tree.js';
import { genuine, holdToSeen } from './trust.js';
import * as ves from './ves.js';

/** What nothing here says anything about. */
export const NEVER_CHECKED = [
  ['command_id, base_version, entity_version, sequenced_at, metadata, tags', 'No hash commits to them: the server could have changed them.'],
  ['Whether others were shown another history', 'Only witnesses that you know, or comparing checkpoints with others, can tell.'],
  ['This page itself', 'It came from the same server. For a verdict that owes it nothing, save the proof and run verify-proof elsewhere.'],
];

/** Checks an event as the server has sent it. */
export async function verifyEvent(stream, event, trust) {
  const report = { stream, event, trust, envelope: event.envelope, checks: [], differs: [] };
  if (!canHash) {
    report.checks.push(open('page', 'Cryptography', 'This browser hashes only for pages of https or of this machine itself, so nothing was checked.'));
    return { ...report, verdict: 'open' };
  }
  for (const check of [payload, author, leaf, path, checkpoint, firstSeen, receipt, commitment, witnesses]) {
    report.checks.push(await run(check, report));
  }
  const failed = report.checks.filter((check) => check.state === 'fail');
  const bound = ['leaf', 'path', 'checkpoint'].every((id) => report.checks.find((check) => check.id === id).state === 'pass');
  return { ...report, failed, verdict: failed.length > 0 ? 'altered' : bound ? 'proved' : 'open' };
}

const passed = (id, title, says, facts = []) => ({ id, title, state: 'pass', says, facts });
const wrong = (id, title, says, facts = []) => ({ id, title, state: 'fail', says, facts });
const open = (id, title, says, facts = []) => ({ id, title, state: 'open', says, facts });

/** A server that refuses because its history is not what it signed says so itself; another failure leaves the check open. */
async function run(check, report) {
  try {
    return await check(report);
  } catch (e) {
    const [id, title] = NAMES.get(check);
    if (e instanceof CallError && e.code !== 'history_mismatch') {
      return open(id, title, `Not checked: ${e.message}`);
    }
    return wrong(id, title, e instanceof CallError ? `The server refuses: ${e.message}` : `${e.message}.`);
  }
}

async function payload(report) {
  const e = report.envelope;
  const stated = unhex(e.payload_plain_hash);
  report.plainHash = stated;
  if (e.payload_kind === 1) {
    return open('payload', 'Payload', 'The payload is encrypted end to end. Its ciphertext is not checked here, and only a recipient can check the hash of what is in it: both hashes are taken as they stand.',
      [['plain hash, stated', hex(stated)], ['cipher hash, stated', hex(unhex(e.payload_cipher_hash))]]);
  }
  if (e.payload_kind !== 0) {
    report.differs.push('the kind of the payload');
    return wrong('payload', 'Payload', `The payload is said to be of kind ${JSON.stringify(e.payload_kind)}; the sequencer takes none but 0 and 1.`);
  }
  const computed = await ves.payloadPlainHash(e.payload);
  const facts = [['recomputed', hex(computed)], ['stated', hex(stated)]];
  if (equal(computed, stated)) {
    return passed('payload', 'Payload', 'The canonical payload has the hash that stands beside it.', facts);
  }
  if (e.payload === null) {
    return open('payload', 'Payload', 'The payload is not there: erased, or withheld. Its hash is taken as it stands.', facts);
  }
  report.plainHash = computed;
  report.differs.push('the payload');
  return wrong('payload', 'Payload', 'The payload is not the one whose hash stands beside it: it was altered.', facts);
}

async function author(report) {
  const e = report.envelope;
  report.signing = await ves.signingHash(e, report.plainHash, unhex(e.payload_cipher_hash));
  if (e.ves_version === 0) {
    return open('author', 'Author', 'Sent without a signature: that this agent wrote it is the word of whoever sent it.');
  }
  const directory = await get(`api/v1/agents/${e.source_agent_id}/signing-keys?tenant_id=${e.tenant_id}`);
  const key = directory.keys.find((known) => known.keyId === e.agent_key_id);
  if (!key) {
    return wrong('author', 'Author', `The agent has no key ${e.agent_key_id}.`);
  }
  const valid = await verifyEd25519(unhex(key.publicKey), report.signing, unhex(e.agent_signature));
  const facts = [['signing hash', hex(report.signing)], ['signature', unprefixed(e.agent_signature)], ['public key', key.publicKey]];
  if (valid === null) {
    return open('author', 'Author', 'This browser does not know Ed25519: the signature was not checked.', facts);
  }
  if (!valid) {
    report.differs.push('what its author signed');
    return wrong('author', 'Author', 'This is not what the agent signed.', facts);
  }
  if (!(await genuine(directory, e.tenant_id, e.source_agent_id, report.trust))) {
    return open('author', 'Author', `Signed by the key that the server names as the agent's key ${key.keyId}. Not checked: no key of the sequencer that is trusted here has signed that it is the agent's.`, facts);
  }
  const word = key.registeredBy ? `registered by ${key.registeredBy}` : "the agent's first";
  return passed('author', 'Author', `Signed by the agent's key ${key.keyId}, ${word}${key.revokedAt ? `, revoked on ${key.revokedAt}` : ''}.`, facts);
}

/** The recomputed leaf, and the one that the server proves. Where they differ, tries whether the payload alone accounts for it. */
async function leaf(report) {
  const e = report.envelope;
  report.leaf = await ves.leafHash(e, report.event.sequence_number, report.signing);
  report.proof = await get(`api/v1/history/proofs/${report.event.sequence_number}?${query(report.stream)}`);
  const proved = unhex(report.proof.leaf_hash);
  const facts = [['recomputed', hex(report.leaf)], ['in the tree', hex(proved)]];
  if (equal(report.leaf, proved)) {
    return passed('leaf', 'Leaf', 'Every field that is committed to, and the place, make just the leaf that stands in the tree.', facts);
  }
  const stated = await ves.signingHash(e, unhex(e.payload_plain_hash), unhex(e.payload_cipher_hash));
  const isPayloadAlone = equal(await ves.leafHash(e, report.event.sequence_number, stated), proved);
  if (isPayloadAlone) {
    return wrong('leaf', 'Leaf', 'The leaf in the tree is that of another payload. All other fields are as they were sequenced.', facts);
  }
  const fields = 'the stream, an id, the entity, the type, created_at, the agent, its signature, or the number';
  report.differs.push(report.differs.includes('the payload') ? `or besides it ${fields}` : `one of ${fields}`);
  return wrong('leaf', 'Leaf', 'The leaf in the tree is that of another event: a field that is committed to was altered.', facts);
}

async function path(report) {
  if (!report.proof) {
    return open('path', 'Path', 'Not checked, as there is no proof.');
  }
  const { index, size, hashes, root } = report.proof;
  if (index !== report.event.sequence_number - 1) {
    return wrong('path', 'Path', `The proof is about place ${index + 1}, and the event claims ${report.event.sequence_number}.`);
  }
  const record = await recordHash(report.leaf);
  const steps = await fold(record, index, size, hashes.map(unhex));
  const reached = steps.length === 0 ? record : steps.at(-1).result;
  report.path = { index, size, record, steps, root: reached };
  const facts = [['folded to', hex(reached)], ['root', root]];
  return equal(reached, unhex(root))
    ? passed('path', 'Path', `${steps.length === 1 ? 'One hash leads' : `${steps.length} hashes lead`} from the leaf to the root over ${size} events, at place ${index + 1}.`, facts)
    : wrong('path', 'Path', 'The path does not lead from this event to the root.', facts);
}

async function checkpoint(report) {
  const note = report.proof?.checkpoint;
  if (!note) {
    return open('checkpoint', 'Checkpoint', report.trust.signs
      ? 'There is no signed checkpoint to check the root against.'
      : 'No key signs for this sequencer: the root is no more than what the server says.');
  }
  report.origin = `${report.trust.logName}/${hex(await ves.streamId(report.stream))}`;
  const head = await openCheckpoint(note, report.origin, report.trust.keys);
  report.checkpoint = head;
  const facts = [['origin', head.origin], ['size', String(head.size)], ['root', hex(head.root)], ['note', note]];
  if (head.size !== report.proof.size || !equal(head.root, unhex(report.proof.root))) {
    return wrong('checkpoint', 'Checkpoint', 'The signed checkpoint is not of the size and root that the path was folded to.', facts);
  }
  if (head.signed === null) {
    return open('checkpoint', 'Checkpoint', 'This browser does not know Ed25519: the signature was not checked.', facts);
  }
  const whose = report.trust.isPinned ? 'the key that you gave' : "the sequencer's key, as this server names it";
  return passed('checkpoint', 'Checkpoint', `Size and root are signed by ${whose} (version ${head.signed.version}).`,
    [['public key', hex(head.signed.publicKey)], ...facts]);
}

async function firstSeen(report) {
  if (!report.checkpoint?.signed) {
    return open('seen', 'Same history', 'Not checked, as there is no checkpoint whose signature holds.');
  }
  const size = await holdToSeen(report.stream, report.checkpoint);
  return size === null
    ? open('seen', 'Same history', 'This is the first checkpoint of the stream that this tab has seen. Later ones are held to it.')
    : passed('seen', 'Same history', `It begins with the ${size} events that this tab has seen a checkpoint of before.`);
}

/** Asked for only when the leaf holds: a server gives none for an event that is not as it was sequenced. */
async function receipt(report) {
  if (!report.trust.signs || report.checks.find((check) => check.id === 'leaf').state !== 'pass') {
    return open('receipt', 'Receipt', report.trust.signs ? 'Not asked for, as the leaf does not hold.' : 'No key signs receipts here.');
  }
  const receipted = await readEvent(report.stream, report.event.sequence_number, { receipts: true });
  if (!receipted) {
    return wrong('receipt', 'Receipt', 'With its receipt, the server has no event of this number.');
  }
  const { receipt_signature_bundle: bundle, receipt_hash: stated } = receipted;
  const computed = await ves.receiptHash(report.envelope, report.event.sequence_number, report.signing);
  if (!equal(computed, unhex(stated))) {
    return wrong('receipt', 'Receipt', 'The receipt is about something else.', [['recomputed', hex(computed)], ['stated', stated]]);
  }
  const key = bundle && report.trust.keyOf(bundle.sequencer_key_version);
  if (!key) {
    return open('receipt', 'Receipt', bundle ? 'It is signed with a key that you have not given.' : 'It was sequenced when no key signed.');
  }
  const valid = await verifyEd25519(key, computed, unhex(bundle.ed25519_signature));
  return signed('receipt', 'Receipt', valid, 'The sequencer has signed its receipt for this event at this place.', [['receipt hash', stated]]);
}

async function commitment(report) {
  const number = report.event.sequence_number;
  const { latest_commitment: latest } = await get(`api/v1/head?${query(report.stream)}`);
  if (!latest || latest.sequence_end < number) {
    return open('commitment', 'Commitment', latest ? `Commitments reach up to event ${latest.sequence_end}.` : 'Nothing of the stream is committed to yet.');
  }
  const proof = await get(`api/v1/proofs/${number}?${query(report.stream)}`);
  const found = await get(`api/v1/commitments/${proof.batch_id}`);
  const root = await ves.foldCommitment(report.leaf, number - found.sequence_start, found.leaf_count, proof.proof_path.map(unhex));
  const facts = [['folded to', hex(root)], ['merkle root', found.merkle_root], ['state root', found.new_state_root]];
  if (!equal(root, unhex(found.merkle_root))) {
    return wrong('commitment', 'Commitment', 'The path does not lead from this event to the root of its commitment.', facts);
  }
  const state = await ves.stateRoot({ ...found, ...report.stream });
  if (!equal(state, unhex(found.new_state_root))) {
    return wrong('commitment', 'Commitment', 'The state root does not follow from the commitment.', facts);
  }
  const range = `In the commitment to events ${found.sequence_start} to ${found.sequence_end}`;
  const anchor = found.is_anchored ? ' Its anchor on a chain is named and was not looked up.' : '';
  const key = found.commitment_signature && report.trust.keyOf(found.sequencer_key_version);
  if (!key) {
    return open('commitment', 'Commitment', `${range}; no key that is trusted here has signed it.${anchor}`, facts);
  }
  const valid = await verifyEd25519(key, await ves.commitmentMessage(state), unhex(found.commitment_signature));
  return signed('commitment', 'Commitment', valid, `${range}, whose state root is signed.${anchor}`, facts);
}

/** From the event to a root that the log of heads has, and from there to the checkpoint that witnesses have cosigned. */
async function witnesses(report) {
  const number = report.event.sequence_number;
  const { witnessed } = await get(`api/v1/history/head?${query(report.stream)}`);
  if (!witnessed || witnessed.size < number) {
    return open('witnesses', 'Witnesses', witnessed ? `Witnesses have cosigned the first ${witnessed.size} events.` : 'No quorum of witnesses has cosigned this stream.');
  }
  const proof = await get(`api/v1/history/proofs/${number}?${query(report.stream, { size: witnessed.size })}`);
  const steps = await fold(await recordHash(report.leaf), number - 1, witnessed.size, proof.hashes.map(unhex));
  const root = steps.at(-1)?.result ?? (await recordHash(report.leaf));
  const origin = `${report.trust.logName}/heads`;
  const heads = await openCheckpoint(await getText('log/heads/witnessed'), origin, report.trust.keys);
  const log = new HeadsLog(heads.size);
  const { head: entry, breaks, from } = await log.find(await ves.streamId(report.stream), witnessed.size);
  if (!entry) {
    return open('witnesses', 'Witnesses', 'Its entry in the log of heads is further back than this page looks.');
  }
  report.cosigners = await cosignatures(heads.note, origin, report.trust.witnesses);
  const facts = [['folded to', hex(root)], ['entered root', hex(entry.root)], ['heads log root', hex(heads.root)]];
  const up = (await log.prove(entry)).at(-1)?.result ?? (await recordHash(entry.bytes));
  if (!equal(root, entry.root) || !equal(up, heads.root)) {
    return wrong('witnesses', 'Witnesses', 'What witnesses have cosigned does not have this event at this place.', facts);
  }
  const found = cosigned(report.cosigners, facts);
  if (breaks.length > 0 && found.state !== 'fail') {
    const at = breaks.map((each) => each.index).join(', ');
    return open('witnesses', 'Witnesses', `The log of heads says that the stream's history was replaced by another one (entry ${at}): ask its operator why. ${found.says}`, facts);
  }
  return from === 0 ? found : { ...found, says: `${found.says} Whether its history was replaced before entry ${from} of the log was not looked at.` };
}

function cosigned(cosigners, facts) {
  if (cosigners.some((line) => line.known && line.valid === false)) {
    return wrong('witnesses', 'Witnesses', 'The line of a witness that you know is not its signature.', facts);
  }
  const valid = cosigners.filter((line) => line.valid);
  return valid.length > 0
    ? passed('witnesses', 'Witnesses', `Cosigned by ${valid.map((line) => line.name).join(', ')}, whose key you gave.`, facts)
    : open('witnesses', 'Witnesses', `Cosigned in the name of ${cosigners.map((line) => line.name).join(', ')}: their signatures were not checked, as you have given no key of theirs.`, facts);
}

function signed(id, title, valid, says, facts) {
  return valid === null
    ? open(id, title, 'This browser does not know Ed25519: the signature was not checked.', facts)
    : valid ? passed(id, title, says, facts) : wrong(id, title, 'The signature is wrong.', facts);
}

const unprefixed = (text) => text.replace(/^0x/, '');

const NAMES = new Map([
  [payload, ['payload', 'Payload']],
  [author, ['author', 'Author']],
  [leaf, ['leaf', 'Leaf']],
  [path, ['path', 'Path']],
  [checkpoint, ['checkpoint', 'Checkpoint']],
  [firstSeen, ['seen', 'Same history']],
  [receipt, ['receipt', 'Receipt']],
  [commitment, ['commitment', 'Commitment']],
  [witnesses, ['witnesses', 'Witnesses']],
]);
