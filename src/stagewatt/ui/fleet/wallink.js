// Draws the wall: all of it once, then only the cells that changed.

import { cellOf, LOUD } from './wallframe.js';
import { NAME_PX, writeLabels, writeNames } from './wallnames.js';
import { grey, kind, letter, TOP } from './wallplan.js';

/** @typedef {import('./wallplan.js').Cell} Cell */
/** @typedef {import('./wallplan.js').Plan} Plan */

const CAP_PX = 6;
const UNDRAWN = -2;
/** A letter needs this height, also where cells are lower. */
const BADGE_PX = 13;

/** @typedef {{col: number, row: number, code: number}} Badge */

export class Ink {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    const pen = canvas.getContext('2d', { alpha: false });
    if (!pen) throw new Error('this browser draws no canvas');
    this.pen = pen;
    /** @type {Plan | null} */
    this.plan = null;
    /** What stands in each cell now. */
    this.drawn = new Int32Array(0);
    /** @type {string[]} */
    this.caps = [];
    /** @type {Badge[]} */
    this.badges = [];
    this.colours = this.look();
  }

  /** The colours of the theme that is on. */
  look() {
    const style = getComputedStyle(document.documentElement);
    const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const dark = document.documentElement.dataset['theme'] !== 'daylight';
    return {
      ground: of('--bg0'),
      text: of('--text2'),
      strong: of('--text1'),
      hatch: of('--text3'),
      bed: of('--bg2'),
      p1: of('--p1'),
      p1ink: of('--p1-ink'),
      p2: of('--p2'),
      p2ink: of('--p2-ink'),
      low: /** @type {[number, number, number]} */ (dark ? [26, 32, 38] : [232, 236, 240]),
      high: /** @type {[number, number, number]} */ (dark ? [236, 242, 240] : [16, 22, 28]),
    };
  }

  /**
   * Begin anew: size, names, labels of the rows.
   * @param {Plan} plan
   * @param {readonly string[]} names of the racks
   * @param {readonly string[]} labels of the rows
   */
  lay(plan, names, labels) {
    this.plan = plan;
    this.drawn = new Int32Array(plan.xs.length * plan.rows).fill(UNDRAWN);
    this.caps = [];
    this.badges = [];
    this.colours = this.look();
    const { canvas, pen } = this;
    const dots = devicePixelRatio || 1;
    canvas.width = Math.ceil(plan.width * dots);
    canvas.height = Math.ceil(plan.height * dots);
    canvas.style.width = `${plan.width}px`;
    canvas.style.height = `${plan.height}px`;
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.fillStyle = this.colours.ground;
    pen.fillRect(0, 0, plan.width, plan.height);
    pen.fillStyle = this.colours.text;
    writeNames(pen, plan, names, TOP - CAP_PX - 4);
    writeLabels(pen, plan, labels);
  }

  /**
   * Draw what differs in some columns; 7,200 cells at once would hold up the page.
   * @param {import('./wallframe.js').Columns} columns
   * @param {readonly string[]} loud severity of each rack
   * @param {number} from
   * @param {number} to behind the last
   */
  draw(columns, loud, from, to) {
    if (!this.plan) return;
    const { rows } = this.plan;
    if (from === 0) this.uncover(columns);
    for (let col = from; col < Math.min(to, columns.length); col += 1) {
      this.cap(col, loud[col] ?? 'calm');
      for (let row = 0; row < rows; row += 1) {
        const code = columns.code(col, row);
        const at = col * rows + row;
        if (this.drawn[at] === code) continue;
        this.drawn[at] = code;
        this.cell(col, row, cellOf(code));
      }
    }
  }

  /**
   * Draw what is abnormal over all the rest.
   * @param {import('./wallframe.js').Columns} columns
   */
  cover(columns) {
    this.badges = [];
    for (let col = 0; col < columns.length; col += 1) {
      for (let row = 0; row < columns.ways(col); row += 1) {
        const code = columns.code(col, row);
        if (!LOUD.has(code >> 8)) continue;
        this.badges.push({ col, row, code });
        this.badge(col, row, cellOf(code));
      }
    }
  }

  /**
   * Where a badge goes, what it covered comes back.
   * @param {import('./wallframe.js').Columns} columns
   */
  uncover(columns) {
    const rows = this.plan?.rows ?? 0;
    for (const { col, row, code } of this.badges) {
      if (columns.code(col, row) === code) continue;
      const from = Math.max(0, row - 2);
      this.drawn.fill(UNDRAWN, col * rows + from, col * rows + Math.min(rows, row + 3));
    }
  }

  /**
   * The cap of a column: how loud its rack is, by colour and by width.
   * @param {number} col
   * @param {string} severity
   */
  cap(col, severity) {
    if (!this.plan || this.caps[col] === severity) return;
    this.caps[col] = severity;
    const { colours, pen } = this;
    const x = this.plan.xs[col] ?? 0;
    const w = this.plan.colW - 1;
    pen.fillStyle = colours.ground;
    pen.fillRect(x, TOP - CAP_PX - 2, this.plan.colW, CAP_PX + 1);
    if (severity === 'calm') return;
    pen.fillStyle = severity === 'p1' ? colours.p1 : severity === 'p3' ? colours.text : colours.p2;
    const thin = severity === 'p1' ? CAP_PX : severity === 'p2' || severity === 'silent' ? 4 : 2;
    pen.fillRect(x, TOP - 2 - thin, w, thin);
  }

  /**
   * @param {number} col
   * @param {number} row
   * @param {Cell | null} cell
   */
  cell(col, row, cell) {
    const { plan, pen, colours } = this;
    if (!plan) return;
    const what = kind(cell);
    const [x, y] = [plan.xs[col] ?? 0, TOP + row * plan.rowH];
    const [w, h] = [plan.colW - 1, plan.rowH - 1];
    pen.fillStyle = colours.ground;
    pen.fillRect(x, y, plan.colW, plan.rowH);
    if (what === 'none' || cell === null) return;
    if (what === 'doubt') {
      this.hatch(x, y, w, h);
      return;
    }
    pen.fillStyle = grey(cell.pct ?? 0, colours.low, colours.high);
    pen.fillRect(x, y, w, h);
  }

  /**
   * An abnormal cell: filled, lettered and outlined, as tall as a letter needs.
   * @param {number} col
   * @param {number} row
   * @param {Cell | null} cell
   */
  badge(col, row, cell) {
    const { plan, pen, colours } = this;
    if (!plan || cell === null) return;
    const bad = kind(cell) === 'p1';
    const w = plan.colW;
    const h = Math.max(plan.rowH, BADGE_PX);
    const x = plan.xs[col] ?? 0;
    const y = TOP + row * plan.rowH + (plan.rowH - h) / 2;
    pen.fillStyle = colours.ground;
    pen.fillRect(x, y, w, h);
    pen.fillStyle = bad ? colours.p1 : colours.p2;
    pen.fillRect(x + 1, y + 1, w - 2, h - 2);
    pen.fillStyle = bad ? colours.p1ink : colours.p2ink;
    pen.font = `700 ${Math.min(NAME_PX, w)}px B612, system-ui, sans-serif`;
    pen.textBaseline = 'middle';
    pen.textAlign = 'center';
    pen.fillText(letter(cell), x + w / 2, y + h / 2 + 0.5, w);
    pen.strokeStyle = colours.strong;
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
  }

  /**
   * Doubt is drawn on the data: no fill, slanted strokes.
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   */
  hatch(x, y, w, h) {
    const { pen, colours } = this;
    pen.fillStyle = colours.bed;
    pen.fillRect(x, y, w, h);
    pen.strokeStyle = colours.hatch;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(x, y + h);
    pen.lineTo(x + Math.min(w, h), y + h - Math.min(w, h));
    pen.moveTo(x + w - Math.min(w, h), y + h);
    pen.lineTo(x + w, y + h - Math.min(w, h));
    pen.stroke();
  }

  /**
   * Lay the frame of the cursor over a cell.
   * @param {HTMLElement} cursor
   * @param {number} x
   * @param {number} row
   * @param {number} w
   * @param {number} h
   */
  frame(cursor, x, row, w, h) {
    cursor.style.transform = `translate(${x + this.canvas.offsetLeft - 3}px, ${TOP + row * h + this.canvas.offsetTop - 3}px)`;
    cursor.style.width = `${w + 5}px`;
    cursor.style.height = `${h + 5}px`;
  }
}
