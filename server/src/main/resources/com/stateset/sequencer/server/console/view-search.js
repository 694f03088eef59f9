// Finding events. By id and by entity the server looks them up. By type and by time the page does: sequenced_at never runs backwards within
// a stream, so a time is found by halving; what is between two times is read through, the newest first, until enough is found.

import { get, query, readEvent, readEvents } from './api.js';
import { count, el, notice, plural, problem, show } from './dom.js';
import { eventRow, searchLink, streamHead, streamOf } from './view-stream.js';

const PAGE = 1000;
const ENOUGH = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function searchView({ place, parts, signal, title }) {
  const stream = streamOf(parts);
  streamHead(place, title, stream, '/search', 'Search');
  const asked = Object.fromEntries(new URLSearchParams(parts[2] ?? ''));
  const field = (name, text, type = 'text', hint = '') => el('div', { class: 'field' },
    el('label', { for: name }, text),
    el('input', { id: name, name, type, value: asked[name] ?? '', placeholder: hint, autocomplete: 'off', spellcheck: 'false', step: type === 'text' ? null : 1 }));
  const answer = el('div', { class: 'answer' });
  const form = el('form', { class: 'card form' },
    el('div', { class: 'fields' },
      field('entity_type', 'Entity type'), field('entity_id', 'Entity id'), field('event_type', 'Event type'),
      field('event_id', 'Event id or number', 'text', 'UUID or 42'), field('from', 'From, UTC', 'datetime-local'), field('to', 'To, UTC', 'datetime-local')),
    el('div', { class: 'actions' }, el('button', { class: 'primary' }, 'Search'),
      el('span', { class: 'hint' }, 'What you leave empty is not asked for. Type and entity may be given in part.')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
    const link = searchLink(stream, fields).getAttribute('href');
    if (link === location.hash) {
      find(stream, fields, answer, signal);
    } else {
      location.hash = link;
    }
  });
  place.append(form, answer);
  if (Object.keys(asked).length > 0) {
    await find(stream, asked, answer, signal);
  }
}

async function find(stream, asked, answer, signal) {
  show(answer, notice('plain', 'Looking …'));
  try {
    if (asked.event_id) {
      await showOne(stream, asked.event_id, answer);
    } else if (asked.entity_type && asked.entity_id && (await showEntity(stream, asked, answer))) {
      return;
    } else {
      await scan(stream, asked, answer, signal);
    }
  } catch (e) {
    if (!signal.aborted) {
      show(answer, problem(e));
    }
  }
}

async function showOne(stream, id, answer) {
  if (!UUID.test(id) && !/^\d+$/.test(id)) {
    show(answer, notice('bad', 'An event is named by its id, a UUID, or by its number.'));
    return;
  }
  const found = UUID.test(id) ? await findById(stream, id) : await readEvent(stream, Number(id));
  show(answer, found ? el('ol', { class: 'events' }, eventRow(stream, found)) : notice('plain', `There is no event ${id} in this stream.`));
}

async function findById(stream, id) {
  try {
    return await get(`api/v1/events/${id}?${query(stream)}`);
  } catch (e) {
    if (e.status === 404) {
      return undefined;
    }
    throw e;
  }
}

/** The history of just that entity; false if there is none, so that parts of its name are looked for. */
async function showEntity(stream, asked, answer) {
  const path = `api/v1/entities/${encodeURIComponent(asked.entity_type)}/${encodeURIComponent(asked.entity_id)}`;
  const first = await get(`${path}?${query(stream, { limit: 1 })}`);
  if (first.version === 0) {
    return false;
  }
  const page = await get(`${path}?${query(stream, { from: Math.max(0, first.version - PAGE), limit: PAGE })}`);
  const found = page.events.filter((event) => matches(event, { ...asked, entity_id: undefined, entity_type: undefined }) && within(event, asked)).reverse();
  const older = first.version > PAGE ? ` Of ${count(first.version)}, the newest ${count(PAGE)} were looked at.` : '';
  show(answer,
    el('p', { class: 'lead' }, `${asked.entity_type} ${asked.entity_id} is at version ${count(first.version)}: ${plural(found.length, 'event')} found.${older}`),
    el('ol', { class: 'events' }, found.map((event) => eventRow(stream, event))));
  return true;
}

async function scan(stream, asked, answer, signal) {
  const { head_sequence: head } = await get(`api/v1/head?${query(stream)}`);
  const first = asked.from ? await firstAt(stream, head, instant(asked.from)) : 1;
  const last = asked.to ? (await firstAt(stream, head, instant(asked.to) + 1)) - 1 : head;
  let stopped = false;
  const list = el('ol', { class: 'events' });
  const told = el('p', { class: 'lead', role: 'status' });
  const stop = el('button', { type: 'button', onclick: () => (stopped = true) }, 'Stop');
  show(answer, el('div', { class: 'actions' }, told, stop), list);
  let found = 0;
  let end = last;
  while (end >= first && found < ENOUGH && !stopped && !signal.aborted) {
    const start = Math.max(first, end - PAGE + 1);
    const page = await readEvents(stream, start, end - start + 1);
    const rest = await restOf(stream, page, end);
    const hits = [...page.events, ...rest].filter((event) => matches(event, asked)).reverse();
    list.append(...hits.map((event) => eventRow(stream, event)));
    found += hits.length;
    end = start - 1;
    told.textContent = `${plural(found, 'event')} found among ${count(last - end)} of ${count(Math.max(0, last - first + 1))}.`;
  }
  if (last < first) {
    told.textContent = 'No event was sequenced in that time.';
  }
  if (end >= first) {
    told.textContent += ' Narrow the search to see others.';
  }
  stop.remove();
}

/** A page may end early where its events are large. */
async function restOf(stream, page, end) {
  const found = [];
  let next = page.next_sequence + 1;
  while (next <= end) {
    const more = await readEvents(stream, next, end - next + 1);
    found.push(...more.events);
    next = more.next_sequence + 1;
  }
  return found;
}

/** The number of the first event that was sequenced at that moment or later; one past the head if none was. */
async function firstAt(stream, head, moment) {
  let low = 1;
  let high = head + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (Date.parse((await readEvent(stream, middle)).sequenced_at) < moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const instant = (text) => Date.parse(`${text}Z`);

const within = (event, asked) =>
  (!asked.from || Date.parse(event.sequenced_at) >= instant(asked.from)) && (!asked.to || Date.parse(event.sequenced_at) <= instant(asked.to));

const matches = ({ envelope }, asked) =>
  ['entity_type', 'entity_id', 'event_type'].every((name) => !asked[name] || envelope[name].includes(asked[name]));
