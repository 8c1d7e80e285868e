// One screen for all racks: groups, the five nearest to trouble, and board, list or wall.

import { Boundary } from '../lib/boundary.js';
import { h, html, useEffect, useState } from '../lib/html.js';
import { phone } from '../lib/route.js';
import * as store from '../lib/store.js';
import { ABNORMAL, chips } from './arrange.js';
import { Board } from './board.js';
import * as now from './now.js';
import { Known, Unmonitored } from './others.js';
import { Strip } from './strip.js';

/** @type {Record<string, () => Promise<{View: any}>>} */
const LAZY = {
  list: () => import('./list.js').then(({ List }) => ({ View: List })),
  wall: () => import('./wall.js').then(({ Wall }) => ({ View: Wall })),
  marking: () => import('./marking.js').then(({ Marking }) => ({ View: Marking })),
};
const TITLES = { board: 'Board', list: 'List', wall: 'Wall' };

function Chips() {
  const all = chips(now.groups(), now.abnormal.value.size);
  const filter = now.filter.value;
  const known = all.some((chip) => chip.filter === filter);
  return html`<div class="chips" role="group" aria-label="Groups" data-testid="chips">
    ${all.map(
      ({ filter: own, title, count }, k) => html`<button type="button" class="chip-button" key=${own}
        aria-pressed=${own === filter || (!known && k === 0)} data-testid=${`chip-${own}`}
        title=${k < 9 ? `Key ${k + 1}` : undefined} onClick=${() => now.choose(own)}>${title} <span
        class="num">${count}</span></button>`,
    )}
  </div>`;
}

function Views() {
  return html`<div class="views" role="group" aria-label="View">
    ${now.VIEWS.map(
      (view) => html`<button type="button" class="chip-button" key=${view}
        aria-pressed=${now.view.value === view} data-testid=${`view-${view}`}
        onClick=${() => now.show(view)}>${TITLES[view]}</button>`,
    )}
    <button type="button" class="chip-button quiet" data-testid="sort"
      title="Give all racks their places anew, by name. Nothing else moves them."
      onClick=${now.sortByName}>Sort by name</button>
    ${now.view.value !== 'wall' && h(Lazy, { name: 'marking', groups: [] })}
  </div>`;
}

/** @param {{name: string, groups: readonly import('./arrange.js').Group[]}} props */
function Lazy({ name, groups }) {
  const [view, setView] = useState(/** @type {{name: string, View: any} | null} */ (null));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    LAZY[name]?.().then(
      ({ View }) => setView({ name, View }),
      () => setFailed(true),
    );
  }, [name]);
  if (failed) return html`<p class="hint" role="alert">This view could not be loaded.</p>`;
  return view?.name === name ? h(view.View, { groups }) : null;
}

function Shown() {
  const racks = store.racks.value;
  if (racks === null) return html`<p class="hint">Asking the node for its racks</p>`;
  if (racks.length === 0) {
    return html`<p class="hint">No rack is known here yet. Those of other nodes appear by themselves;
      one that this node shall read is named in its configuration.</p>`;
  }
  const groups = now.shown();
  if (groups.length === 0 && now.filter.value === ABNORMAL) {
    return html`<p class="hint" data-testid="none-abnormal">No alarm at any rack.
      <button type="button" class="button" onClick=${() => now.choose('all')}>Show all ${racks.length}</button></p>`;
  }
  const view = now.view.value;
  const rows = phone.value && view === 'list';
  if (view === 'board' || rows) return h(Board, { groups, rows });
  return h(Lazy, { name: view, groups });
}

export function FleetPage() {
  useEffect(now.judging, []);
  const several = (store.racks.value?.length ?? 0) > 1;
  return html`<section class="pane pane-a fleet" aria-label="Racks" data-testid="pane-a">
    <h1 class="sr">All racks</h1>
    ${several && html`<div class="fleet-bar">${h(Chips, {})}${h(Views, {})}</div>`}
    ${several && h(Boundary, { name: 'worst five' }, h(Strip, {}))}
    ${h(Boundary, { name: 'racks', key: now.view.value }, h(Shown, {}))}
    ${h(Known, {})}
    ${h(Unmonitored, {})}
  </section>`;
}
