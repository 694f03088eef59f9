// Whose word is taken for what. Kept for this tab: keys that the reader has from elsewhere, and the first checkpoint seen of each log.

import { get, query } from './api.js';
import { canHash, equal, hex, unhex, verifyEd25519 } from './bytes.js';
import { parseWitness } from './note.js';
import { verifyConsistency } from './tree.js';
import { directoryMessage } from './ves.js';

const PINS = 'sequencer.pins';
const WITNESSES = 'sequencer.witnesses';
const SEEN = 'sequencer.seen.';

const lines = (text) => (text ?? '').split('\n').map((line) => line.trim()).filter(Boolean);

export const stored = { pins: () => sessionStorage.getItem(PINS) ?? '', witnesses: () => sessionStorage.getItem(WITNESSES) ?? '' };

/** Takes over what the reader has written; throws, and changes nothing, if a line is not a key. */
export async function store(pins, witnesses) {
  for (const pin of lines(pins)) {
    if (unhex(pin).length !== 32) {
      throw new Error(`not a public key of 32 bytes in hex: ${pin}`);
    }
  }
  await witnessesOf(witnesses);
  sessionStorage.setItem(PINS, pins);
  sessionStorage.setItem(WITNESSES, witnesses);
}

/** Their key ids are hashes: where the browser hashes nothing, no witness is known. */
const witnessesOf = async (text) => (canHash ? Promise.all(lines(text).map(parseWitness)) : []);

/** The sequencer as it says it is, with those of its keys that are trusted: the pinned ones, or all of them where none is. */
export async function trust() {
  const said = await get('api/v1/sequencer');
  const pins = lines(stored.pins()).map(unhex);
  const all = said.keys.map((key) => ({ version: key.key_version, publicKey: unhex(key.public_key) }));
  const keys = pins.length === 0 ? all : all.filter((key) => pins.some((pin) => equal(pin, key.publicKey)));
  return {
    id: said.sequencer_id,
    logName: said.log_name ?? `ves.sequencer/${said.sequencer_id}`,
    signs: said.signature_alg === 'ed25519',
    isPinned: pins.length > 0,
    keys,
    keyOf: (version) => keys.find((key) => key.version === version)?.publicKey,
    witnesses: await witnessesOf(stored.witnesses()),
  };
}

/** Whether a directory of keys is this agent's, and one of the trusted keys has signed it; null where nothing was signed or can be checked. */
export async function genuine(directory, tenant, agent, { keys }) {
  if (directory.tenantId !== tenant || directory.agentId !== agent) {
    return false;
  }
  if (!directory.directorySignature || !canHash) {
    return null;
  }
  const message = await directoryMessage(directory);
  const signature = unhex(directory.directorySignature);
  const answers = await Promise.all(keys.map((key) => verifyEd25519(key.publicKey, message, signature)));
  return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

/**
 * Holds a stream's checkpoint to the first one that this tab has seen of the log: it begins with that one, or this throws. Returns the
 * size of the first; null if this is it.
 */
export async function holdToSeen(stream, head) {
  const name = SEEN + head.origin;
  const text = sessionStorage.getItem(name);
  if (text === null) {
    sessionStorage.setItem(name, JSON.stringify({ size: head.size, root: hex(head.root) }));
    return null;
  }
  const seen = JSON.parse(text);
  const older = { size: seen.size, root: unhex(seen.root) };
  if (head.size < older.size) {
    throw new Error(`this tab has seen ${older.size} entries, and the checkpoint has ${head.size}`);
  }
  if (head.size === older.size) {
    await verifyConsistency(older, head, []);
    return older.size;
  }
  const proof = await get(`api/v1/history/consistency?${query(stream, { from: older.size, to: head.size })}`);
  await verifyConsistency(older, head, proof.hashes.map(unhex));
  return older.size;
}
