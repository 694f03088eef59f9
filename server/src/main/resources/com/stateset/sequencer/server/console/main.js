// The shell: who is signed in, where one is, and the view that belongs there. A view gets a signal that ends what it does when it is left.

import { key, streams } from './api.js';
import { el, notice, problem, show } from './dom.js';
import { commitmentsView } from './view-commitments.js';
import { eventView } from './view-event.js';
import { headsView } from './view-heads.js';
import { healthView } from './view-health.js';
import { keysView } from './view-keys.js';
import { projectionsView } from './view-projections.js';
import { searchView } from './view-search.js';
import { streamView } from './view-stream.js';
import { streamsView } from './view-streams.js';
import { trustView } from './view-trust.js';

const SIGNED_IN = 'sequencer.signedIn';
const THEME = 'sequencer.theme';
const THEMES = { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };

const SECTIONS = [
  ['streams', 'Streams'],
  ['heads', 'Heads log'],
  ['projections', 'Projections'],
  ['keys', 'Agents & keys'],
  ['health', 'Health'],
  ['trust', 'Trust'],
];

const ROUTES = [
  [/^$|^streams$/, streamsView, 'streams'],
  [/^stream\/([^/]+)\/([^/]+)$/, streamView, 'streams'],
  [/^stream\/([^/]+)\/([^/]+)\/search(?:\?(.*))?$/, searchView, 'streams'],
  [/^stream\/([^/]+)\/([^/]+)\/event\/(\d+)$/, eventView, 'streams'],
  [/^stream\/([^/]+)\/([^/]+)\/commitments$/, commitmentsView, 'streams'],
  [/^heads$/, headsView, 'heads'],
  [/^projections$/, projectionsView, 'projections'],
  [/^keys(?:\/([^/]+))?$/, keysView, 'keys'],
  [/^health$/, healthView, 'health'],
  [/^trust$/, trustView, 'trust'],
];

const main = el('main', { id: 'main', tabindex: '-1' });
let leave = new AbortController();

function shell() {
  const links = SECTIONS.map(([path, name]) => el('a', { href: `#/${path}`, id: `nav-${path}` }, name));
  const header = el('header', { class: 'top' },
    el('a', { class: 'brand', href: '#/streams' }, el('img', { src: 'console/icon.svg', alt: '', width: '24', height: '24' }), 'Sequencer'),
    el('nav', { 'aria-label': 'Sections' }, links),
    el('div', { class: 'tools' }, themeButton(), el('button', { type: 'button', class: 'quiet', onclick: signOut }, 'Sign out')));
  document.body.replaceChildren(skipLink(), header, main);
  route();
}

/** A link within the page would be taken for one to another view. */
function skipLink() {
  const skip = (event) => {
    event.preventDefault();
    main.focus();
  };
  return el('a', { class: 'skip', href: '#main', onclick: skip }, 'Skip to content');
}

async function route() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const path = location.hash.replace(/^#\/?/, '');
  const [pattern, view, section] = ROUTES.find(([known]) => known.test(path)) ?? [/^$/, notFound, ''];
  for (const [name] of SECTIONS) {
    document.getElementById(`nav-${name}`).toggleAttribute('aria-current', name === section);
  }
  const current = document.querySelector('nav [aria-current]');
  current?.setAttribute('aria-current', 'page');
  current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const parts = (pattern.exec(path) ?? []).slice(1).map((part) => part && decodeURIComponent(part));
  const place = el('div', { class: 'view' });
  show(main, place);
  try {
    await view({ place, parts, signal, title });
  } catch (e) {
    if (!signal.aborted) {
      place.append(problem(e));
    }
  }
}

/** Names the view, in its heading and in the tab, and puts the reader there. */
function title(place, text, ...beside) {
  const heading = el('h1', { tabindex: '-1' }, text);
  place.append(el('div', { class: 'head' }, heading, beside));
  document.title = `${text} · Sequencer`;
  if (document.activeElement === document.body || document.activeElement?.closest('nav, main')) {
    heading.focus({ preventScroll: true });
  }
  window.scrollTo(0, 0);
}

function notFound({ place }) {
  title(place, 'There is no such page');
  place.append(el('p', {}, el('a', { href: '#/streams' }, 'Go to the streams')));
}

function signIn(said) {
  leave.abort();
  document.title = 'Sign in · Sequencer';
  const field = el('input', { id: 'key', name: 'key', type: 'password', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none' });
  const answer = el('div', { 'aria-live': 'polite' }, said ? notice('bad', said) : '');
  const submit = async (event) => {
    event.preventDefault();
    key.set(field.value.trim());
    try {
      await streams();
      sessionStorage.setItem(SIGNED_IN, 'true');
      shell();
    } catch (e) {
      key.forget();
      show(answer, notice('bad', e.message));
      field.focus();
    }
  };
  const form = el('form', { class: 'card', onsubmit: submit },
    el('label', { for: 'key' }, 'API key, or a token'), field,
    el('p', { class: 'hint', id: 'key-hint' }, 'Kept in this tab only, and forgotten when it is closed. Leave it empty if the server asks for none.'),
    answer, el('button', { class: 'primary' }, 'Sign in'));
  field.setAttribute('aria-describedby', 'key-hint');
  document.body.replaceChildren(el('main', { class: 'signin' },
    el('img', { src: 'console/icon.svg', alt: '', width: '56', height: '56' }),
    el('h1', {}, 'Sequencer console'),
    el('p', { class: 'lead' }, 'Streams, proofs and health of this server. Proofs are verified here, in your browser.'),
    form));
  field.focus();
}

function signOut() {
  sessionStorage.clear();
  location.hash = '';
  signIn();
}

function themeButton() {
  const names = Object.keys(THEMES);
  const button = el('button', { type: 'button', class: 'quiet theme' });
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.setAttribute('aria-label', THEMES[theme]);
    button.title = THEMES[theme];
    button.textContent = { auto: '◐', light: '○', dark: '●' }[theme];
    localStorage.setItem(THEME, theme);
  };
  button.addEventListener('click', () => set(names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]));
  set(document.documentElement.dataset.theme);
  return button;
}

const theme = localStorage.getItem(THEME);
document.documentElement.dataset.theme = theme in THEMES ? theme : 'auto';
window.addEventListener('hashchange', () => document.querySelector('header.top') && route());
sessionStorage.getItem(SIGNED_IN) ? shell() : signIn();
