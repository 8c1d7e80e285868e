// The columns of racks side by side: each written after its own frames, all held against each other.

import { cellsOf, mark, put, share } from '../lib/cells.js';
import { digits, due } from '../lib/gauge.js';
import { draw } from '../lib/glyphs.js';
import { live } from '../lib/live.js';
import { rackFrame } from '../lib/read.js';
import * as store from '../lib/store.js';
import { biggest } from './biggest.js';
import { pictureNow } from './now.js';
import { qualityOf, ROWS } from './sidebyside.js';

/** @typedef {import('./sidebyside.js').Row} Row */
/** @typedef {import('./sidebyside.js').Seen} Seen */
/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/**
 * What the columns share: who stands in them, what REST told of each, who was biggest in each row.
 * @typedef {{ids: readonly string[], docs: Map<string, RackDoc>, best: Map<string, Set<number>>}} Board
 */

/** Bars reach this far beyond their limit, as those of the fleet's tiles. */
const REACH = 1.25;

/**
 * @param {Board} board
 * @param {string} id
 * @returns {Seen | null}
 */
function seenOf({ docs }, id) {
  const kept = rackFrame(id);
  if (!kept) return null;
  const alarms = store.alarms.peek().filter(({ rack }) => rack === id);
  return { ...kept, picture: pictureNow(id), doc: docs.get(id) ?? null, alarms };
}

/**
 * What of a rack can be held against the others: nothing that is not of now.
 * @param {Row} row
 * @param {Seen | null} seen
 */
function comparable(row, seen) {
  if (!seen || !['good', 'estimated'].includes(qualityOf(row, seen))) return null;
  return row.cell(seen).value ?? null;
}

/**
 * The function that writes a column.
 * @param {HTMLElement} table
 * @param {Board} board
 * @param {number} k
 */
function writer(table, board, k) {
  const cells = cellsOf(table);
  const writers = ROWS.map((row) => cellWriter(cells, row, k));
  return (/** @type {number} */ nowMs) => {
    const all = board.ids.map((each) => seenOf(board, each));
    const seen = all[k];
    if (!seen) return false;
    const severity = seen.picture?.severity ?? 'calm';
    mark(cells[`head-${k}`], 'severity', severity);
    mark(cells[`q-state-${k}`], 'severity', severity);
    draw(cells[`glyph-${k}`], severity);
    writers.forEach((write, at) => {
      const row = /** @type {Row} */ (ROWS[at]);
      const values = row.margin === undefined ? [] : all.map((one) => comparable(row, one));
      const best = biggest(board.best.get(row.id) ?? new Set(), values, row.margin ?? 0);
      board.best.set(row.id, best);
      write(seen, best.has(k), nowMs);
    });
    return false;
  };
}

/**
 * @param {Record<string, HTMLElement>} cells
 * @param {Row} row
 * @param {number} k
 */
function cellWriter(cells, row, k) {
  const [box, own, more, bar] = ['q', 'v', 'm', 'b'].map((kind) => cells[`${kind}-${row.id}-${k}`]);
  const shown = digits();
  let [look, looks] = ['', 0];
  return (/** @type {Seen} */ seen, /** @type {boolean} */ best, /** @type {number} */ nowMs) => {
    const cell = row.cell(seen);
    const quality = qualityOf(row, seen);
    mark(box, 'quality', quality);
    mark(box, 'best', best ? 'yes' : 'no');
    put(more, cell.more ?? '');
    if (bar) paintBar(bar, cell);
    const now = `${quality} ${cell.value === undefined ? cell.text : (cell.more ?? '')}`;
    if (now !== look) [look, looks] = [now, looks + 1];
    const { step = 0 } = row;
    if (due(shown, cell.value ?? null, looks, nowMs, 0, step)) put(own, cell.text);
  };
}

/**
 * @param {HTMLElement} bar
 * @param {import('./sidebyside.js').Cell} cell
 */
function paintBar(bar, { value = null, limit = null }) {
  const used = value === null || !limit ? null : value / limit;
  share(bar, '--v', (used ?? 0) / REACH);
  mark(bar, 'is', used === null ? 'missing' : used > 1 ? 'over' : 'known');
}

/**
 * Write a column after each frame of its rack; returns the end of it.
 * @param {HTMLElement} head of the column
 * @param {Board} board
 * @param {number} k
 */
export function watch(head, board, k) {
  const table = /** @type {HTMLElement} */ (head.closest('table'));
  return live(`rack/${board.ids[k]}`, head, writer(table, board, k));
}
