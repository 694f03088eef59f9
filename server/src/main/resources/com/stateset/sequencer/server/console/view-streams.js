// All streams that the key reaches, with their heads and how fast they move.

import { MOST_STREAMS, isAuditLog, streams } from './api.js';
import { Rate, Series, draw } from './chart.js';
import { count, el, every, measure, pill, plural, problem, show } from './dom.js';

const PAUSE = 2000;

export async function streamsView({ place, signal, title }) {
  title(place, 'Streams');
  const summary = el('p', { class: 'lead' });
  const list = el('ul', { class: 'streams' });
  const failure = el('div');
  place.append(summary, failure, list);
  const rows = new Map();
  await every(PAUSE, signal, async () => {
    try {
      const found = await streams({ signal });
      show(failure);
      summary.textContent = found.length === 0
        ? 'There are no events yet. A stream comes into being with its first one.'
        : `${found.length < MOST_STREAMS ? '' : 'The first '}${plural(found.length, 'stream')} with ${plural(found.reduce((sum, stream) => sum + stream.head_sequence, 0), 'event')}.`;
      for (const stream of found) {
        const name = `${stream.tenant_id}/${stream.store_id}`;
        if (!rows.has(name)) {
          rows.set(name, row(stream));
          list.append(rows.get(name).element);
        }
        rows.get(name).update(stream.head_sequence);
      }
    } catch (e) {
      if (!signal.aborted) {
        show(failure, problem(e));
      }
    }
  });
}

function row(stream) {
  const series = new Series(60);
  const rate = new Rate();
  const head = el('span', { class: 'big' });
  const speed = el('span', { class: 'faint' });
  const picture = el('div', { class: 'spark' });
  const element = el('li', {}, el('a', { href: `#/stream/${stream.tenant_id}/${stream.store_id}` },
    el('span', { class: 'names' },
      el('span', { class: 'label' }, 'store'), el('span', {}, el('span', { class: 'mono' }, stream.store_id), isAuditLog(stream) && [' ', pill('plain', 'audit log')]),
      el('span', { class: 'label' }, 'tenant'), el('span', { class: 'mono faint' }, stream.tenant_id)),
    picture,
    el('span', { class: 'figures' }, head, speed)));
  return {
    element,
    update(number) {
      const now = rate.of(number);
      series.add(Number.isFinite(now) ? now : 0);
      head.textContent = count(number);
      speed.textContent = Number.isFinite(now) ? `${measure(now)} events/s` : 'events';
      show(picture, draw(series, { width: 120, height: 36 }));
    },
  };
}
