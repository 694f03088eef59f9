// Tries the console in a real browser:
//
//   node run.mjs JAVA CLASSPATH CHROMIUM [FOLDER for screenshots]
//
// Each step is a view or a promise of the console. Whatever the browser writes to its console as an error, and every request to another
// server, is a failure, but for the answers that a step says it provokes.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { AGENT, HOSTILE, KEY, SHOP, TENANT, TILL, ingest, placed, startAll, stopAll, until } from './fixture.mjs';

const [java, classpath, executablePath, folder] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STREAM = `#/stream/${TENANT}/${SHOP}`;
const FORGED = 30;
const INSECURE = 'sequencer.test';

const started = Date.now();
const complaints = [];
let provoked = null;
let steps = 0;

async function step(name, work, expected = null) {
  provoked = expected;
  const begun = Date.now();
  await work();
  provoked = null;
  steps++;
  console.log(`  ok ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}

function watch(page, url) {
  page.on('console', (message) => message.type() === 'error' && !provoked?.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => new URL(request.url()).origin !== url && !request.url().startsWith('blob:') && complaints.push(`a request to ${request.url()}`));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
}

/** Goes to a view, and waits until it has its heading and something below. */
async function go(page, hash, title) {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.locator('h1', { hasText: title }).waitFor();
}

async function signIn(page, url, key) {
  await page.goto(`${url}/`);
  await page.getByLabel('API key, or a token').fill(key);
  await page.keyboard.press('Enter');
}

const check = (page, id) => page.locator(`[data-check="${id}"]`);

async function verdict(page, number, word) {
  await go(page, `${STREAM}/event/${number}`, `Event ${number}`);
  await page.locator('.verdict h2').waitFor();
  assert.equal(await page.locator('.verdict h2').innerText(), word, `event ${number}: ${await page.locator('.verdict').innerText()}`);
}

/** Each view, with what it must show before it is judged. */
const VIEWS = [
  ['streams', '#/streams', 'Streams', '.streams li >> nth=1'],
  ['live', STREAM, 'Live', '.events li >> nth=5'],
  ['search', `${STREAM}/search?${encodeURIComponent('event_type=order.shipped')}`, 'Search', '.events li >> nth=5'],
  ['event', `${STREAM}/event/106`, 'Event 106', '.verdict.proved'],
  ['altered', `${STREAM}/event/${FORGED}`, `Event ${FORGED}`, '.verdict.altered'],
  ['commitments', `${STREAM}/commitments`, 'Commitments', '.chain li >> nth=1'],
  ['heads', '#/heads', 'Heads log', 'td .pill.pass >> nth=1'],
  ['projections', '#/projections', 'Projections', '.builds li >> nth=1'],
  ['keys', '#/keys', 'Agents & keys', 'text=Conflicts and rejections'],
  ['health', '#/health', 'Health', '.panel >> nth=10'],
  ['trust', '#/trust', 'Trust', 'text=Keys of witnesses'],
];

/** Colours do not depend on the width, nor what fits on the colours: two looks are tried, and all four are shown to who wants to see them. */
const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 360, scheme: 'dark' },
  { width: 1280, scheme: 'dark', isExtra: true },
  { width: 360, scheme: 'light', isExtra: true },
];

async function judge(page, name) {
  const found = await page.evaluate(async (source) => {
    if (!window.axe) {
      (0, eval)(source);
    }
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }, AXE);
  assert.deepEqual(found, [], `axe on ${name}`);
}

async function everyView(browser, url, { width, scheme }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  watch(page, url);
  await page.goto(`${url}/`);
  await shoot(page, 'sign-in', width, scheme);
  await judge(page, 'sign-in');
  await signIn(page, url, KEY);
  await page.locator('.streams li').first().waitFor();
  for (const [name, hash, title, awaited] of VIEWS) {
    await go(page, hash, title);
    await page.locator(awaited).first().waitFor();
    await shoot(page, name, width, scheme);
    await judge(page, `${name}, ${width} px, ${scheme}`);
    assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth), `${name} is wider than ${width} px`);
  }
  await context.close();
}

async function shoot(page, name, width, scheme) {
  if (folder) {
    await page.screenshot({ path: `${folder}/${name}-${scheme}-${width}.png`, fullPage: true });
  }
}

async function proofs(page, { api, forge, vkey }) {
  const root = (await api.get(`/api/v1/history/head?${api.stream(SHOP)}`)).root;
  await step('an unsigned event is proved up to the signed root', async () => {
    await verdict(page, 7, 'Proved');
    for (const id of ['payload', 'leaf', 'path', 'checkpoint', 'seen', 'receipt', 'commitment']) {
      assert.equal(await check(page, id).getAttribute('class'), 'pass', id);
    }
    assert.match(await page.locator('.verdict .left').innerText(), /Not checked: Author, Witnesses/);
    await check(page, 'path').locator('summary').click();
    await check(page, 'path').locator('.hash').last().click();
    assert.equal(await check(page, 'path').locator('.hash').last().innerText(), root);
    assert.match(await page.locator('.never').innerText(), /sequenced_at[\s\S]*This page itself/);
  });
  await step("a signed event's author is checked, and so are witnesses whose keys were given", async () => {
    await verdict(page, 106, 'Proved');
    assert.equal(await check(page, 'author').getAttribute('class'), 'pass');
    assert.equal(await check(page, 'witnesses').getAttribute('class'), 'open');
    await go(page, '#/trust', 'Trust');
    await page.getByLabel('Keys of witnesses').fill('nonsense');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('not the key of a witness').waitFor();
    await page.getByLabel('Keys of witnesses').fill(vkey);
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Kept for this tab').waitFor();
    await verdict(page, 106, 'Proved');
    assert.equal(await check(page, 'witnesses').getAttribute('class'), 'pass');
    assert.match(await check(page, 'witnesses').innerText(), /Cosigned by example.com\/w1/);
  });
  await step('a server with another key than the pinned one is refused', async () => {
    await go(page, '#/trust', 'Trust');
    await page.getByLabel('Public keys of the sequencer').fill('ab'.repeat(32));
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Kept for this tab').waitFor();
    await verdict(page, 7, 'Refused');
    await go(page, '#/trust', 'Trust');
    await page.getByLabel('Public keys of the sequencer').fill('');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Kept for this tab').waitFor();
  });
  await altered(page, api, forge);
}

/** Rows that somebody with the database has changed behind the server. */
async function altered(page, api, forge) {
  const of = 'where sequence_number = ';
  const shop = `and stream_id = (select stream_id from stream_ids where store_id = x'${SHOP.replaceAll('-', '')}')`;
  await step('an altered payload turns red, and it is said that it is the payload alone', async () => {
    await forge(`update events set payload = cast('{"customer":"mallory","total":0.01}' as blob) ${of}${FORGED} ${shop}`);
    await verdict(page, FORGED, 'Altered');
    assert.match(await page.locator('.verdict').innerText(), /What differs: the payload\.\n/);
    for (const id of ['payload', 'leaf', 'path', 'commitment']) {
      assert.equal(await check(page, id).getAttribute('class'), 'fail', id);
    }
    assert.match(await check(page, 'leaf').innerText(), /All other fields are as they were sequenced/);
  });
  await step('an altered field turns red, and a signed one also fails for its author', async () => {
    await forge(`update events set entity_id = 'o-9' ${of}31 ${shop}`);
    await verdict(page, 31, 'Altered');
    assert.equal(await check(page, 'payload').getAttribute('class'), 'pass');
    assert.equal(await check(page, 'leaf').getAttribute('class'), 'fail');
    await forge(`update events set event_type = 'order.refunded' ${of}105 ${shop}`);
    await verdict(page, 105, 'Altered');
    assert.match(await page.locator('.verdict').innerText(), /what its author signed/);
  });
  await step('what is not altered stays proved', () => verdict(page, 32, 'Proved'));
  await step('of an erased payload it is said that its hash is taken as it stands', async () => {
    await api.post('/api/v1/entities/erase', { tenant_id: TENANT, store_id: SHOP, entity_type: 'item', entity_id: 'chair', by: 'dpo', reason: 'asked for' });
    await verdict(page, 96, 'Proved');
    assert.match(await page.locator('.verdict .left').innerText(), /^Not checked: Payload, Author/);
    assert.match(await check(page, 'payload').innerText(), /erased, or withheld/);
  });
}

async function streams(page, { api }) {
  await step('a wrong key is refused, the right one shows the streams', async () => {
    await page.getByLabel('API key, or a token').fill('ss_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The API key is not valid.').waitFor();
    await page.getByLabel('API key, or a token').fill(KEY);
    await page.keyboard.press('Enter');
    await page.locator('.streams li').nth(1).waitFor();
    const shown = await page.locator('.streams').innerText();
    assert.ok(shown.includes(SHOP) && shown.includes(TILL), shown);
    await page.locator('.streams').getByText('audit log').waitFor();
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('ss_')), false);
  }, /401/);
  await step('the live tail shows what is stored meanwhile, and a pause holds it', async () => {
    await go(page, `#/stream/${TENANT}/${TILL}`, 'Live');
    await page.getByText('t-1').waitFor();
    await ingest(api, TILL, placed(TILL, 't-2', 'alan', 7));
    await page.getByText('t-2').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await ingest(api, TILL, placed(TILL, 't-3', 'alan', 8));
    await page.getByRole('button', { name: 'Go on (1 new event)' }).click();
    await page.getByText('t-3').waitFor();
  });
  await search(page, api);
}

