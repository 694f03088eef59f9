// The growing tree over a log's entries (RFC 9162): a tree of n > 1 entries splits at the largest power of two below n.
//
// Which hashes a proof must have, and on which side each stands, follows from the position and the size alone. So both are worked out
// here first, and the hashes that the server sent are only put in: one too few or too many is refused, and no other position fits.

import { equal, sha256 } from './bytes.js';

const RECORD = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const recordHash = (entry) => sha256(RECORD, entry);

export const nodeHash = (left, right) => sha256(NODE, left, right);

const split = (count) => 2 ** Math.floor(Math.log2(count - 1));

/** The siblings on the way from an entry to the root, from the entry upwards: on which side, and over which entries [from, to). */
export function siblingsOf(index, size, from = 0) {
  if (size === 1) {
    return [];
  }
  const middle = split(size);
  return index < middle
    ? [...siblingsOf(index, middle, from), { side: 'right', from: from + middle, to: from + size }]
    : [...siblingsOf(index - middle, size - middle, from + middle), { side: 'left', from, to: from + middle }];
}

/** Folds a path: returns the steps, each with its sibling and the hash that it makes. The last result is the root. */
export async function fold(record, index, size, hashes) {
  if (index < 0 || index >= size) {
    throw new Error(`there is no entry ${index} among ${size}`);
  }
  const siblings = siblingsOf(index, size);
  if (siblings.length !== hashes.length) {
    throw new Error(`the path has ${hashes.length} hashes, and entry ${index} of ${size} takes ${siblings.length}`);
  }
  let result = record;
  const steps = [];
  for (const [level, sibling] of siblings.entries()) {
    const hash = hashes[level];
    result = await (sibling.side === 'right' ? nodeHash(result, hash) : nodeHash(hash, result));
    steps.push({ ...sibling, hash, result });
  }
  return steps;
}

/** Checks that the tree of the newer size and root begins with the older one (section 2.1.4.2); throws if it does not. */
export async function verifyConsistency(older, newer, hashes) {
  if (older.size === newer.size) {
    requireProof(hashes.length === 0 && equal(older.root, newer.root));
    return;
  }
  if (older.size === 0) {
    requireProof(hashes.length === 0 && equal(older.root, await sha256()));
    return;
  }
  requireProof(older.size < newer.size);
  const path = Number.isInteger(Math.log2(older.size)) ? [older.root, ...hashes] : [...hashes];
  let at = older.size - 1;
  let last = newer.size - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  let [olderRoot, newerRoot] = [path[0], path[0]];
  requireProof(olderRoot !== undefined);
  for (const hash of path.slice(1)) {
    requireProof(last !== 0);
    if (at % 2 === 1 || at === last) {
      olderRoot = await nodeHash(hash, olderRoot);
      newerRoot = await nodeHash(hash, newerRoot);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newerRoot = await nodeHash(newerRoot, hash);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  requireProof(last === 0 && equal(olderRoot, older.root) && equal(newerRoot, newer.root));
}

function requireProof(holds) {
  if (!holds) {
    throw new Error('the newer tree does not begin with the older one');
  }
}
