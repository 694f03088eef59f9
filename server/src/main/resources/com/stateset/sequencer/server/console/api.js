// Calls of the server that served this page. The key, an API key or a JWT, is kept for this tab alone, and goes out in one header.

const KEY = 'sequencer.key';

/** The store of every tenant in which the server writes down who did what. */
export const isAuditLog = (stream) => stream.store_id === 'ca89c3ba-0c64-8901-86fb-69c0af4ad594';

export const MOST_STREAMS = 1000;

export class CallError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (key.get()) {
    headers.Authorization = `Bearer ${key.get()}`;
  }
  let response;
  try {
    response = await fetch(path, { ...options, headers, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  } catch (e) {
    throw options.signal?.aborted ? e : new CallError(0, 'unreachable', 'The server cannot be reached.');
  }
  if (!response.ok) {
    const { error } = await response.json().catch(() => ({}));
    throw new CallError(response.status, error?.code ?? '', error?.message ?? `The server answered ${response.status}.`);
  }
  return response;
}

export const get = async (path, options) => (await call(path, options)).json();

export const getText = async (path, options) => (await call(path, options)).text();

export const getBytes = async (path) => new Uint8Array(await (await call(path)).arrayBuffer());

export const post = async (path, body) =>
  (await call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();

/** The query that names a stream, and what else is asked for. */
export const query = (stream, more = {}) =>
  new URLSearchParams({ tenant_id: stream.tenant_id, store_id: stream.store_id, ...more }).toString();

export const readEvents = (stream, from, limit, more = {}) => get(`api/v1/events?${query(stream, { from, limit, ...more })}`);

/** The event of a number; undefined if there is none, and also where the server answers with that of another number or stream. */
export async function readEvent(stream, number, more) {
  if (!Number.isSafeInteger(number) || number < 1) {
    return undefined;
  }
  const [event] = (await readEvents(stream, number, 1, more)).events;
  return event && isOf(stream, number, event) ? event : undefined;
}

const isOf = (stream, number, { sequence_number, envelope }) =>
  sequence_number === number && envelope.tenant_id === stream.tenant_id.toLowerCase() && envelope.store_id === stream.store_id.toLowerCase();

/** All streams that the key reaches, as far as a page goes. */
export const streams = async (options) => (await get(`api/v1/streams?limit=${MOST_STREAMS}`, options)).streams;

/** Hands over each event of a stream as it is stored, until the signal says to stop. Comes back when the connection ends. */
export async function follow(stream, from, onEvent, onState, signal) {
  let next = from;
  while (!signal.aborted) {
    try {
      const response = await call(`api/v1/events/stream?${query(stream, { from: next })}`, { signal });
      onState('live');
      for await (const message of messages(response.body)) {
        if (message.type === 'end') {
          throw new CallError(0, message.data.error.code, message.data.error.message);
        }
        next = message.data.sequence_number + 1;
        onEvent(message.data);
      }
    } catch (e) {
      if (signal.aborted) {
        return;
      }
      onState('waiting', e);
      if (e instanceof CallError && [401, 403, 404].includes(e.status)) {
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
}

async function* messages(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const parts = (text + value).split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      const lines = part.split('\n');
      const data = lines.find((line) => line.startsWith('data: '));
      if (data) {
        yield { type: lines.some((line) => line === 'event: end') ? 'end' : 'message', data: JSON.parse(data.slice(6)) };
      }
    }
  }
}
