// Canonical JSON (RFC 8785) of a value that JSON.parse has read: members in the order of their UTF-16 code units, and numbers and strings
// as ECMAScript writes them, which is what the RFC prescribes.

export function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
