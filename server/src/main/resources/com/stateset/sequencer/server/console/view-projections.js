// Projections: how far each build is, and the events that it has put aside.

import { get, post } from './api.js';
import { count, el, every, notice, pill, plural, problem, show, shortId, time } from './dom.js';
import { eventLink } from './view-stream.js';

const PAUSE = 2000;
const SHOWN = 200;

export async function projectionsView({ place, signal, title }) {
  title(place, 'Projections');
  const builds = el('div');
  const parked = el('div');
  const said = el('div', { 'aria-live': 'polite' });
  place.append(builds, said, parked);
  let shown = '';
  await every(PAUSE, signal, async () => {
    try {
      const { projections } = await get('api/v1/projections', { signal });
      show(builds, listOf(projections));
      const names = [...new Set(projections.map((build) => build.name))].filter((name) => projections.some((build) => build.name === name && build.parked > 0));
      const lists = await Promise.all(names.map(async (name) => [name, (await get(`api/v1/projections/${name}/parked?limit=${SHOWN}`, { signal })).parked]));
      const now = JSON.stringify(lists);
      if (now !== shown) {
        shown = now;
        show(parked, lists.map(([name, events]) => parkedOf(name, events, said)));
      }
    } catch (e) {
      if (!signal.aborted) {
        show(builds, problem(e));
        if (e.status === 403) {
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        }
      }
    }
  });
}

function listOf(projections) {
  if (projections.length === 0) {
    return notice('plain', 'This store carries no projections yet.');
  }
  return el('ul', { class: 'builds' }, projections.map((build) => {
    const share = build.events === 0 ? 1 : Math.min(1, build.applied / build.events);
    const state = build.stopped.length > 0 ? pill('fail', 'stands still') : build.parked > 0 ? pill('open', `${count(build.parked)} parked`) : build.lag === 0 ? pill('pass', 'up to date') : pill('open', 'behind');
    return el('li', { class: 'card' },
      el('div', { class: 'link-head' }, el('h2', {}, build.name), el('span', { class: 'faint' }, `version ${build.version}, ${build.role}`), state),
      el('progress', { max: 1, value: share, 'aria-label': `${build.name}: applied` }),
      el('p', {}, `${count(build.applied)} of ${plural(build.events, 'event')} in ${plural(build.streams, 'stream')}; `, el('strong', {}, `${count(build.lag)} behind`), `; ${plural(build.workers, 'worker')}`),
      build.stopped.map((stopped) => notice('bad', `Stream ${stopped.store_id} stands still at event ${count(stopped.sequence_number)}: ${stopped.reason}`)));
  }));
}

function parkedOf(name, events, said) {
  const act = (what, body, done) => async () => {
    try {
      await post(`api/v1/projections/${name}/${what}`, body);
      show(said, notice('good', done));
    } catch (e) {
      show(said, problem(e));
    }
  };
  const items = events.map((event) => {
    const body = { tenant_id: event.tenant_id, store_id: event.store_id, sequence_number: event.sequence_number };
    const which = `event ${event.sequence_number} of ${name}`;
    const retried = `Event ${event.sequence_number} is tried again by the process that runs ${name}.`;
    return el('li', {},
      el('div', { class: 'link-head' },
        eventLink(event, event.sequence_number, `#${count(event.sequence_number)}`),
        el('span', {}, `${event.entity_type} ${event.entity_id}`),
        event.role === 'live' ? null : pill('plain', `in the ${event.role} build`),
        el('span', { class: 'faint' }, event.attempts === 0 ? 'waits behind another one' : plural(event.attempts, 'attempt'), ', store ', shortId(event.store_id), ', since ', time(event.parked_at)),
        el('span', { class: 'buttons' },
          el('button', { type: 'button', disabled: event.retry_wanted, 'aria-label': `Retry ${which}`, onclick: act('retry', body, retried) }, event.retry_wanted ? 'Is tried' : 'Retry'),
          discardButton(which, act('discard', body, `Event ${event.sequence_number} is given up.`)))),
      el('p', { class: 'error' }, event.error.replace(/^([a-z]\w*\.)+(?=[A-Z])/, '')));
  });
  return el('section', { class: 'card' },
    el('div', { class: 'link-head' }, el('h2', {}, `Put aside by ${name}`),
      el('button', { type: 'button', onclick: act('retry', {}, `All parked events of ${name} are tried again.`) }, 'Retry all')),
    el('ol', { class: 'parked' }, items));
}

/** Asks once more on the button itself: what is given up is given up for good. */
function discardButton(which, discard) {
  let asked = false;
  const button = el('button', { type: 'button', class: 'danger', 'aria-label': `Discard ${which}` }, 'Discard');
  button.addEventListener('click', () => {
    if (asked) {
      discard();
    }
    asked = !asked;
    button.textContent = asked ? 'For good?' : 'Discard';
    button.setAttribute('aria-label', asked ? `Discard ${which} for good` : `Discard ${which}`);
  });
  button.addEventListener('blur', () => {
    asked = false;
    button.textContent = 'Discard';
  });
  return button;
}
