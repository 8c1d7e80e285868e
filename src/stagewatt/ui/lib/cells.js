// Live numbers past the components: rows that are on screen are written, a slice in each frame.

/** What follows a write, layout and paint, costs by the row as well: so many at most in a frame. */
export const ROWS_PER_FRAME = 15;
/** On a slow device fewer: a frame's writes end after so long, and the rest waits for the next one. */
export const BUDGET_MS = 6;
const TEXT = 3;

/**
 * A row writes its own cells and answers whether something in it still moves. One that has many
 * texts weighs as much as so many others.
 * @typedef {{el: Element, write: (nowMs: number) => boolean, weight: number, seen: boolean}} Row
 * @typedef {{
 *   frame: (run: (nowMs: number) => void) => void,
 *   now: () => number,
 *   watch: (changed: (el: Element, seen: boolean) => void) => {
 *     observe: (el: Element) => void, unobserve: (el: Element) => void },
 * }} Screen
 */

export class Cells {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    /** @type {Map<Element, Row>} */
    this.rows = new Map();
    /** @type {Set<Row>} */
    this.waiting = new Set();
    this.asked = false;
    this.watcher = screen.watch((el, seen) => {
      const row = this.rows.get(el);
      if (!row) return;
      row.seen = seen;
      if (seen) this.touch(row);
    });
  }

  /**
   * Register an element with the function that writes its cells; returns the row and its end.
   * @param {Element} el
   * @param {(nowMs: number) => boolean} write
   * @param {number} weight
   * @returns {{row: Row, end: () => void}}
   */
  row(el, write, weight = 1) {
    /** @type {Row} */
    const row = { el, write, weight, seen: false };
    this.rows.set(el, row);
    this.watcher.observe(el);
    const end = () => {
      this.watcher.unobserve(el);
      this.rows.delete(el);
      this.waiting.delete(row);
    };
    return { row, end };
  }

  /**
   * Say that a row's values changed.
   * @param {Row} row
   */
  touch(row) {
    if (!row.seen) return;
    this.waiting.add(row);
    this.ask();
  }

  /** Ask for one animation frame, once. */
  ask() {
    if (this.asked) return;
    this.asked = true;
    this.screen.frame((nowMs) => this.run(nowMs));
  }

  /**
   * Write the next slice: those that wait longest first, at least one.
   * @param {number} nowMs
   */
  run(nowMs) {
    this.asked = false;
    const end = this.screen.now() + BUDGET_MS;
    let left = ROWS_PER_FRAME;
    for (const row of [...this.waiting]) {
      this.waiting.delete(row);
      if (!row.seen) continue;
      this.write(row, nowMs);
      left -= row.weight;
      if (left < row.weight || this.screen.now() >= end) break;
    }
    if (this.waiting.size) this.ask();
  }

  /**
   * A row that fails is dropped so that it cannot stop the others.
   * @param {Row} row
   * @param {number} nowMs
   */
  write(row, nowMs) {
    try {
      if (row.write(nowMs)) this.waiting.add(row);
    } catch (error) {
      this.rows.delete(row.el);
      reportError(error);
    }
  }
}

/** @returns {Screen} the real one */
export function screen() {
  return {
    frame: (run) => requestAnimationFrame(run),
    now: () => performance.now(),
    watch: (changed) =>
      new IntersectionObserver(
        (entries) => {
          for (const entry of entries) changed(entry.target, entry.isIntersecting);
        },
        { rootMargin: '120px' },
      ),
  };
}

/**
 * The cells of a row by their `data-c` names.
 * @param {Element} el
 * @returns {Record<string, HTMLElement>}
 */
export function cellsOf(el) {
  /** @type {Record<string, HTMLElement>} */
  const cells = {};
  for (const cell of /** @type {NodeListOf<HTMLElement>} */ (el.querySelectorAll('[data-c]'))) {
    cells[cell.dataset.c ?? ''] = cell;
  }
  return cells;
}

/**
 * Write text only where it differs. The text on the page is kept and says something else: a new one
 * would be laid out from the start, and leave an old one behind.
 * @param {HTMLElement | undefined} cell
 * @param {string} text
 */
export function put(cell, text) {
  const own = cell?.firstChild;
  if (!cell || (own ? own.nodeValue === text : text === '')) return;
  if (own && text !== '' && own.nodeType === TEXT && own === cell.lastChild) own.nodeValue = text;
  else cell.textContent = text;
}

/**
 * Write a share of a whole as a percentage that the styles draw; it repaints, but moves nothing.
 * In whole percents: a bar is some 80 pixels long, and what cannot be seen is not painted again.
 * @param {HTMLElement | undefined} el
 * @param {string} property
 * @param {number} part 0 to 1
 */
export function share(el, property, part) {
  const text = `${Math.round(Math.min(1, Math.max(0, part)) * 100)}%`;
  if (el && el.style.getPropertyValue(property) !== text) el.style.setProperty(property, text);
}

/**
 * Write a data attribute only where it differs.
 * @param {HTMLElement | undefined} el
 * @param {string} name
 * @param {string} value
 */
export function mark(el, name, value) {
  if (el && el.dataset[name] !== value) el.dataset[name] = value;
}
