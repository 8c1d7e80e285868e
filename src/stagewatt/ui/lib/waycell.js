// The live cells of one way, wherever it is shown: tile or card.

import { cellsOf, mark, put, share } from './cells.js';
import { about, age, amps } from './format.js';
import { digits, due, falling, gauge, move } from './gauge.js';
import { ageNow, drawn, rackFrame } from './read.js';
import * as words from './words.js';

/** @typedef {import('./types.js').WayDoc} WayDoc */
/** @typedef {import('./wire.js').Frame} Frame */

/**
 * Where a bar ends: a quarter past the rating, so that an overload has room to be seen.
 * @param {number | undefined} ratedA
 */
export function fullScale(ratedA) {
  return (ratedA ?? 16) * 1.25;
}

/**
 * What the tile says of a way: the word and its drawing. A tripped breaker outranks the load.
 * @param {Frame} frame
 * @param {number} row
 * @returns {{look: string, word: string, more: string | null}}
 */
export function judged(frame, row) {
  const breaker = frame.rowWord('breaker', row);
  if (breaker === 'tripped') {
    const more = frame.rowWord('cause_quality', row);
    return { look: 'tripped', word: 'TRIPPED', more: more === 'unknown' ? null : more };
  }
  const load = frame.rowWord('load', row) ?? 'unknown';
  if (breaker === 'off') return { look: 'none', word: 'off', more: null };
  const main = frame.word('main_state');
  if (load === 'none' && (main === 'off' || main === 'tripped')) {
    return { look: 'none', word: 'main off', more: null };
  }
  return { look: load, word: words.load(load), more: null };
}

/**
 * Which limit a current is outside of.
 * @param {number | null} i
 * @param {WayDoc} way
 */
export function outside(i, way) {
  if (i === null) return 'no';
  if (way.max_a !== null && i > way.max_a) return 'max';
  return way.min_a !== null && i < way.min_a ? 'min' : 'no';
}

/**
 * The function that writes one way's cells.
 * @param {HTMLElement} el
 * @param {string} rack
 * @param {number} row
 * @param {() => WayDoc} settings
 */
export function wayWriter(el, rack, row, settings) {
  const cells = cellsOf(el);
  const bar = gauge();
  const amp = digits();
  return (/** @type {number} */ nowMs) => {
    const kept = rackFrame(rack);
    if (!kept || row >= kept.frame.rows) return false;
    const { frame, sinceS } = kept;
    const way = settings();
    const quality = drawn(frame, frame.rowWord('quality', row));
    const shown =
      quality === 'missing' || quality === 'unmeasured' ? null : frame.rowNum('i_a', row);
    const now = judged(frame, row);
    const warning = frame.rowNum('warning', row) === 1;
    mark(el, 'quality', quality);
    mark(el, 'load', now.look);
    mark(el, 'warning', warning ? 'yes' : 'no');
    mark(el, 'outside', warning ? outside(shown, way) : 'no');
    put(cells.word, quality === 'unmeasured' ? words.NOT_MEASURED : now.word);
    if (due(amp, shown, look(now, quality, warning), nowMs)) {
      put(cells.i, amps(shown));
      put(cells.p, now.more ?? about(frame.rowNum('p_w', row)));
      paintMore(cells, frame, row);
    }
    const stale = quality === 'stale' && shown !== null;
    put(
      cells.unit,
      shown === null ? '' : stale ? `\u2009(${age(ageNow(frame.rowNum('age_s', row), sinceS))})` : 'A',
    );
    const full = fullScale(way.rated_a);
    move(bar, shown, nowMs);
    stretch(cells, bar, full);
    return falling(bar, shown);
  };
}

/**
 * A number that differs whenever something about the way changes that must show at once.
 * @param {{look: string, more: string | null}} now
 * @param {string} quality
 * @param {boolean} warning
 */
function look(now, quality, warning) {
  const more = now.more?.length ?? 0;
  return now.look.length * 10_000 + more * 100 + quality.length * 2 + (warning ? 1 : 0);
}

/**
 * The card's further cells: the last whole second, and the breaker in words.
 * @param {Record<string, HTMLElement>} cells
 * @param {Frame} frame
 * @param {number} row
 */
function paintMore(cells, frame, row) {
  if (!cells.breaker) return;
  put(cells.low, amps(frame.rowNum('i_min_a', row)));
  put(cells.high, amps(frame.rowNum('i_max_a', row)));
  put(cells.peak, amps(frame.rowNum('i_peak_a', row)));
  const state = frame.rowWord('breaker', row) ?? 'unknown';
  const known = frame.rowWord('cause_quality', row) ?? 'unknown';
  put(cells.breaker, words.breaker(state, frame.rowWord('cause', row), known));
}

/**
 * @param {Record<string, HTMLElement>} cells
 * @param {import('./gauge.js').Gauge} bar
 * @param {number} full
 */
function stretch(cells, bar, full) {
  share(cells.bar, '--value', (bar.bar ?? 0) / full);
  share(cells.bar, '--peak', (bar.peak ?? 0) / full);
}
