// Elements are made here and nowhere from text, so that nothing an event has in it is ever taken for markup.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element: properties that begin with on are listeners, the others attributes; children are nodes or texts. */
export function el(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

export function svg(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name in element && typeof value === 'boolean') {
      element[name] = value;
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const show = (place, ...children) => place.replaceChildren(...children.flat(9).filter(Boolean));

const plain = new Intl.NumberFormat('en-US');

export const count = (value) => plain.format(value);

export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

/** A rate or a measure with as many digits as say something. */
export function measure(value) {
  if (!Number.isFinite(value)) {
    return '–';
  }
  return value >= 100 || Number.isInteger(value) ? count(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A moment as people read it, in UTC, the exact text in its title. */
export function time(text) {
  if (!text) {
    return el('span', { class: 'faint' }, '–');
  }
  const iso = text instanceof Date ? text.toISOString() : text;
  return el('time', { datetime: iso, title: iso }, iso.replace('T', ' ').replace(/(\.\d{3})\d*Z$/, '$1').replace(/Z$/, ''));
}

/** A hash that shows its ends, and all of it when it is pressed. */
export function hash(text) {
  if (!text) {
    return el('span', { class: 'faint' }, '–');
  }
  const whole = el('span', { class: 'hash-text' });
  const button = el('button', { type: 'button', class: 'hash', 'aria-expanded': 'false' }, whole);
  const set = (open) => {
    button.setAttribute('aria-expanded', open);
    whole.textContent = open || text.length < 18 ? text : `${text.slice(0, 8)}…${text.slice(-6)}`;
  };
  button.addEventListener('click', () => set(button.getAttribute('aria-expanded') === 'false'));
  set(false);
  return button;
}

/** The first part of a UUID, the whole in the title. */
export const shortId = (id) => el('span', { class: 'mono short', title: id }, id.slice(0, 8));

export const pill = (state, text) => el('span', { class: `pill ${state}` }, text);

/** A table that scrolls by itself where it is too wide, and can be reached by keyboard then. */
export function table(label, heads, rows, empty = 'Nothing here yet.') {
  if (rows.length === 0) {
    return el('p', { class: 'empty' }, empty);
  }
  const head = heads.map((text) => el('th', { scope: 'col', class: text.startsWith('#') ? 'num' : '' }, text.replace(/^#/, '')));
  const body = rows.map((cells) => el('tr', {}, cells.map((cell, i) => el('td', { class: heads[i]?.startsWith('#') ? 'num' : '' }, cell))));
  return el('div', { class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0' },
    el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, body)));
}

export function facts(pairs) {
  return el('dl', { class: 'facts' }, pairs.filter(Boolean).map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value))));
}

export const card = (title, ...children) => el('section', { class: 'card' }, title && el('h2', {}, title), children);

export const notice = (state, ...children) => el('div', { class: `notice ${state}`, role: state === 'bad' ? 'alert' : 'status' }, children);

/** A problem in one sentence, and what to do about it where that is known. */
export function problem(error) {
  const hints = {
    401: 'Sign out and give a key that is valid.',
    403: 'This view needs a key that may do more.',
  };
  return notice('bad', el('strong', {}, error.message), hints[error.status] ? ` ${hints[error.status]}` : '');
}

/** Runs something again and again, each time after the one before is done, until the signal says to stop. */
export async function every(milliseconds, signal, work) {
  while (!signal.aborted) {
    await work();
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}
