// One event: the verdict first, then what it rests on, then the event itself and the history of its entity.

import { get, getText, query, readEvent } from './api.js';
import { count, el, facts, hash, notice, pill, show, time } from './dom.js';
import { drawPath, listPath } from './proofpath.js';
import { trust } from './trust.js';
import { NEVER_CHECKED, verifyEvent } from './verify.js';
import { eventLink, searchLink, streamHead, streamOf } from './view-stream.js';

const WORDS = { pass: 'holds', fail: 'fails', open: 'not checked' };
const MARKS = { pass: '✓', fail: '✕', open: '–' };
const HISTORY = 100;

export async function eventView({ place, parts, title }) {
  const stream = streamOf(parts);
  const number = Number(parts[2]);
  streamHead(place, title, stream, null, `Event ${count(number)}`);
  const event = await readEvent(stream, number);
  if (!event) {
    place.append(notice('plain', `The stream has no event ${count(number)}.`));
    return;
  }
  const verdict = el('div', { class: 'verdict busy', role: 'status' }, 'Verifying in this browser …');
  const proof = el('div', { class: 'proof' });
  place.append(verdict, proof, contents(stream, event), await history(stream, event));
  const report = await verifyEvent(stream, event, await trust());
  verdict.replaceWith(verdictOf(report));
  show(proof, checksOf(report), pathOf(report));
  document.getElementById('payload').classList.toggle('altered', report.failed?.some((check) => check.id === 'payload') ?? false);
}

function verdictOf(report) {
  const words = { proved: 'Proved', altered: report.differs.length > 0 ? 'Altered' : 'Refused', open: 'Not proved' };
  const left = report.checks.filter((check) => check.state === 'open').map((check) => check.title);
  const says = {
    proved: () => `Event ${count(report.event.sequence_number)} stands at its place in a history of ${count(report.path.size)} events that is signed.`,
    altered: () => (report.differs.length > 0
      ? `What the server shows is not what was sequenced. What differs: ${report.differs.join('; ')}.`
      : `The event is held to what was signed, and does not pass. What fails: ${report.failed.map((check) => check.title).join(', ')}.`),
    open: () => 'Nothing was found to be wrong, but nothing signed was reached either.',
  };
  return el('div', { class: `verdict ${report.verdict}`, role: report.verdict === 'altered' ? 'alert' : 'status' },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, { proved: '✓', altered: '✕', open: '–' }[report.verdict]),
    el('div', {},
      el('h2', {}, words[report.verdict]),
      el('p', {}, says[report.verdict]()),
      el('p', { class: 'left' }, el('strong', {}, 'Not checked: '), left.map((title) => `${title}, `), el('a', { href: '#never', onclick: jump }, left.length > 0 ? 'and what no check covers' : 'what no check covers'), '.')));
}

/** Within the page; the address is the router's. */
function jump(event) {
  event.preventDefault();
  const heading = document.getElementById('never');
  heading.scrollIntoView();
  heading.focus();
}