async function search(page, api) {
  const ask = async (fields) => {
    await go(page, `${STREAM}/search?${encodeURIComponent(new URLSearchParams(fields))}`, 'Search');
    await page.locator('.answer .lead, .answer li, .answer .notice:not(:has-text("Looking"))').first().waitFor();
  };
  await step('events are found by entity, id, number, type and time', async () => {
    await ask({ entity_type: 'order', entity_id: 'o-1003' });
    assert.match(await page.locator('.answer').innerText(), /at version 3: 3 events found/);
    const { events } = await api.get(`/api/v1/events?${api.stream(SHOP)}&from=9&limit=1`);
    await ask({ event_id: events[0].envelope.event_id });
    await page.locator('.answer').getByText('#9', { exact: true }).waitFor();
    await ask({ event_type: 'shipped' });
    await page.getByText('13 events found').waitFor();
    const soon = new Date(Date.now() + 60_000).toISOString().slice(0, 19);
    await ask({ from: '2020-01-01T00:00', to: soon, entity_type: 'item' });
    await page.getByText('6 events found').waitFor();
    await ask({ from: soon });
    await page.getByText('No event was sequenced in that time.').waitFor();
  });
  await step('what an event brings along is text', async () => {
    await ask({ entity_type: 'order', entity_id: HOSTILE });
    await page.locator('.answer a').first().click();
    await page.getByText(HOSTILE).first().waitFor();
    assert.equal(await page.locator('main img').count(), 0);
    await page.locator('.verdict.proved').waitFor();
    assert.equal(await check(page, 'seen').getAttribute('class'), 'open', 'the first checkpoint is held to nothing');
  });
}

