// The chain of a stream's commitments: each link is recomputed from the one before it.

import { get, query } from './api.js';
import { canHash, equal, hex, unhex, verifyEd25519 } from './bytes.js';
import { count, el, facts, hash, notice, pill, plural, show, time } from './dom.js';
import { trust } from './trust.js';
import { commitmentMessage, stateRoot } from './ves.js';
import { eventLink, streamHead, streamOf } from './view-stream.js';

const PAGE = 50;
const ZERO = '0'.repeat(64);

export async function commitmentsView({ place, parts, title }) {
  const stream = streamOf(parts);
  streamHead(place, title, stream, '/commitments', 'Commitments');
  const known = await trust();
  const list = el('ol', { class: 'chain' });
  const summary = el('div');
  const more = el('button', { type: 'button' }, 'Show earlier ones');
  place.append(summary, list, more);
  const all = [];
  const load = async () => {
    const before = all.at(-1)?.sequence_start;
    const page = await get(`api/v1/commitments?${query(stream, before ? { limit: PAGE, before } : { limit: PAGE })}`);
    all.push(...page.commitments);
    more.hidden = page.count < PAGE;
    const checked = await Promise.all(all.map((commitment, i) => check({ ...commitment, ...stream }, all[i + 1], known)));
    const isOnChain = checked.filter((result) => result.state !== 'fail').length;
    const anchored = all.filter((commitment) => commitment.is_anchored).length;
    show(summary, all.length === 0
      ? notice('plain', 'Nothing of this stream is committed to yet. A commitment is made on request, or by COMMIT_EVERY_EVENTS and COMMIT_EVERY_SECONDS.')
      : el('p', { class: 'lead' }, `${plural(all.length, 'commitment')} shown, ${count(isOnChain)} of them without fault; ${count(anchored)} anchored on a chain. Anchors are named, and were not looked up.`));
    show(list, all.map((commitment, i) => link(stream, commitment, checked[i])));
  };
  more.addEventListener('click', load);
  await load();
}

/** Recomputes a commitment's state root, compares it with the one before, and checks its signature. */
async function check(commitment, before, known) {
  if (!canHash) {
    return { state: 'open', says: 'not checked: this browser hashes only for pages of https or of this machine' };
  }
  const expected = before ? before.new_state_root : commitment.sequence_start === 1 ? ZERO : null;
  if (expected !== null && commitment.prev_state_root !== expected) {
    return { state: 'fail', says: 'does not begin with the state root of the one before' };
  }
  if (before && commitment.sequence_start !== before.sequence_end + 1) {
    return { state: 'fail', says: 'does not begin where the one before ends' };
  }
  const root = await stateRoot(commitment);
  if (!equal(root, unhex(commitment.new_state_root))) {
    return { state: 'fail', says: `its state root does not follow from it: ${hex(root)} does` };
  }
  const key = commitment.commitment_signature && known.keyOf(commitment.sequencer_key_version);
  const valid = key ? await verifyEd25519(key, await commitmentMessage(root), unhex(commitment.commitment_signature)) : null;
  if (valid === false) {
    return { state: 'fail', says: 'the signature is wrong' };
  }
  const linked = expected === null ? 'follows from its own fields; the one before is not shown' : 'follows from the one before';
  return valid ? { state: 'pass', says: `${linked}, and is signed` } : { state: 'open', says: `${linked}; its signature was not checked` };
}

function link(stream, commitment, checked) {
  const words = { pass: 'holds', fail: 'fails', open: 'open' };
  return el('li', { class: checked.state },
    el('div', { class: 'link-head' },
      el('h2', {}, 'Events ', eventLink(stream, commitment.sequence_start, count(commitment.sequence_start)), ' to ', eventLink(stream, commitment.sequence_end, count(commitment.sequence_end))),
      pill(checked.state, words[checked.state]), commitment.is_anchored ? pill('pass', 'anchored') : pill('plain', 'not anchored')),
    el('p', {}, `The state root ${checked.says}.`),
    facts([
      ['committed', time(commitment.committed_at)],
      ['state root', hash(commitment.new_state_root)],
      ['before it', hash(commitment.prev_state_root)],
      ['merkle root', hash(commitment.merkle_root)],
      commitment.chain_tx_hash && ['transaction', hash(commitment.chain_tx_hash)],
      ['id', el('span', { class: 'mono' }, commitment.batch_id)],
    ]));
}
