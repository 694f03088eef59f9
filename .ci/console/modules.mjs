// The console's own modules, for Node: they lie among the resources of the server, where nothing says that they are modules.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), '../../server/src/main/resources/com/stateset/sequencer/server/console');

/** Imports them from a copy, which is to be removed. */
export async function modules(...names) {
  const copy = mkdtempSync(join(tmpdir(), 'console-modules-'));
  cpSync(SOURCES, copy, { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
  return {
    modules: await Promise.all(names.map((name) => import(pathToFileURL(join(copy, name))))),
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}
