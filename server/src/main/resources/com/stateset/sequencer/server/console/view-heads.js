// The log of the heads of all streams, which witnesses follow: its checkpoint, who has cosigned it, and its newest entries.

import { get, getText, isAuditLog, query, streams } from './api.js';
import { canHash, equal, hex } from './bytes.js';
import { count, el, facts, hash, notice, pill, plural, table, time } from './dom.js';
import { HeadsLog } from './heads.js';
import { cosignatures, logKey, openCheckpoint } from './note.js';
import { recordHash } from './tree.js';
import { trust } from './trust.js';
import { streamId } from './ves.js';

const SHOWN = 100;

export async function headsView({ place, title }) {
  title(place, 'Heads log');
  place.append(el('p', { class: 'lead' }, 'One log for all streams: each entry is the size and root of a stream under a checkpoint that was signed. Witnesses follow it, and so hold the sequencer to one history of every stream.'));
  const known = await trust();
  if (!known.signs || !canHash) {
    place.append(notice('plain', known.signs ? 'This browser hashes only for pages of https or of this machine itself, so the log cannot be checked.' : 'No key signs here, so there is no log of heads.'));
    return;
  }
  const origin = `${known.logName}/heads`;
  const reached = await streams();
  const head = await openCheckpoint(await getText('log/heads/checkpoint'), origin, known.keys);
  const log = new HeadsLog(head.size);
  const entries = (await log.entries(Math.max(0, head.size - SHOWN), head.size)).reverse();
  const vkey = head.signed ? await logKey(origin, head.signed.publicKey) : '';
  place.append(
    el('section', { class: 'card' }, el('h2', {}, 'Checkpoint ', pill(head.signed ? 'pass' : 'open', head.signed ? 'signature holds' : 'not checked')), facts([
      ['entries', count(head.size)],
      ['root', hash(hex(head.root))],
      ['origin', el('span', { class: 'mono' }, origin)],
      ['key for witnesses', el('span', { class: 'mono' }, vkey)],
    ])),
    await witnessed(reached, origin, known),
    await newest(log, head, entries, reached));
}

/** Asked for only where a stream says that there is one. */
async function witnessed(reached, origin, known) {
  const first = reached.length > 0 && (await get(`api/v1/history/head?${query(reached[0])}`)).witnessed;
  if (!first) {
    return el('section', { class: 'card' }, el('h2', {}, 'Witnesses'), el('p', { class: 'hint' }, 'No quorum of witnesses has cosigned a head of these streams. WITNESSES and WITNESS_QUORUM name them to the server.'));
  }
  const head = await openCheckpoint(await getText('log/heads/witnessed'), origin, known.keys);
  const lines = await cosignatures(head.note, origin, known.witnesses);
  const state = (line) => (line.valid ? pill('pass', 'holds') : line.known && line.valid === false ? pill('fail', 'fails') : pill('open', 'not checked'));
  return el('section', { class: 'card' },
    el('h2', {}, `Cosigned up to entry ${count(head.size)}`),
    table('Cosignatures', ['Witness', 'Key id', 'Signed', 'Signature'], lines.map((line) => [line.name, el('span', { class: 'mono' }, line.keyId), time(line.time), state(line)])),
    lines.some((line) => !line.known) && el('p', { class: 'hint' }, 'A signature is checked when you give the witness\u2019s key under ', el('a', { href: '#/trust' }, 'Trust'), '.'));
}

async function newest(log, head, entries, reached) {
  const names = new Map(await Promise.all(reached.map(async (stream) => [hex(await streamId(stream)), stream])));
  const proved = new Map();
  for (const entry of entries) {
    const root = (await log.prove(entry)).at(-1)?.result ?? (await recordHash(entry.bytes));
    proved.set(entry.index, equal(root, head.root));
  }
  const rows = entries.map((entry) => {
    const stream = names.get(hex(entry.streamId));
    return [
      count(entry.index),
      stream ? el('a', { href: `#/stream/${stream.tenant_id}/${stream.store_id}`, class: 'mono' }, isAuditLog(stream) ? 'audit log' : stream.store_id.slice(0, 8)) : hash(hex(entry.streamId)),
      count(entry.size),
      hash(hex(entry.root)),
      entry.kind === 'break' ? pill('fail', 'history replaced') : proved.get(entry.index) ? pill('pass', 'in the tree') : pill('fail', 'not in the tree'),
    ];
  });
  return el('section', { class: 'card' }, el('h2', {}, `The newest ${plural(entries.length, 'entry', 'entries')}`), table('Entries of the log', ['Entry', 'Stream', 'Size', 'Root', 'State'], rows));
}
