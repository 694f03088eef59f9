// Whether the server is well: what it says of itself, how long it takes to say so, and its meters while this page is open.

import { get } from './api.js';
import { Rate, Series, panel } from './chart.js';
import { count, el, every, notice, pill, problem, show } from './dom.js';
import { readMetrics } from './metrics.js';

const PAUSE = 2000;
const MEGABYTE = 1 << 20;

/** What is drawn: a name, a unit, and how it comes from the meters; rates from a counter. */
const PANELS = [
  ['Events accepted', '/s', rate((m) => m.sum('sequencer_ingest_events_total', { outcome: 'accepted' }))],
  ['Events rejected', '/s', rate((m) => m.sum('sequencer_ingest_events_total', { outcome: 'rejected' }))],
  ['Commit latency, mean', 'ms', mean('sequencer_sequence_latency_seconds')],
  ['Fullest queue', '%', gauge((m) => 100 * m.most('sequencer_lane_queue_utilization'))],
  ['Calls', '/s', rate((m) => m.sum('sequencer_http_requests_total'))],
  ['Call latency, mean', 'ms', mean('sequencer_http_request_latency_seconds')],
  ['Errors', '/s', rate((m) => m.sum('sequencer_http_errors_total'))],
  ['Projection lag', 'events', gauge((m) => m.sum('sequencer_projection_lag_events') || 0)],
  ['Without a commitment', 'events', gauge((m) => m.sum('sequencer_commitment_backlog_events'))],
  ['Heap', 'MB', gauge((m) => m.sum('jvm_memory_used_bytes', { area: 'heap' }) / MEGABYTE)],
  ['Processor', '%', gauge((m) => 100 * m.sum('process_cpu_usage'))],
];

function gauge(read) {
  return () => read;
}

function rate(read) {
  return () => {
    const change = new Rate();
    return (metrics) => change.of(read(metrics) || 0);
  };
}

/** The mean of what a histogram counted since the last look; none while it counted nothing. */
function mean(name) {
  return () => {
    let before = { sum: NaN, count: NaN };
    return (metrics) => {
      const now = { sum: metrics.sum(`${name}_sum`), count: metrics.sum(`${name}_count`) };
      const value = (1000 * (now.sum - before.sum)) / (now.count - before.count);
      before = now;
      return value;
    };
  };
}

export async function healthView({ place, signal, title }) {
  title(place, 'Health');
  const states = el('div', { class: 'strip' });
  const panels = el('div', { class: 'panels' });
  const said = el('div');
  place.append(states, said, panels);
  const answered = new Series();
  const drawn = PANELS.map(([name, unit, make]) => ({ name, unit, read: make(), series: new Series() }));
  let mayRead = true;
  await every(PAUSE, signal, async () => {
    const ready = await timed('ready', signal);
    const health = await timed('health', signal);
    if (signal.aborted) {
      return;
    }
    answered.add(ready.milliseconds);
    const metrics = mayRead ? await meters(said, signal) : null;
    mayRead = metrics !== null;
    show(states, state('process', health), state('store', ready), metrics && flags(metrics));
    drawn.forEach(({ read, series }) => metrics && series.add(read(metrics)));
    show(panels, panel('Answer of /ready', 'ms', answered), metrics && drawn.map(({ name, unit, series }) => panel(name, unit, series)));
  });
}

async function timed(path, signal) {
  const start = performance.now();
  try {
    const body = await get(path, { signal });
    return { body, milliseconds: performance.now() - start };
  } catch (error) {
    return { error, milliseconds: performance.now() - start };
  }
}

/** Null if the key may not read them; nothing is asked again then. */
async function meters(said, signal) {
  try {
    const found = await readMetrics({ signal });
    show(said);
    return found;
  } catch (e) {
    show(said, e.status === 403 ? notice('plain', 'The meters are about all tenants: they are shown to who runs the server, with its own key.') : problem(e));
    return e.status === 403 ? null : undefined;
  }
}

function state(name, { body, error }) {
  const text = error ? error.message : body.status;
  return el('div', {}, el('span', { class: 'label' }, name), el('span', {}, pill(error ? 'fail' : 'pass', text),
    body?.read_replica && el('span', { class: 'faint' }, ` replica: ${body.read_replica}`), body?.version && el('span', { class: 'faint' }, ` version ${body.version}`)));
}

function flags(metrics) {
  const one = (name, text, isWell) => el('div', {}, el('span', { class: 'label' }, name), pill(isWell ? 'pass' : 'fail', text));
  const failing = metrics.sum('sequencer_witness_failing') || 0;
  const contradictions = metrics.sum('sequencer_witness_contradictions') || 0;
  return [
    metrics.sum('sequencer_pool_max_connections') > 0 && one('pool', `${count(metrics.sum('sequencer_pool_active_connections'))} of ${count(metrics.sum('sequencer_pool_max_connections'))} in use`, metrics.sum('sequencer_pool_utilization') < 1),
    one('witnesses', contradictions > 0 ? 'one knows another history' : failing > 0 ? `${count(failing)} failing` : 'no complaint', contradictions + failing === 0),
    one('projections', `${count(metrics.sum('sequencer_projection_stopped_streams') || 0)} stopped streams`, !(metrics.sum('sequencer_projection_stopped_streams') > 0)),
  ];
}
