// Bytes, their spellings, and the two algorithms of the browser that everything is checked with: SHA-256 and Ed25519 of WebCrypto.

const encoder = new TextEncoder();
const subtle = globalThis.crypto?.subtle;
const publicKeys = new Map();

/** Whether the browser hashes at all: it does so for pages of https and of this machine only. */
export const canHash = subtle !== undefined;

export const utf8 = (text) => encoder.encode(text);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Four bytes of a whole number; whatever else a server sends in its place is refused, and not rounded to one. */
export function u32(value) {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new Error(`not a number of 32 bits: ${JSON.stringify(value)}`);
  }
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Eight bytes of a whole number that a browser counts exactly. */
export function u64(value) {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`not a number that is counted exactly: ${JSON.stringify(value)}`);
  }
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** A text as it is hashed: its length in bytes, then its UTF-8. */
export function str(text) {
  const bytes = utf8(text);
  return concat(u32(bytes.length), bytes);
}

export function uuid(text) {
  const bytes = unhex(text.replaceAll('-', ''));
  if (bytes.length !== 16) {
    throw new Error(`not a UUID: ${text}`);
  }
  return bytes;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Reads hex, with or without 0x. */
export function unhex(text) {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) {
    throw new Error(`not hex: ${text}`);
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** Reads base64, and only the one spelling that each value has. */
export function unbase64(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  if (base64(bytes) !== text) {
    throw new Error(`not canonical base64: ${text}`);
  }
  return bytes;
}

export async function sha256(...parts) {
  return new Uint8Array(await subtle.digest('SHA-256', concat(...parts)));
}

/**
 * Whether the key has signed the message; null where the browser does not know Ed25519. Small-order and non-canonical keys, which the
 * sequencer refuses to register, are not told apart here.
 */
export async function verifyEd25519(publicKey, message, signature) {
  const name = hex(publicKey);
  if (!publicKeys.has(name)) {
    publicKeys.set(name, importKey(publicKey));
  }
  const key = await publicKeys.get(name);
  return key === null ? null : subtle.verify('Ed25519', key, signature, message);
}

async function importKey(publicKey) {
  try {
    return await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  } catch (e) {
    if (e.name === 'NotSupportedError') {
      return null;
    }
    throw new Error('the public key is not one of Ed25519', { cause: e });
  }
}
