// Where the browser's side lies, and the little of a browser that its modules ask for when loaded.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const UI = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'src',
  'stagewatt',
  'ui',
);

/** All our own modules: path below the folder, and text. */
export function ownModules(folder = UI) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'vendor' ? [] : ownModules(path);
    return path.endsWith('.js')
      ? [{ path: relative(UI, path), text: readFileSync(path, 'utf8') }]
      : [];
  });
}

/** Stand in for the browser, so that a module that looks at its address can be loaded. */
export function fakeBrowser() {
  const query = { matches: false, addEventListener() {} };
  Object.assign(globalThis, {
    location: { hash: '', host: 'rack.test', protocol: 'http:' },
    addEventListener() {},
    matchMedia: () => query,
    document: { documentElement: { dataset: {} }, querySelector: () => null },
    localStorage: new Map(),
    reportError() {},
  });
}
