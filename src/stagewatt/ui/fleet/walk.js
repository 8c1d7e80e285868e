// From rack to rack with a thumb: the neighbours of the open one, in the order of the fleet.

import { html } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { inOrder } from './now.js';

/**
 * The neighbour of a rack, round at the ends.
 * @param {readonly import('./arrange.js').Rack[]} racks
 * @param {string | null} id
 * @param {number} by
 */
export function neighbour(racks, id, by) {
  const at = racks.findIndex((rack) => rack.id === id);
  if (at < 0) return racks[by > 0 ? 0 : racks.length - 1];
  return racks[(at + by + racks.length) % racks.length];
}

/** @param {{id: string | null}} props */
export function Walk({ id }) {
  const racks = store.racks.value ? inOrder() : [];
  const [before, after] = [neighbour(racks, id, -1), neighbour(racks, id, 1)];
  if (!before || !after) return null;
  return html`<nav class="walk" aria-label="Neighbours of this rack">
    <a href=${rackAddress(before.id)} data-testid="walk-before"><span aria-hidden="true">‹</span>
      <b><span class="sr">Previous rack: </span>${called(before)}</b></a>
    <a href=${rackAddress(after.id)} data-testid="walk-after"><b><span
      class="sr">Next rack: </span>${called(after)}</b> <span aria-hidden="true">›</span></a>
  </nav>`;
}
