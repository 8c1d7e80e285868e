// The wall in words: how many ways carry load, which one most, and what is abnormal, rack by rack.

import { html, useEffect, useState } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { ask, noteOf, read } from './docs.js';
import { Columns } from './wallframe.js';
import { kind, spoken } from './wallplan.js';

/** @typedef {import('./arrange.js').Rack} Rack */
/** @typedef {import('./wallplan.js').Cell} Cell */

const AGAIN_MS = 1000;

/** @param {{racks: readonly (readonly Rack[])[]}} props */
export function Table({ racks: groups }) {
  const racks = groups.flat();
  const [, again] = useState(0);
  useEffect(() => {
    ask(racks.map(({ id }) => id));
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      again(count);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const kept = store.newestOf('wall');
  const columns = new Columns(kept?.frame ?? null, store.fleetOrder.peek(), racks);
  return html`<table class="wall-table" data-testid="wall-table" data-read=${read.value}>
    <thead><tr><th scope="col">Rack</th><th scope="col">Ways on load</th><th scope="col">Highest</th>
      <th scope="col">Abnormal</th></tr></thead>
    <tbody>${racks.map((rack, k) => row(rack, cellsOf(columns, k)))}</tbody>
  </table>`;
}

/**
 * @param {Columns} columns
 * @param {number} col
 */
function cellsOf(columns, col) {
  return Array.from({ length: columns.ways(col) }, (_, row) => columns.cell(col, row));
}

/**
 * @param {Rack} rack
 * @param {readonly (Cell | null)[]} cells
 */
function row(rack, cells) {
  const ways = noteOf(rack.id)?.ways ?? [];
  const name = (/** @type {number} */ k) => ways[k]?.id ?? `way ${k + 1}`;
  const loaded = cells.filter((cell) => cell?.pct && cell.load !== 'none').length;
  const best = cells.reduce((most, cell, k) => ((cell?.pct ?? -1) > (cells[most]?.pct ?? -1) ? k : most), 0);
  const top = cells[best]?.pct ?? null;
  const bad = cells.flatMap((cell, k) => {
    const loud = kind(cell);
    return cell && (loud === 'p1' || loud === 'p2') ? [`${name(k)} ${spoken(cell, ways[k]?.rated_a ?? null)}`] : [];
  });
  return html`<tr key=${rack.id}><th scope="row"><a href=${rackAddress(rack.id)} data-nav
    data-rack=${rack.id}>${called(rack)}</a></th><td class="num">${loaded} of ${cells.length}</td>
    <td class="num">${top === null ? '—' : `${name(best)} ${top} %`}</td><td>${bad.join('; ')}</td></tr>`;
}
