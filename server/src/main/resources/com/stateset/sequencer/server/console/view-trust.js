// What the reader has from elsewhere, and holds this server to.

import { el, facts, hash, notice, show } from './dom.js';
import { hex } from './bytes.js';
import { store, stored, trust } from './trust.js';

export async function trustView({ place, title }) {
  title(place, 'Trust');
  const known = await trust();
  place.append(el('p', { class: 'lead' }, 'A signature says no more than the key it is checked with. Without keys of yours, the console takes the sequencer\u2019s from the server itself: that shows what was altered behind the server, and not a server that lies with a key of its own.'));
  const pins = el('textarea', { id: 'pins', rows: '3', spellcheck: 'false', 'aria-describedby': 'pins-hint' }, stored.pins());
  const witnesses = el('textarea', { id: 'witnesses', rows: '4', spellcheck: 'false', 'aria-describedby': 'witnesses-hint' }, stored.witnesses());
  const said = el('div', { 'aria-live': 'polite' });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await store(pins.value, witnesses.value);
      show(said, notice('good', 'Kept for this tab. Proofs are checked with these keys from now on.'));
    } catch (e) {
      show(said, notice('bad', `${e.message}.`));
    }
  };
  place.append(
    el('section', { class: 'card' }, el('h2', {}, 'The sequencer, as it says'), facts([
      ['id', el('span', { class: 'mono' }, known.id)],
      ['logs', el('span', { class: 'mono' }, known.logName)],
      ...known.keys.map((each) => [`key ${each.version}`, hash(hex(each.publicKey))]),
      known.keys.length === 0 && ['keys', known.isPinned ? 'none of them is one that you gave' : 'none: nothing is signed'],
    ])),
    el('form', { class: 'card', onsubmit: submit },
      el('h2', {}, 'Keys that you have from elsewhere'),
      el('label', { for: 'pins' }, 'Public keys of the sequencer'), pins,
      el('p', { class: 'hint', id: 'pins-hint' }, '64 hex digits each, one a line. If there are any, no other key is taken.'),
      el('label', { for: 'witnesses' }, 'Keys of witnesses'), witnesses,
      el('p', { class: 'hint', id: 'witnesses-hint' }, 'As their operators publish them, name+key id+base64, one a line.'),
      said, el('button', { class: 'primary' }, 'Keep')));
}
