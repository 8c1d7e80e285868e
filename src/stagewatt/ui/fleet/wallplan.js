// The wall on paper: where each way of each rack lies, how grey it is, which letter it bears. Pure.

/** The room above the columns for the names, and beside the rows for the ways, in pixels. */
export const TOP = 74;
export const SIDE = 30;
const GROUP_GAP = 7;
const WIDEST = 40;
const FLATTEST = 5;
const TALLEST = 16;
/** Above this nothing grows any lighter. */
const FULL_PCT = 120;

/**
 * @typedef {{xs: number[], colW: number, rowH: number, rows: number, width: number,
 *   height: number}} Plan
 * @typedef {{pct: number | null, quality: string, warning: boolean, load: string,
 *   breaker: string}} Cell
 */

/**
 * The places of columns and rows for racks in groups.
 * @param {readonly number[]} counts racks in each group
 * @param {number} rows the most ways that one of them has
 * @param {{width: number, height: number}} room
 * @returns {Plan}
 */
export function plan(counts, rows, room) {
  const racks = counts.reduce((sum, count) => sum + count, 0);
  const gaps = GROUP_GAP * Math.max(0, counts.length - 1);
  const fits = Math.floor((room.width - SIDE - gaps) / Math.max(1, racks));
  const colW = Math.max(4, Math.min(WIDEST, fits));
  const tall = Math.floor((room.height - TOP) / Math.max(1, rows));
  const rowH = Math.max(FLATTEST, Math.min(TALLEST, tall));
  /** @type {number[]} */
  const xs = [];
  let x = SIDE;
  for (const count of counts) {
    for (let k = 0; k < count; k += 1, x += colW) xs.push(x);
    x += GROUP_GAP;
  }
  return { xs, colW, rowH, rows, width: Math.max(x - GROUP_GAP, SIDE), height: TOP + rows * rowH };
}

/**
 * Which column and row lie under a point; null beside them.
 * @param {Plan} of
 * @param {number} x
 * @param {number} y
 */
export function under(of, x, y) {
  const col = of.xs.findIndex((left) => x >= left && x < left + of.colW);
  const row = Math.floor((y - TOP) / of.rowH);
  return col < 0 || row < 0 || row >= of.rows ? null : { col, row };
}

/**
 * What a cell is beside its load: `p1` and `p2` bear a letter, `doubt` is hatched, `none` is empty.
 * @param {Cell | null} cell
 * @returns {'p1' | 'p2' | 'doubt' | 'none' | 'plain'}
 */
export function kind(cell) {
  if (cell === null || cell.quality === 'unmeasured') return 'none';
  if (cell.breaker === 'tripped' || cell.load === 'serious') return 'p1';
  if (cell.load === 'overload' || cell.warning) return 'p2';
  return cell.pct === null || cell.quality === 'stale' || cell.quality === 'missing'
    ? 'doubt'
    : 'plain';
}

/**
 * The letter of an abnormal cell: tripped, serious, overload, or outside its limits.
 * @param {Cell} cell
 */
export function letter(cell) {
  if (cell.breaker === 'tripped') return 'T';
  if (cell.load === 'serious') return 'S';
  return cell.load === 'overload' ? 'O' : '!';
}

/**
 * The grey of a load: from the colour of nothing to that of full, as red, green, blue.
 * @param {number} pct
 * @param {readonly [number, number, number]} from
 * @param {readonly [number, number, number]} to
 */
export function grey(pct, from, to) {
  const part = Math.min(1, Math.max(0, pct / FULL_PCT));
  const [r, g, b] = [0, 1, 2].map((k) => {
    const [low, high] = [from[k] ?? 0, to[k] ?? 0];
    return Math.round(low + (high - low) * part);
  });
  return `rgb(${r} ${g} ${b})`;
}

/**
 * A cell in words, for the ear and the line below the wall.
 * @param {Cell | null} cell
 * @param {number | null} ratedA
 */
export function spoken(cell, ratedA) {
  if (cell === null) return 'no data';
  if (cell.quality === 'unmeasured') return 'not measured';
  const parts = [amount(cell.pct, ratedA)];
  if (cell.breaker === 'tripped') parts.push('TRIPPED');
  if (cell.load === 'serious' || cell.load === 'overload') parts.push(cell.load);
  if (cell.warning) parts.push('outside its limits');
  if (cell.quality === 'stale') parts.push('not of now');
  return parts.join(', ');
}

/**
 * @param {number | null} pct
 * @param {number | null} ratedA
 */
function amount(pct, ratedA) {
  if (pct === null) return 'no data';
  if (ratedA === null) return `${pct} % of its rating`;
  return `about ${((pct * ratedA) / 100).toFixed(1)} A, ${pct} % of ${ratedA} A`;
}

/**
 * All cells together in one sentence.
 * @param {{length: number, ways: (col: number) => number,
 *   code: (col: number, row: number) => number}} columns
 * @param {(code: number) => ReturnType<typeof kind>} kindOf
 */
export function sentence(columns, kindOf) {
  const count = { p1: 0, p2: 0, doubt: 0, plain: 0, none: 0 };
  for (let col = 0; col < columns.length; col += 1) {
    for (let row = 0; row < columns.ways(col); row += 1) count[kindOf(columns.code(col, row))] += 1;
  }
  const ways = count.p1 + count.p2 + count.doubt + count.plain;
  const told = [];
  if (count.p1) told.push(`${count.p1} tripped or seriously overloaded`);
  if (count.p2) told.push(`${count.p2} overloaded or outside their limits`);
  if (count.doubt) told.push(`${count.doubt} without a value of now`);
  const bad = told.length ? told.join(', ') : 'none is marked';
  return `${columns.length} racks, ${ways} ways: ${bad}.`;
}
