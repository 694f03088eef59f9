// The way from an event to the root, as a picture and as a list. In the picture a triangle is a whole subtree that one hash stands for; in
// the list each hash can be opened, by keyboard too.

import { el, hash, svg } from './dom.js';
import { hex } from './bytes.js';

const ROW = 44;
const TOP = 30;
const LABEL = 92;

export function drawPath(path, number, holds) {
  const places = lay(path.steps);
  const [left, right] = reach(places);
  const height = TOP + path.steps.length * ROW + 44;
  const parts = places.map((place, level) => picture(place, level, places[level + 1], path.steps[level]));
  const leaf = places[0];
  return svg('svg', {
    class: `path ${holds ? 'holds' : 'broken'}`,
    viewBox: `${left} 0 ${right - left} ${height}`,
    role: 'img',
    'aria-label': `The way from event ${number} to the root over ${path.size} events, ${path.steps.length} hashes long. The list has each of them.`,
  },
  parts.map((part) => part.lines),
  parts.map((part) => part.sibling),
  places.slice(1, -1).map((place, i) => svg('circle', { cx: place.x, cy: place.y, r: 6, class: 'node', 'data-level': i + 1 })),
  seal(places.at(-1), holds ? 'root' : '≠ root'),
  places.length > 1 && svg('circle', { cx: leaf.x, cy: leaf.y, r: 9, class: 'leaf' }),
  svg('text', { x: leaf.x, y: leaf.y + 26, class: 'label strong', 'text-anchor': 'middle' }, `event ${number}`));
}

/** How far the picture goes to each side: a label stands beside its sibling, on the outer side. */
function reach(places) {
  const siblings = places.filter((place) => place.towards);
  const lefts = siblings.map((place) => place.siblingX - (place.towards > 0 ? LABEL : 12));
  const rights = siblings.map((place) => place.siblingX + (place.towards < 0 ? LABEL : 12));
  const ways = places.map((place) => place.x);
  return [Math.min(...lefts, ...ways.map((x) => x - 45)), Math.max(...rights, ...ways.map((x) => x + 45))];
}

/** Where each node of the path stands, the leaf first: seen from the root, it goes left where its sibling is on the right. */
function lay(steps) {
  const wide = Math.max(13, 42 - 2 * steps.length);
  let x = 0;
  const places = [{ x: 0, y: TOP }];
  for (let level = steps.length - 1; level >= 0; level--) {
    const towards = steps[level].side === 'right' ? -1 : 1;
    const y = TOP + (steps.length - level) * ROW;
    const width = level === steps.length - 1 ? wide * 1.6 : wide;
    places.unshift({ x: x + towards * width, y, siblingX: x - towards * width, towards });
    x += towards * width;
  }
  return places;
}

function picture(place, level, parent, step) {
  if (!parent) {
    return { lines: [], sibling: [] };
  }
  const line = (x, className) => svg('path', { d: `M${parent.x},${parent.y} L${x},${place.y}`, class: className });
  const range = step.to - step.from === 1 ? `${step.to}` : `${step.from + 1}–${step.to}`;
  const shape = step.to - step.from === 1
    ? svg('circle', { cx: place.siblingX, cy: place.y, r: 5, class: 'sibling' })
    : svg('path', { d: `M${place.siblingX},${place.y - 8} l9,16 h-18 z`, class: 'sibling' });
  const text = svg('text', {
    x: place.siblingX - place.towards * 16,
    y: place.y + 5,
    class: 'label',
    'text-anchor': place.towards > 0 ? 'end' : 'start',
  }, range);
  return {
    lines: [line(place.siblingX, 'edge'), line(place.x, 'edge way')],
    sibling: svg('g', { class: 'step', onclick: () => openStep(level) }, svg('title', {}, hex(step.hash)), shape, text),
  };
}

function seal(place, text) {
  return svg('g', { class: 'root' },
    svg('rect', { x: place.x - 30, y: place.y - 15, width: 60, height: 30, rx: 15 }),
    svg('text', { x: place.x, y: place.y + 5, 'text-anchor': 'middle' }, text));
}

function openStep(level) {
  const details = document.getElementById(`step-${level}`);
  details.open = true;
  details.querySelector('summary').focus();
}

export function listPath(path) {
  const steps = path.steps.map((step, level) => {
    const range = step.to - step.from === 1 ? `event ${step.to}` : `events ${step.from + 1} to ${step.to}`;
    const formula = step.side === 'right' ? 'SHA-256(01 ‖ below ‖ sibling)' : 'SHA-256(01 ‖ sibling ‖ below)';
    return el('li', {}, el('details', { id: `step-${level}` },
      el('summary', {}, el('span', { class: 'level' }, `${level + 1}`), `${range}, on the ${step.side}`),
      el('dl', { class: 'facts' },
        el('div', {}, el('dt', {}, 'sibling'), el('dd', {}, hash(hex(step.hash)))),
        el('div', {}, el('dt', {}, formula), el('dd', {}, hash(hex(step.result)))))));
  });
  const record = el('li', {}, el('details', {},
    el('summary', {}, el('span', { class: 'level' }, '0'), `the event's leaf, at place ${path.index + 1}`),
    el('dl', { class: 'facts' }, el('div', {}, el('dt', {}, 'SHA-256(00 ‖ leaf)'), el('dd', {}, hash(hex(path.record)))))));
  return el('ol', { class: 'steps' }, record, steps);
}