async function others(page, { api }) {
  await step('the chain of commitments is recomputed, and its anchor named', async () => {
    await go(page, `${STREAM}/commitments`, 'Commitments');
    await page.locator('.chain li').nth(1).waitFor();
    assert.equal(await page.locator('.chain li.pass').count(), 2);
    assert.equal(await page.locator('.chain .pill', { hasText: /^anchored$/ }).count(), 1);
  });
  await step('the log of heads is read from its tiles, and its witness named', async () => {
    await go(page, '#/heads', 'Heads log');
    await page.getByText('signature holds').waitFor();
    await page.getByRole('cell', { name: 'example.com/w1' }).waitFor();
    assert.equal(await page.getByText('not in the tree').count(), 0);
    assert.ok(await page.getByText('in the tree').count() >= 2);
  });
  await step('parked events are shown, tried again, and given up', async () => {
    await go(page, '#/projections', 'Projections');
    await page.getByRole('button', { name: 'Retry all' }).waitFor();
    const rows = page.locator('.parked li');
    assert.equal(await rows.count(), 2);
    await page.getByRole('button', { name: /^Retry event/ }).first().click();
    await page.getByText('is tried again').waitFor();
    const discard = page.getByRole('button', { name: /^Discard event/ }).first();
    await until(async () => (await rows.count()) === 2);
    await discard.click();
    await page.getByRole('button', { name: /for good$/ }).click();
    await page.getByText('is given up').waitFor();
    await until(async () => (await rows.count()) === 1);
    const { projections } = await api.get('/api/v1/projections');
    assert.equal(projections.reduce((sum, build) => sum + build.parked, 0), 1);
  });
  await step('agents, their signed keys, API keys and conflicts', async () => {
    await go(page, '#/keys', 'Agents & keys');
    await page.getByText('version_conflict').waitFor();
    await page.getByRole('heading', { name: AGENT }).waitFor();
    await page.getByText('directory is signed').waitFor();
    await page.getByText('the till').waitFor();
    await page.getByText('the sequencer itself').waitFor();
  });
  await step('health is drawn from the meters', async () => {
    await go(page, '#/health', 'Health');
    await page.locator('.chart .line').nth(8).waitFor({ state: 'attached' });
    assert.match(await page.locator('.strip').innerText(), /healthy[\s\S]*ready/);
  });
}

