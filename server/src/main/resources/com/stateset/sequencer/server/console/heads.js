// The log of heads, read as its tiles (C2SP tlog-tiles): entries, and proofs that are made here from the tiles' hashes, so that nothing
// need be believed but the checkpoint that they lead to.

import { getBytes } from './api.js';
import { equal, hex } from './bytes.js';
import { fold, nodeHash, recordHash, siblingsOf } from './tree.js';

const WIDTH = 256;
const ENTRY = 87;
const PREFIX = 15;
const KINDS = new Map([['VES_TREEHEAD_V1', 'head'], ['VES_TREEBREAK_1', 'break']]);

/** The most bundles of 256 entries that are searched for a stream. */
const MOST_BUNDLES = 40;

/** Reads a log of a size; tiles are fetched once. */
export class HeadsLog {
  #tiles = new Map();

  constructor(size) {
    this.size = size;
  }

  /** The entries [from, to), oldest first. */
  async entries(from, to) {
    const found = [];
    for (let bundle = Math.floor(from / WIDTH); bundle * WIDTH < to; bundle++) {
      found.push(...(await this.#bundle(bundle)));
    }
    return found.filter((entry) => entry.index >= from && entry.index < to);
  }

  /**
   * The newest head of a stream with that size, undefined if it is not among the newest ten thousand entries; the breaks of the stream
   * that were seen on the way to it, and the first entry that was looked at.
   */
  async find(streamId, size) {
    const last = Math.floor((this.size - 1) / WIDTH);
    const breaks = [];
    let bundle = last;
    let head;
    for (; bundle >= 0 && bundle > last - MOST_BUNDLES && !head; bundle--) {
      const entries = (await this.#bundle(bundle)).filter((entry) => equal(entry.streamId, streamId));
      breaks.push(...entries.filter((entry) => entry.kind === 'break'));
      head = entries.findLast((entry) => entry.kind === 'head' && entry.size === size);
    }
    return { head, breaks, from: (bundle + 1) * WIDTH };
  }

  /** The steps from an entry to the root. */
  async prove(entry) {
    const siblings = siblingsOf(entry.index, this.size);
    const hashes = await Promise.all(siblings.map(({ from, to }) => this.#hash(from, to)));
    return fold(await recordHash(entry.bytes), entry.index, this.size, hashes);
  }

  async #bundle(index) {
    const bytes = await this.#tile('entries', index, Math.min(WIDTH, this.size - index * WIDTH));
    const entries = [];
    for (let at = 0; at < bytes.length; at += ENTRY + 2) {
      entries.push(parse(bytes.slice(at + 2, at + 2 + ENTRY), index * WIDTH + entries.length));
    }
    return entries;
  }

  async #hash(from, to) {
    const count = to - from;
    const height = Math.log2(count);
    if (!Number.isInteger(height)) {
      const middle = from + 2 ** Math.floor(height);
      return nodeHash(await this.#hash(from, middle), await this.#hash(middle, to));
    }
    const level = Math.floor(height / 8);
    const first = from / WIDTH ** level;
    const tile = Math.floor(first / WIDTH);
    const width = Math.min(WIDTH, Math.floor(this.size / WIDTH ** level) - tile * WIDTH);
    const bytes = await this.#tile(level, tile, width);
    let hashes = [];
    for (let i = first % WIDTH; i < (first % WIDTH) + 2 ** (height % 8); i++) {
      hashes.push(bytes.slice(32 * i, 32 * i + 32));
    }
    while (hashes.length > 1) {
      const pairs = hashes.filter((_, i) => i % 2 === 0).map((left, i) => nodeHash(left, hashes[2 * i + 1]));
      hashes = await Promise.all(pairs);
    }
    return hashes[0];
  }

  #tile(level, index, width) {
    const path = `log/heads/tile/${level}/${spell(index)}${width === WIDTH ? '' : `.p/${width}`}`;
    if (!this.#tiles.has(path)) {
      this.#tiles.set(path, getBytes(path));
    }
    return this.#tiles.get(path);
  }
}

/** A tile's number in groups of three digits, all but the last with an x before them. */
function spell(index) {
  const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/.../g);
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

function parse(bytes, index) {
  const kind = KINDS.get(new TextDecoder().decode(bytes.slice(0, PREFIX)));
  if (bytes.length !== ENTRY || kind === undefined) {
    throw new Error(`entry ${index} of the log of heads is not one: ${hex(bytes)}`);
  }
  return {
    index,
    kind,
    bytes,
    streamId: bytes.slice(PREFIX, PREFIX + 32),
    size: Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(PREFIX + 32)),
    root: bytes.slice(PREFIX + 40),
  };
}