function checksOf(report) {
  const items = report.checks.map((check) => el('li', { class: check.state, 'data-check': check.id },
    el('details', {},
      el('summary', {},
        el('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[check.state]),
        el('span', { class: 'name' }, check.title), pill(check.state, WORDS[check.state]),
        el('span', { class: 'says' }, check.says)),
      check.facts?.length > 0 && facts(check.facts.map(([term, value]) => [term, value.includes('\n') ? el('pre', { tabindex: '0' }, value) : hash(value)])))));
  return el('section', { class: 'card checks' }, el('h2', {}, 'What was checked'), el('ul', {}, items), neverChecked(), saveButton(report));
}

function neverChecked() {
  return el('div', { class: 'never' },
    el('h3', { id: 'never', tabindex: '-1' }, 'What no check covers'),
    el('dl', {}, NEVER_CHECKED.map(([what, why]) => el('div', {}, el('dt', {}, what), el('dd', {}, why)))));
}

/** The proof in the form that tools of others read, as a file. */
function saveButton(report) {
  if (!report.checkpoint) {
    return null;
  }
  const save = async () => {
    const text = await getText(`api/v1/history/proofs/${report.event.sequence_number}?${query(report.stream)}`, { headers: { Accept: 'text/plain' } });
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    el('a', { href: url, download: `event-${report.event.sequence_number}.tlog-proof` }).click();
    URL.revokeObjectURL(url);
  };
  return el('button', { type: 'button', onclick: save }, 'Save the proof as a file');
}

function pathOf(report) {
  if (!report.path) {
    return null;
  }
  const holds = report.checks.find((check) => check.id === 'path').state === 'pass';
  return el('section', { class: 'card way' },
    el('h2', {}, 'The way to the root'),
    drawPath(report.path, report.event.sequence_number, holds),
    listPath(report.path),
    signatures(report));
}

function signatures(report) {
  const head = report.checkpoint;
  if (!head) {
    return el('p', { class: 'hint' }, 'No signed checkpoint was reached.');
  }
  const cosigners = (report.cosigners ?? []).map((line) => el('li', {},
    pill(line.valid ? 'pass' : line.known && line.valid === false ? 'fail' : 'open', line.valid ? 'holds' : line.known && line.valid === false ? 'fails' : 'not checked'),
    ` ${line.name}`, line.time && el('span', { class: 'faint' }, ' on ', time(line.time))));
  return el('div', { class: 'signatures' },
    el('h3', {}, 'The checkpoint is signed by'),
    el('ul', {}, el('li', {}, pill(head.signed ? 'pass' : 'open', head.signed ? 'holds' : 'not checked'), ` the sequencer, as ${head.origin.slice(0, head.origin.lastIndexOf('/'))}`)),
    el('h3', {}, 'and cosigned by'),
    cosigners.length > 0 ? el('ul', {}, cosigners) : el('p', { class: 'hint' }, 'No witness has cosigned a head that has this event in it.'),
    report.cosigners?.some((line) => !line.known) && el('p', { class: 'hint' }, 'A witness is checked when you give its key under ', el('a', { href: '#/trust' }, 'Trust'), '.'));
}

function contents(stream, event) {
  const e = event.envelope;
  const text = e.payload_encrypted ? 'encrypted end to end' : e.payload === null ? 'null' : JSON.stringify(e.payload, null, 2);
  return el('div', { class: 'two' },
    el('section', { class: 'card', id: 'payload' }, el('h2', {}, 'Payload'), el('pre', { class: 'payload', tabindex: '0' }, text)),
    el('section', { class: 'card' }, el('h2', {}, 'Event'), facts([
      ['type', e.event_type],
      ['entity', searchLink(stream, { entity_type: e.entity_type, entity_id: e.entity_id }, `${e.entity_type} ${e.entity_id}`)],
      ['version of the entity', count(e.entity_version)],
      e.base_version !== null && ['written on version', count(e.base_version)],
      ['created, says the author', time(e.created_at)],
      ['sequenced', time(event.sequenced_at)],
      ['author', el('a', { href: `#/keys/${e.tenant_id}`, class: 'mono' }, e.source_agent_id)],
      ['signed with', e.ves_version === 1 ? `key ${e.agent_key_id}` : 'nothing'],
      ['event id', el('span', { class: 'mono' }, e.event_id)],
      e.command_id && ['command', el('span', { class: 'mono' }, e.command_id)],
    ]), e.metadata && [
      el('h3', {}, 'Metadata'),
      facts(Object.entries(e.metadata)),
      el('p', { class: 'hint' }, 'Kept beside the event: no hash covers it, and no check on this page says anything about it.')], e.tags && [
      el('h3', {}, 'Tags'),
      el('p', { class: 'mono' }, e.tags.join(' · ')),
      el('p', { class: 'hint' }, 'What the event is found by in decisions: no hash covers them, and no check on this page says anything about them.')]));
}

async function history(stream, event) {
  const e = event.envelope;
  const path = `api/v1/entities/${encodeURIComponent(e.entity_type)}/${encodeURIComponent(e.entity_id)}`;
  const from = Math.max(0, e.entity_version - HISTORY / 2);
  const page = await get(`${path}?${query(stream, { from, limit: HISTORY })}`);
  const items = page.events.map((other) => {
    const isThis = other.sequence_number === event.sequence_number;
    const text = [el('span', { class: 'number' }, `#${count(other.sequence_number)}`), el('span', { class: 'type' }, other.envelope.event_type)];
    return el('li', { class: isThis ? 'this' : '' },
      isThis ? el('span', { 'aria-current': 'true' }, text) : eventLink(stream, other.sequence_number, text),
      el('span', { class: 'when' }, time(other.sequenced_at)));
  });
  const shown = page.count < page.total ? `, ${count(from + 1)} to ${count(from + page.count)} of ${count(page.total)}` : '';
  return el('section', { class: 'card' }, el('h2', {}, `History of ${e.entity_type} ${e.entity_id}${shown}`), el('ol', { class: 'timeline' }, items));
}
