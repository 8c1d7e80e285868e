// The wall's frame, rack by rack, without an object per cell: 7,200 of them come twice a second.

import { parts } from '../lib/wire.js';
import { kind } from './wallplan.js';

/** @typedef {import('./wallplan.js').Cell} Cell */

const NO_VALUE = 255;
/** A cell of which nothing came. */
export const NOTHING = -1;
const STATES = parts('wall', 'state');
const UNMEASURED = new Set(
  STATES.flatMap(({ quality }, code) => (quality === 'unmeasured' ? [code] : [])),
);

/** @type {ReturnType<typeof kind>[]} what a code is, remembered: the same few come again and again */
const KINDS = [];

/**
 * What a cell is beside its load.
 * @param {number} code as `Columns.code` tells it
 */
export function kindOf(code) {
  if (code === NOTHING) return 'none';
  return (KINDS[code] ??= kind(cellOf(code)));
}

/** States that bear a letter whatever the load is. */
export const LOUD = new Set(
  STATES.flatMap((_, code) => {
    const loud = kind(cellOf(256 * code));
    return loud === 'p1' || loud === 'p2' ? [code] : [];
  }),
);

/** Some racks' ways as they came last. */
export class Columns {
  /**
   * @param {import('../lib/wire.js').Frame | null} frame
   * @param {readonly string[]} order of the racks in the frame
   * @param {readonly {id: string}[]} racks to be shown, in their order
   */
  constructor(frame, order, racks) {
    this.pct = frame ? frame.cellBytes('used_pct') : new Uint8Array(0);
    this.state = frame ? frame.cellBytes('state') : new Uint8Array(0);
    const spans = frame ? spansOf(frame, order) : new Map();
    /** @type {{start: number, ways: number}[]} */
    this.spans = racks.map(({ id }) => this.measured(spans.get(id) ?? { start: 0, ways: 0 }));
  }

  /**
   * Without the ways at a rack's end that nothing measures: there is nothing to show of them.
   * @param {{start: number, ways: number}} span
   */
  measured({ start, ways }) {
    let count = ways;
    while (count > 0 && UNMEASURED.has(this.state[start + count - 1] ?? NO_VALUE)) count -= 1;
    return { start, ways: count };
  }

  get length() {
    return this.spans.length;
  }

  /** @param {number} col */
  ways(col) {
    return this.spans[col]?.ways ?? 0;
  }

  /** The most ways that one of them has. */
  get rows() {
    return this.spans.reduce((most, { ways }) => Math.max(most, ways), 0);
  }

  /**
   * What stands in a cell as one number, to see whether it changed.
   * @param {number} col
   * @param {number} row
   */
  code(col, row) {
    const span = this.spans[col];
    if (!span || row >= span.ways) return NOTHING;
    const at = span.start + row;
    return (this.pct[at] ?? NO_VALUE) + 256 * (this.state[at] ?? NO_VALUE);
  }

  /**
   * @param {number} col
   * @param {number} row
   * @returns {Cell | null}
   */
  cell(col, row) {
    const code = this.code(col, row);
    return code === NOTHING ? null : cellOf(code);
  }
}

/**
 * @param {number} code as `Columns.code` tells it
 * @returns {Cell | null}
 */
export function cellOf(code) {
  const said = STATES[code >> 8];
  if (!said) return null;
  const pct = code & 255;
  return {
    pct: pct === NO_VALUE ? null : pct,
    quality: said['quality'] ?? 'missing',
    warning: said['warning'] === 'yes',
    load: said['load'] ?? 'unknown',
    breaker: said['breaker'] ?? 'unknown',
  };
}

/**
 * Where each rack's ways begin.
 * @param {import('../lib/wire.js').Frame} frame
 * @param {readonly string[]} order
 */
function spansOf(frame, order) {
  /** @type {Map<string, {start: number, ways: number}>} */
  const spans = new Map();
  let start = 0;
  for (let row = 0; row < frame.rows; row += 1) {
    const ways = frame.rowNum('ways', row) ?? 0;
    const id = order[row];
    if (id !== undefined) spans.set(id, { start, ways });
    start += ways;
  }
  return spans;
}
