// One stream as it grows: the newest events first, as the server publishes them.

import { follow, get, isAuditLog, query } from './api.js';
import { Rate } from './chart.js';
import { count, el, hash, measure, pill, plural, shortId, show, time } from './dom.js';

const SHOWN = 200;
const BEFORE = 50;

export const streamOf = ([tenant_id, store_id]) => ({ tenant_id, store_id });

/** The heading of what is about one stream, and its tabs. */
export function streamHead(place, title, stream, tab, name) {
  const base = `#/stream/${stream.tenant_id}/${stream.store_id}`;
  const tabs = [['', 'Live'], ['/search', 'Search'], ['/commitments', 'Commitments']];
  title(place, name);
  place.append(
    el('p', { class: 'crumbs' }, el('a', { href: '#/streams' }, 'Streams'), ' / store ', el('span', { class: 'mono' }, stream.store_id), isAuditLog(stream) && ', the audit log'),
    el('nav', { class: 'tabs', 'aria-label': 'Of this stream' },
      tabs.map(([path, text]) => el('a', { href: base + path, 'aria-current': path === tab ? 'page' : null }, text))));
}

export const eventLink = (stream, number, ...text) =>
  el('a', { href: `#/stream/${stream.tenant_id}/${stream.store_id}/event/${number}` }, ...text);

export const searchLink = (stream, fields, ...text) =>
  el('a', { href: `#/stream/${stream.tenant_id}/${stream.store_id}/search?${encodeURIComponent(new URLSearchParams(fields))}` }, ...text);

/** An event as a line of a list. */
export function eventRow(stream, event) {
  const e = event.envelope;
  return el('li', {},
    eventLink(stream, event.sequence_number, el('span', { class: 'number' }, `#${count(event.sequence_number)}`), el('span', { class: 'type' }, e.event_type)),
    el('span', { class: 'entity' }, searchLink(stream, { entity_type: e.entity_type, entity_id: e.entity_id }, `${e.entity_type} ${e.entity_id}`)),
    el('span', { class: 'by' }, e.ves_version === 1 ? pill('pass', 'signed') : pill('plain', 'unsigned'), ' ', shortId(e.source_agent_id)),
    el('span', { class: 'when' }, time(event.sequenced_at)));
}

export async function streamView({ place, parts, signal, title }) {
  const stream = streamOf(parts);
  streamHead(place, title, stream, '', 'Live');
  const head = await get(`api/v1/head?${query(stream)}`);
  const state = el('span', { class: 'state', role: 'status' });
  const number = el('span', { class: 'big' }, count(head.head_sequence));
  const speed = el('span', {}, '–');
  const filter = el('input', { id: 'filter', type: 'search', placeholder: 'type or entity', oninput: () => filterRows() });
  const hold = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => pause() }, 'Pause');
  const list = el('ol', { class: 'events', 'aria-label': 'Events, the newest first' });
  place.append(
    el('div', { class: 'strip' },
      el('div', {}, el('span', { class: 'label' }, 'head'), number),
      el('div', {}, el('span', { class: 'label' }, 'rate'), speed),
      el('div', {}, el('span', { class: 'label' }, 'state root'), hash(head.state_root)),
      el('div', { class: 'grow' }, el('label', { class: 'label', for: 'filter' }, 'Show only'), filter),
      el('div', {}, state, hold)),
    list);

  const rate = new Rate();
  let last = head.head_sequence;
  let waiting = null;
  const add = (event) => {
    const row = eventRow(stream, event);
    row.hidden = !matches(row);
    list.prepend(row);
    while (list.children.length > SHOWN) {
      list.lastElementChild.remove();
    }
  };
  const matches = (row) => row.textContent.toLowerCase().includes(filter.value.toLowerCase());
  const filterRows = () => Array.from(list.children).forEach((row) => (row.hidden = !matches(row)));
  const pause = () => {
    const held = waiting;
    waiting = held ? null : [];
    held?.forEach(add);
    hold.textContent = held ? 'Pause' : 'Go on';
    hold.setAttribute('aria-pressed', String(!held));
  };
  const timer = setInterval(() => {
    const now = rate.of(last);
    speed.textContent = Number.isFinite(now) ? `${measure(now)} events/s` : '–';
    number.textContent = count(last);
    if (waiting) {
      hold.textContent = `Go on (${plural(waiting.length, 'new event')})`;
    }
  }, 1000);
  signal.addEventListener('abort', () => clearInterval(timer));
  const onEvent = (event) => {
    last = Math.max(last, event.sequence_number);
    if (waiting) {
      waiting.push(event);
      waiting.splice(0, waiting.length - SHOWN);
    } else {
      add(event);
    }
  };
  const onState = (to, error) => show(state, to === 'live' ? pill('pass', 'live') : pill('open', error?.message ?? 'coming back'));
  await follow(stream, Math.max(1, head.head_sequence - BEFORE + 1), onEvent, onState, signal);
}
