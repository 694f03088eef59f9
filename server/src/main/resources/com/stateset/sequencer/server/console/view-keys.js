// Who may call, who signs, and what was refused: the API keys of a tenant, the signing keys of its agents, and rejections by reason.

import { get, readEvents, streams } from './api.js';
import { count, el, hash, notice, pill, plural, problem, show, table, time } from './dom.js';
import { readMetrics } from './metrics.js';
import { genuine, trust } from './trust.js';

const LOOKED_AT = 500;
const AGENTS = 50;

export async function keysView({ place, parts, title }) {
  title(place, 'Agents & keys');
  const reached = await streams();
  const tenants = [...new Set(reached.map((stream) => stream.tenant_id))];
  const tenant = parts[0] ?? tenants[0];
  if (!tenant) {
    place.append(notice('plain', 'There are no streams yet, and so no agents.'));
    return;
  }
  const choice = el('select', { id: 'tenant', onchange: () => (location.hash = `#/keys/${choice.value}`) },
    [...new Set([...tenants, tenant])].map((id) => el('option', { value: id, selected: id === tenant }, id)));
  place.append(el('div', { class: 'field narrow' }, el('label', { for: 'tenant' }, 'Tenant'), choice));
  const apiKeys = await listKeys(tenant);
  const authors = await authorsOf(reached.filter((stream) => stream.tenant_id === tenant));
  const agents = new Set([...authors.keys(), ...(apiKeys.keys ?? []).map((each) => each.agentId).filter(Boolean)]);
  place.append(await agentsOf(tenant, [...agents].slice(0, AGENTS), authors), keysOf(apiKeys), await conflicts());
}

async function listKeys(tenant) {
  try {
    return await get(`api/v1/api-keys?tenant_id=${tenant}`);
  } catch (error) {
    return { error };
  }
}

/** Who wrote the newest events of each stream, and how many of them. */
async function authorsOf(reached) {
  const authors = new Map();
  for (const stream of reached.slice(0, 20)) {
    const page = await readEvents(stream, Math.max(1, stream.head_sequence - LOOKED_AT + 1), LOOKED_AT);
    for (const { envelope } of page.events) {
      authors.set(envelope.source_agent_id, (authors.get(envelope.source_agent_id) ?? 0) + 1);
    }
  }
  return authors;
}

async function agentsOf(tenant, agents, authors) {
  const known = await trust();
  const items = await Promise.all(agents.map(async (agent) => {
    const directory = await get(`api/v1/agents/${agent}/signing-keys?tenant_id=${tenant}`);
    const rows = directory.keys.map((each) => [
      count(each.keyId), hash(each.publicKey), stateOf(each), time(each.validFrom), time(each.validTo), each.registeredBy ?? 'the first',
    ]);
    return el('li', {},
      el('div', { class: 'link-head' }, el('h3', { class: 'mono' }, agent), agent === known.id ? pill('plain', 'the sequencer itself') : await directoryState(directory, tenant, agent, known)),
      el('p', { class: 'hint' }, authors.has(agent) ? `Wrote ${plural(authors.get(agent), 'event')} of the newest ${count(LOOKED_AT)} of each stream.` : 'Wrote none of the newest events; it holds an API key.'),
      directory.keys.length > 0 && table(`Signing keys of ${agent}`, ['Key', 'Public key', 'State', 'From', 'To', 'Registered by'], rows));
  }));
  return el('section', { class: 'card' }, el('h2', {}, 'Agents'),
    items.length > 0 ? el('ul', { class: 'agents' }, items) : el('p', { class: 'empty' }, 'No agent has written here lately.'));
}

function stateOf(each) {
  const now = new Date().toISOString();
  if (each.revokedAt) {
    return el('span', {}, pill('fail', 'revoked'), ' ', time(each.revokedAt));
  }
  return each.validTo && each.validTo < now ? pill('open', 'expired') : each.validFrom && each.validFrom > now ? pill('open', 'not yet') : pill('pass', 'valid');
}

async function directoryState(directory, tenant, agent, known) {
  if (directory.keys.length === 0) {
    return pill('plain', 'signs nothing');
  }
  const isGenuine = await genuine(directory, tenant, agent, known);
  return isGenuine ? pill('pass', 'directory is signed') : isGenuine === null ? pill('open', 'directory not checked') : pill('fail', 'directory is not signed');
}

function keysOf({ keys, error }) {
  const rows = (keys ?? []).map((each) => [
    el('span', { class: 'mono' }, each.keyHashPrefix), each.label ?? '', each.permissions,
    each.agentId ? el('span', { class: 'mono', title: each.agentId }, each.agentId.slice(0, 8)) : 'any',
    each.storeIds.length === 0 ? 'all' : count(each.storeIds.length),
    each.revokedAt ? pill('fail', 'revoked') : each.active ? pill('pass', 'active') : pill('open', 'expired'),
    time(each.lastUsedAt), time(each.expiresAt),
  ]);
  return el('section', { class: 'card' }, el('h2', {}, 'API keys'),
    error ? problem(error) : table('API keys', ['Key', 'Label', 'May', 'Agent', 'Stores', 'State', 'Last used', 'Ends'], rows, 'No key was minted for this tenant.'));
}

/** Of what agents keep on their side, the server knows how often it refused. */
async function conflicts() {
  const section = el('section', { class: 'card' }, el('h2', {}, 'Conflicts and rejections'),
    el('p', { class: 'hint' }, 'What was rejected stays with the agent that sent it, to be settled there: ', el('code', {}, 'agent conflicts'), '. Since its start, this server has refused:'));
  const place = el('div');
  try {
    const metrics = await readMetrics();
    const rows = metrics.all('sequencer_ingest_rejections_total').filter(({ value }) => value > 0).map(({ labels, value }) => [labels.reason, count(value)]);
    show(place, table('Rejections', ['Reason', 'Events'], rows, 'Nothing.'));
  } catch (e) {
    show(place, problem(e));
  }
  section.append(place);
  return section;
}

