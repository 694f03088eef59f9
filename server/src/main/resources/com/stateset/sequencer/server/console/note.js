// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature), read as strictly as the protocol's section 6 says.

import { concat, equal, hex, sha256, unbase64, utf8, verifyEd25519 } from './bytes.js';

const LOG = 1;
const WITNESS = 4;
const MOST_SIGNATURES = 100;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** The key id of a name and a key: four bytes. */
export async function keyId(name, type, publicKey) {
  return (await sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4);
}

/** Reads a note: the text that is signed, and its signature lines. */
export function parseNote(note) {
  const empty = note.lastIndexOf('\n\n');
  if (empty < 0 || CONTROL.test(note) || !note.endsWith('\n')) {
    throw new Error('not a signed note');
  }
  const lines = note.slice(empty + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) {
    throw new Error('the note has too many signatures');
  }
  return { text: note.slice(0, empty + 1), signatures: lines.map(parseLine) };
}

export function parseLine(line) {
  const parts = /^— (\S+) (\S+)$/u.exec(line);
  const bytes = parts ? unbase64(parts[2]) : [];
  if (bytes.length < 5 || parts[1].includes('+')) {
    throw new Error(`not a signature line: ${line}`);
  }
  return { name: parts[1], keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Reads the text of a checkpoint: origin, size and root. */
export function parseCheckpoint(text) {
  const [origin, size, root, ...more] = text.split('\n');
  if (!/^(0|[1-9][0-9]{0,18})$/.test(size ?? '') || more.length < 1 || more.slice(0, -1).includes('')) {
    throw new Error('not the text of a checkpoint');
  }
  if (!Number.isSafeInteger(Number(size))) {
    throw new Error(`a size of ${size} is more than a browser counts exactly`);
  }
  const bytes = unbase64(root);
  if (bytes.length !== 32) {
    throw new Error('the root of the checkpoint is not 32 bytes');
  }
  return { origin, size: Number(size), root: bytes };
}

/**
 * Opens a log's checkpoint: its origin is the one asked for, and one of the log's keys has signed it. Without Ed25519 in the browser,
 * signed is null.
 */
export async function openCheckpoint(note, origin, keys) {
  const parsed = parseNote(note);
  const head = parseCheckpoint(parsed.text);
  if (head.origin !== origin) {
    throw new Error(`the checkpoint is of the log ${head.origin}, not of ${origin}`);
  }
  let signed = false;
  for (const key of keys) {
    for (const line of await linesOf(parsed, origin, LOG, key.publicKey)) {
      const valid = await verifyEd25519(key.publicKey, utf8(parsed.text), line.signature);
      if (valid === false) {
        throw new Error(`the checkpoint's signature of key ${key.version} is wrong`);
      }
      signed = valid === null ? null : key;
    }
  }
  if (signed === false) {
    throw new Error("none of the sequencer's keys has signed the checkpoint");
  }
  return { ...head, signed, note: parsed };
}

async function linesOf(parsed, name, type, publicKey) {
  const id = await keyId(name, type, publicKey);
  return parsed.signatures.filter((line) => line.name === name && equal(line.keyId, id));
}

/** Reads a witness's key as its operator publishes it: name+key id+base64. */
export async function parseWitness(vkey) {
  const [name, id, ...rest] = vkey.trim().split('+');
  const typed = name && id && rest.length > 0 ? unbase64(rest.join('+')) : [];
  if (typed.length !== 33 || typed[0] !== WITNESS) {
    throw new Error(`not the key of a witness, name+id+base64: ${vkey}`);
  }
  const publicKey = typed.slice(1);
  if (hex(await keyId(name, WITNESS, publicKey)) !== id.toLowerCase()) {
    throw new Error(`the key id of ${name} is not that of its key`);
  }
  return { name, publicKey, vkey: vkey.trim() };
}

/** What each line but the log's own says: by whom, when, and whether it is the signature of one of the known witnesses. */
export async function cosignatures(parsed, origin, witnesses) {
  const lines = parsed.signatures.filter((line) => line.name !== origin);
  return Promise.all(lines.map((line) => cosignature(parsed.text, line, witnesses)));
}

async function cosignature(text, line, witnesses) {
  const isStamped = line.signature.length === 72;
  const seconds = isStamped ? new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0) : null;
  const said = { name: line.name, keyId: hex(line.keyId), time: isStamped ? new Date(Number(seconds) * 1000) : null };
  for (const witness of witnesses) {
    if (isStamped && witness.name === line.name && equal(await keyId(line.name, WITNESS, witness.publicKey), line.keyId)) {
      const message = utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
      return { ...said, valid: await verifyEd25519(witness.publicKey, message, line.signature.slice(8)), known: true };
    }
  }
  return { ...said, valid: null, known: false };
}

/** The vkey of a log, for a witness to know it by. */
export async function logKey(origin, publicKey) {
  const typed = concat(Uint8Array.of(LOG), publicKey);
  return `${origin}+${hex(await keyId(origin, LOG, publicKey))}+${btoa(String.fromCharCode(...typed))}`;
}
