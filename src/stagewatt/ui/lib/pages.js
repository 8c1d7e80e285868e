// The pages beside the racks: each file in `pages/` is one, found by its place.

import { signal } from './html.js';

/**
 * What a file in `pages/` exports: its title in the navigation, its place there (`order`, smallest
 * first), what it shows, and maybe a number beside its title. Its address is `#/` and its file name.
 * @typedef {{title: string, order: number, Panel: any, badge?: () => number}} PageModule
 * @typedef {PageModule & {name: string}} Page
 */

export const pages = signal(/** @type {Page[] | null} null while nobody looked */ (null));

/**
 * @param {readonly PromiseSettledResult<PageModule>[]} loaded
 * @param {readonly string[]} paths
 * @returns {Page[]} those that could be loaded, in their order
 */
export function sorted(loaded, paths) {
  return loaded
    .flatMap((one, k) =>
      one.status === 'fulfilled' ? [{ name: nameOf(paths[k] ?? ''), ...one.value }] : [],
    )
    .sort((a, b) => a.order - b.order);
}

/** @param {string} path */
function nameOf(path) {
  return path.replace(/^.*\//, '').replace(/\.js$/, '');
}

/** Load the pages that the server names in the document's head; one that fails harms no other. */
export async function find() {
  const named = document.querySelector('meta[name="pages"]')?.getAttribute('content') ?? '';
  const paths = named.split(' ').filter(Boolean);
  const base = new URL('../', import.meta.url);
  const loaded = await Promise.allSettled(paths.map((path) => import(new URL(path, base).href)));
  pages.value = sorted(loaded, paths);
}
