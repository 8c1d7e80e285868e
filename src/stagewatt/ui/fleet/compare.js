// Two to four racks side by side: a column each, a row for each thing, live.

import { get, part, Refusal } from '../lib/api.js';
import { glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useRef, useState } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { alsoReadBy, readBy } from '../lib/words.js';
import { called } from './arrange.js';
import { begin, MOST, named } from './marks.js';
import { ROWS } from './sidebyside.js';

/** @typedef {import('./sidebyside.js').Row} Row */
/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/** @typedef {import('./columns.js').Board} Board */

const AGAIN_MS = 5000;

/**
 * What REST tells of each rack, read again when it changes.
 * @param {Board} board
 * @param {string} id
 * @param {boolean} there
 */
function useDoc(board, id, there) {
  useEffect(() => {
    if (!there) return undefined;
    let [timer, over] = [0, false];
    const load = async () => {
      clearTimeout(timer);
      try {
        board.docs.set(id, await get(`racks/${part(id)}`));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (!over) timer = setTimeout(load, AGAIN_MS);
      }
    };
    void load();
    const unheard = store.onText((message) => message.type === 'changed' && message.rack === id && void load());
    return () => {
      over = true;
      unheard();
      clearTimeout(timer);
    };
  }, [board, id, there]);
}

/** Why there is nothing to show of a rack. */
function Nothing({ id = '' }) {
  if (store.racks.value === null) return html`<small>Asking the node for its racks</small>`;
  const before = store.known.value.find((each) => each.id === id);
  return before
    ? html`<small>Not heard since this node started: treat as live</small>`
    : html`<small>No rack with this id is known here</small>`;
}

/**
 * The head of a column, on whose sight the column is written.
 * @param {{board: Board, k: number, watch: typeof import('./columns.js').watch | null}} props
 */
function Head({ board, k, watch }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const id = board.ids[k] ?? '';
  const rack = store.racks.value?.find((each) => each.id === id) ?? null;
  const there = rack !== null;
  const before = store.known.value.find((each) => each.id === id);
  useDoc(board, id, there);
  useEffect(() => (there ? store.want(`rack/${id}`) : undefined), [id, there]);
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return there && watch ? watch(own, board, k) : undefined;
  }, [board, id, there, watch]);
  return html`<th scope="col" ref=${el} data-c=${`head-${k}`} data-testid=${`column-${id}`} data-there=${there ? 'yes' : 'no'}>
    ${
      rack
        ? html`<a href=${rackAddress(id)} data-nav data-rack=${id}>${glyph('calm', `glyph-${k}`)}<b>${called(rack)}</b></a>
      <small>${readBy(rack.via, rack.node, store.nodeName)}${alsoReadBy(rack.also_read_by, store.nodeName)}</small>`
        : html`<b>${before ? called(before) : id}</b>${h(Nothing, { id })}`
    }
  </th>`;
}

/**
 * @param {Row} row
 * @param {readonly string[]} ids
 */
function line(row, ids) {
  const { id, title, chip, unit } = row;
  const name = chip ? html`<i class=${`chip ${chip.toLowerCase()}`}>${chip}</i>` : title;
  return html`<tr key=${id} data-top=${row.top ? 'yes' : undefined} class=${row.bar ? 'bars-row' : `cmp-${id}`}>
    <th scope="row">${name}${unit && html` <small>${unit}</small>`}</th>
    ${ids.map(
      (rack, k) => html`<td class="live" key=${rack} data-c=${`q-${id}-${k}`} data-testid=${`${id}-${rack}`}><span
        class="num" data-c=${`v-${id}-${k}`}>—</span> <small data-c=${`m-${id}-${k}`}></small>${
          row.bar && html`<i class="cmp-bar" aria-hidden="true" data-c=${`b-${id}-${k}`} data-is="missing"></i>`
        }</td>`,
    )}
  </tr>`;
}

/** Back to the fleet with these marked, to change the choice. @param {readonly string[]} ids */
function others(ids) {
  begin(ids.filter((id) => store.racks.peek()?.some((rack) => rack.id === id)));
  location.hash = '#/racks';
}

/** @param {{list: string | null}} props ids with commas between */
export function Compare({ list }) {
  const { ids, over } = named(list);
  const { current: board } = useRef(/** @type {Board} */ ({ ids, docs: new Map(), best: new Map() }));
  const [columns, setColumns] = useState(/** @type {typeof import('./columns.js') | null} */ (null));
  useEffect(() => void import('./columns.js').then(setColumns, () => setColumns(null)), []);
  return html`<section class="pane compare-page" aria-label="Compare" data-testid="compare-page">
    <header class="page-head"><h1>Compare</h1>
      ${over > 0 && html`<span class="count" data-testid="compare-over">${MOST} racks at most: ${over} more ${over === 1 ? 'is' : 'are'} left out</span>`}
      <button type="button" class="button" data-testid="compare-others" onClick=${() => others(ids)}>Other racks</button></header>
    <div class="cmp-scroll" style=${{ '--racks': ids.length }}>
      <table class="cmp">
        <thead><tr><td></td>${ids.map((id, k) => h(Head, { key: id, board, k, watch: columns?.watch ?? null }))}</tr></thead>
        <tbody>${ROWS.map((row) => line(row, ids))}</tbody>
      </table>
    </div>
    <p class="board-key">Bold: the biggest of the values of now. Bars: amps of their limit, the tick is 100 %.</p>
  </section>`;
}