/** The whole way from the key to a hash of a proof, without a mouse. */
async function keyboard(browser, url) {
  const page = await browser.newPage();
  watch(page, url);
  await page.goto(`${url}/`);
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await page.locator('.streams li').first().waitFor();
  await reach(page, `a[href*="${SHOP}"]`);
  await page.keyboard.press('Enter');
  await page.locator('.events li').nth(3).waitFor();
  await page.evaluate((hash) => (location.hash = hash), `${STREAM}/event/7`);
  await page.locator('.verdict.proved').waitFor();
  await reach(page, '#step-0 > summary');
  await page.keyboard.press('Enter');
  await reach(page, '#step-0 .hash');
  await page.keyboard.press('Space');
  assert.match(await page.locator('#step-0 .hash').first().innerText(), /^[0-9a-f]{64}$/);
}

async function reach(page, selector) {
  for (let i = 0; i < 80; i++) {
    const [isThere, isSeen] = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      return [focused.matches(wanted), focused === document.body || getComputedStyle(focused).outlineStyle !== 'none'];
    }, selector);
    if (isThere) {
      assert.ok(isSeen, `the focus on ${selector} is not seen`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} is not reached by keyboard`);
}

/** A name that is not this machine's own, over plain HTTP: browsers give such pages no cryptography. */
async function insecure(browser, url) {
  const other = url.replace('127.0.0.1', INSECURE);
  const page = await browser.newPage();
  watch(page, other);
  await signIn(page, other, KEY);
  await page.locator('.streams li').first().waitFor();
  await verdict(page, 7, 'Not proved');
  assert.match(await page.locator('.checks').innerText(), /so nothing was checked/);
  await go(page, `${STREAM}/commitments`, 'Commitments');
  await page.getByText('this browser hashes only for pages of https').first().waitFor();
  assert.equal(await page.locator('.pill.pass', { hasText: 'holds' }).count(), 0);
}

async function limited(browser, url, api) {
  const { apiKey } = await api.post('/api/v1/api-keys', { tenantId: TENANT, readOnly: true, label: 'reader' });
  const page = await browser.newPage();
  watch(page, url);
  await signIn(page, url, apiKey);
  await page.locator('.streams li').first().waitFor();
  await verdict(page, 7, 'Proved');
  await go(page, '#/projections', 'Projections');
  await page.getByText('Projections are looked after by who runs the server').waitFor();
  await go(page, '#/health', 'Health');
  await page.getByText('with its own key').waitFor();
  await go(page, '#/keys', 'Agents & keys');
  await page.getByText('needs the key of an administrator').waitFor();
}

async function main() {
  if (folder) {
    mkdirSync(folder, { recursive: true });
  }
  const fixture = await startAll(java, classpath);
  console.log(`  the server, its witness and its projections are there (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', `--host-resolver-rules=MAP ${INSECURE} 127.0.0.1`] });
  const page = await browser.newPage();
  watch(page, fixture.url);
  await page.goto(`${fixture.url}/`);
  await streams(page, fixture);
  await proofs(page, fixture);
  await others(page, fixture);
  await step('all of it by keyboard alone', () => keyboard(browser, fixture.url));
  await step('a key that only reads is told what it may not see', () => limited(browser, fixture.url, fixture.api), /403/);
  await step('where the browser has no cryptography, nothing is said to be checked', () => insecure(browser, fixture.url));
  for (const look of LOOKS.filter(({ isExtra }) => folder || !isExtra)) {
    await step(`${VIEWS.length + 1} views at ${look.width} px, ${look.scheme}: axe finds nothing, nothing is too wide`, () => everyView(browser, fixture.url, look));
  }
  await browser.close();
  assert.deepEqual(complaints, [], 'what the browser complained of');
  console.log(`The console: ${steps} steps in ${((Date.now() - started) / 1000).toFixed(0)} s, no error in the browser's console, no request to another server`);
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
