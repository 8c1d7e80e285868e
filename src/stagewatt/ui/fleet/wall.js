// The wall: every way of every rack as one small cell, grey by its load; what is abnormal is lettered.

import { h, html, useEffect, useState } from '../lib/html.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { pictureNow } from './now.js';

/** @type {Record<string, () => Promise<any>>} */
const LAZY = {
  canvas: () => import('./wallcanvas.js').then(({ Canvas }) => ({ Panel: Canvas })),
  table: () => import('./walltable.js').then(({ Table }) => ({ Panel: Table })),
};

const OF = {
  title: called,
  severity: (/** @type {string} */ id) => pictureNow(id)?.severity ?? 'calm',
};

/** @param {{name: string, groups: readonly import('./arrange.js').Group[]}} props picture or words */
function Part({ name, groups }) {
  const [part, setPart] = useState(/** @type {{Panel: any} | null} */ (null));
  useEffect(() => void LAZY[name]?.().then(setPart, () => undefined), [name]);
  return part && h(part.Panel, { racks: groups.map(({ racks }) => racks), of: OF });
}

/** @param {{groups: readonly import('./arrange.js').Group[]}} props */
export function Wall({ groups }) {
  const [table, setTable] = useState(false);
  useEffect(() => store.want('wall'), []);
  return html`<section class="wall" aria-label="Wall of all ways" data-testid="wall">
    <button type="button" class="chip-button quiet wall-switch" aria-pressed=${table} data-testid="wall-as-table"
      onClick=${() => setTable(!table)}>Show as table</button>
    <p class="wall-key" aria-hidden="true"><i class="ramp"></i> 0 to 120 % of the rating <b class="k1">T</b> tripped
      <b class="k1">S</b> serious <b class="k2">O</b> overload <b class="k2">!</b> outside limits <b class="kh"></b> no value of now</p>
    ${h(Part, { key: String(table), name: table ? 'table' : 'canvas', groups })}
  </section>`;
}
