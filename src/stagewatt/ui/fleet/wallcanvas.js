// The wall's picture: what lies where, what is under the finger, and what is said of it.

import { put } from '../lib/cells.js';
import { html, useEffect, useRef } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { theme } from '../lib/theme.js';
import { ask, noteOf, read } from './docs.js';
import { Ink } from './wallink.js';
import { Columns, kindOf } from './wallframe.js';
import { plan, sentence, spoken, under } from './wallplan.js';

/** @typedef {import('./arrange.js').Rack} Rack */
/** What a rack is called and how loud it is. @typedef {{title: (rack: Rack) => string, severity: (id: string) => string}} Of */

const SAY_MS = 1000;
/** So many columns are drawn at once. */
const SLICE = 20;
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What is drawn where; lives as long as the canvas. */
class Picture {
  /**
   * @param {HTMLElement} el
   * @param {readonly (readonly Rack[])[]} groups
   * @param {Of} of
   */
  constructor(el, groups, of) {
    this.el = el;
    this.of = of;
    this.racks = groups.flat();
    this.counts = groups.map((inside) => inside.length);
    this.canvas = /** @type {HTMLCanvasElement} */ (el.querySelector('canvas'));
    this.told = /** @type {HTMLElement} */ (el.querySelector('.wall-told'));
    this.cursor = /** @type {HTMLElement} */ (el.querySelector('.wall-cursor'));
    this.ink = new Ink(this.canvas);
    this.columns = new Columns(null, [], this.racks);
    this.plan = plan(this.counts, 0, { width: 0, height: 0 });
    /** @type {{col: number, row: number} | null} */
    this.at = null;
    this.saidAt = Number.NEGATIVE_INFINITY;
    this.drawing = 0;
    ask(this.racks.slice(0, 1).map(({ id }) => id));
  }

  /** Take the newest frame and draw what differs. */
  take() {
    const kept = store.newestOf('wall');
    if (!kept) return;
    this.columns = new Columns(kept.frame, store.fleetOrder.peek(), this.racks);
    if (this.plan.rows !== this.columns.rows) this.lay();
    this.draw();
  }

  /** Measure the room and draw everything anew. */
  lay() {
    const top = this.canvas.getBoundingClientRect().top + scrollY;
    const room = { width: this.el.clientWidth, height: innerHeight - top - 46 };
    this.plan = plan(this.counts, this.columns.rows, room);
    this.ink.lay(this.plan, this.racks.map(this.of.title), this.labels());
    this.point(this.at);
  }

  /** The ways beside the rows, where the first rack says how they are called. */
  labels() {
    const first = this.racks[0];
    return (first ? noteOf(first.id)?.ways.map(({ id }) => id) : null) ?? [];
  }

  /** Draw some columns in each picture of the screen, what is abnormal last. */
  draw() {
    const own = (this.drawing += 1);
    const { columns } = this;
    const loud = this.racks.map(({ id }) => this.of.severity(id));
    let from = 0;
    const slice = () => {
      if (own !== this.drawing) return;
      if (from >= columns.length) {
        this.ink.cover(columns);
        this.say();
        return;
      }
      this.ink.draw(columns, loud, from, from + SLICE);
      from += SLICE;
      requestAnimationFrame(slice);
    };
    slice();
  }

  /** Say once a second at most what all cells are together. */
  say() {
    const now = performance.now();
    if (now - this.saidAt < SAY_MS) return;
    this.saidAt = now;
    const text = sentence(this.columns, kindOf);
    if (this.canvas.getAttribute('aria-label') !== text) this.canvas.setAttribute('aria-label', text);
    this.point(this.at);
  }

  /**
   * Put the finger on a cell and say what it is.
   * @param {{col: number, row: number} | null} at
   */
  point(at) {
    this.at = at;
    const rack = at ? this.racks[at.col] : undefined;
    this.cursor.hidden = !rack;
    if (!at || !rack) {
      put(this.told, 'Point at a cell, or move with the arrow keys.');
      return;
    }
    const { xs, colW, rowH } = this.plan;
    this.ink.frame(this.cursor, xs[at.col] ?? 0, at.row, colW, rowH);
    const note = noteOf(rack.id);
    if (!note) ask([rack.id]);
    const way = note?.ways[at.row];
    const cell = this.columns.cell(at.col, at.row);
    const name = way ? `${way.id}${way.name ? ` ${way.name}` : ''}` : `way ${at.row + 1}`;
    put(this.told, `${this.of.title(rack)}  ·  ${name}${way?.phase ? ` ${way.phase}` : ''}  ·  ${spoken(cell, way?.rated_a ?? null)}`);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const step = STEPS[event.key];
    const at = this.at ?? { col: 0, row: 0 };
    if (step) {
      const ways = this.columns.ways(at.col);
      const to = this.at === null ? [0, 0] : step;
      const col = Math.max(0, Math.min(this.racks.length - 1, at.col + (to[0] ?? 0)));
      const row = Math.max(0, Math.min(ways - 1, at.row + (to[1] ?? 0)));
      this.point({ col, row });
    } else if (event.key === 'Enter') this.open();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  move(event) {
    const box = this.canvas.getBoundingClientRect();
    const at = under(this.plan, event.clientX - box.left, event.clientY - box.top);
    if (at && (at.col !== this.at?.col || at.row !== this.at?.row)) this.point(at);
  }

  open() {
    const rack = this.at ? this.racks[this.at.col] : undefined;
    const way = rack && this.at ? noteOf(rack.id)?.ways[this.at.row] : undefined;
    if (rack) location.hash = rackAddress(rack.id, way?.id ?? null);
  }
}

/** @param {{racks: readonly (readonly Rack[])[], of: Of}} props */
export function Canvas({ racks, of }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const kept = useRef(/** @type {Picture | null} */ (null));
  const key = racks.map((inside) => inside.map(({ id }) => id).join()).join('|');
  const known = read.value;
  const dress = theme.value;
  useEffect(() => {
    const picture = new Picture(/** @type {HTMLElement} */ (el.current), racks, of);
    kept.current = picture;
    const lay = () => {
      picture.lay();
      picture.draw();
    };
    const seen = new ResizeObserver(lay);
    seen.observe(/** @type {HTMLElement} */ (el.current));
    const ends = [store.onFrame('wall', () => requestAnimationFrame(() => picture.take()))];
    return () => {
      seen.disconnect();
      ends.forEach((end) => end());
    };
  }, [key, dress]);
  useEffect(() => kept.current?.lay(), [known === 1]);
  const on = (/** @type {(picture: Picture, event: any) => void} */ run) =>
    (/** @type {Event} */ event) => kept.current && run(kept.current, event);
  return html`<div class="wall-box live" ref=${el}>
    <canvas role="img" tabindex="0" class="wall-canvas" aria-label="Ways of all racks" data-testid="wall-canvas"
      aria-describedby="wall-told" onMouseMove=${on((picture, event) => picture.move(event))}
      onClick=${on((picture, event) => {
        picture.move(event);
        picture.open();
      })}
      onFocus=${on((picture) => picture.point(picture.at ?? { col: 0, row: 0 }))}
      onKeyDown=${on((picture, event) => picture.press(event))}></canvas>
    <i class="wall-cursor" hidden></i>
    <p class="wall-told num" id="wall-told" role="status" data-testid="wall-told"></p>
  </div>`;
}
