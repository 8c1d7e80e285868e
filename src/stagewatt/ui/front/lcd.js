// Figures of seven segments, drawn: for the meter's LCD and the LOAD CURRENT displays.

import { html } from '../lib/html.js';

/** Segments of each sign: a top, b c right, d bottom, e f left, g middle. */
/** @type {Record<string, string>} */
const SIGNS = {
  0: 'abcdef',
  1: 'bc',
  2: 'abged',
  3: 'abgcd',
  4: 'fgbc',
  5: 'afgcd',
  6: 'afgedc',
  7: 'abc',
  8: 'abcdefg',
  9: 'abcdfg',
  '-': 'g',
  '\u2212': 'g',
  '\u2014': 'g',
  E: 'afged',
  L: 'fed',
  n: 'egc',
  o: 'egcd',
  r: 'eg',
  d: 'bcdeg',
  F: 'afge',
  H: 'bcefg',
  C: 'afed',
  ' ': '',
};

const [W, H, T] = [5, 9, 1.1];

/**
 * A bar between two points with pointed ends.
 * @param {number} x
 * @param {number} y
 * @param {number} length
 * @param {boolean} upright
 */
function bar(x, y, length, upright) {
  const [t, n, gap] = [T / 2, length - T - 0.3, 0.15];
  return upright
    ? `M${x} ${y + gap}l${t} ${t}v${n}l${-t} ${t}l${-t} ${-t}v${-n}z`
    : `M${x + gap} ${y}l${t} ${-t}h${n}l${t} ${t}l${-t} ${t}h${-n}z`;
}

/** @type {Record<string, string>} */
const BARS = {
  a: bar(0, 0, W, false),
  b: bar(W, 0, H / 2, true),
  c: bar(W, H / 2, H / 2, true),
  d: bar(0, H, W, false),
  e: bar(0, H / 2, H / 2, true),
  f: bar(0, 0, H / 2, true),
  g: bar(0, H / 2, W, false),
};

const PITCH = 7.2;
const DOT = 2.4;

/**
 * The signs of a text with their places; a decimal mark takes little room of its own.
 * @param {string} text
 * @returns {{marks: {at: number, path: string, all: string}[], width: number}}
 */
export function signs(text) {
  let at = 0;
  const marks = [];
  for (const sign of text) {
    if (sign === '.' || sign === ',') {
      marks.push({ at: at - PITCH + W, path: `M1 ${H - 0.6}h1.2v1.2h-1.2z`, all: '' });
      at += DOT - 1;
      continue;
    }
    const own = SIGNS[sign] ?? SIGNS[sign.toLowerCase()] ?? '';
    const path = [...own].map((segment) => BARS[segment]).join('');
    marks.push({ at, path, all: Object.values(BARS).join('') });
    at += PITCH;
  }
  return { marks, width: Math.max(0, at - PITCH + W) };
}

/**
 * A figure that ends at `x` and stands on `y`, `h` high, with the segments that are off just seen.
 * @param {{text: string, x: number, y: number, h: number, ink: string, ghost: string}} what
 */
export function figure({ text, x, y, h, ink, ghost }) {
  const { marks, width } = signs(text);
  const k = h / H;
  return html`<g transform=${`translate(${x - width * k - h * 0.04} ${y - h}) scale(${k}) skewX(-5)`}>
    ${marks.map(
      ({ at, path, all }) => html`<g transform=${`translate(${at} 0)`}>
        <path d=${all} fill=${ghost} /><path d=${path} fill=${ink} /></g>`,
    )}
  </g>`;
}

const INK = '#14200f';
const GHOST = 'rgb(20 32 15 / 5%)';

/**
 * How many figures of a height fit: they shrink where the row is too long.
 * @param {string} text
 * @param {number} room
 * @param {number} most
 */
export function heightOf(text, room, most) {
  const { width } = signs(text);
  return Math.min(most, (room / Math.max(width, 1)) * H);
}

/**
 * One row: label left, figure, unit right.
 * @param {{label?: string, value?: string, unit?: string}} row
 * @param {number} y its lower edge
 * @param {number} w of the screen
 * @param {number} h of the row
 */
function row({ label = '', value = '', unit = '' }, y, w, h) {
  const small = Math.min(h * 0.36, w * 0.085);
  const left = small * 2.2;
  const right = w - small * 2.7;
  const tall = heightOf(value, right - left, h * 0.76);
  return html`<g>
    <text x=${small * 0.4} y=${y - h * 0.18} font-size=${small} class="fp-lcd-text">${label}</text>
    ${figure({ text: value, x: right, y: y - h * 0.13, h: tall, ink: INK, ghost: GHOST })}
    <text x=${right + small * 0.5} y=${y - h * 0.18} font-size=${small} class="fp-lcd-text">${unit}</text>
  </g>`;
}

/**
 * The LCD of a meter: green-grey, as bright as its backlight, dark without its supply.
 * @param {number} w
 * @param {number} h
 * @param {import('./look.js').Look} look
 */
export function lcd(w, h, { known, lit, brightness = 0.8, rows = [], bottom, caption }) {
  const glow = lit ? 0.35 + 0.65 * brightness : 0;
  const lines = lit ? rows.slice(0, 4) : [];
  const foot = h * (h > w ? 0.17 : 0.26);
  const head = caption ? Math.min(5, h * 0.08) : 0;
  const each = (h - foot - head) / Math.max(3, lines.length);
  return html`<g>
    <rect width=${w} height=${h} rx="1.2" fill="#3d4638" />
    <rect width=${w} height=${h} rx="1.2" fill="#b9c8a2" opacity=${glow} />
    ${lit && caption && html`<text x="1.5" y=${head - 0.6} class="fp-lcd-text"
      font-size=${Math.min(3.8, h * 0.062, w * 0.08)}>${caption}</text>`}
    ${lines.map((/** @type {any} */ line, /** @type {number} */ k) => row(line, head + each * (k + 1), w, each))}
    ${lit && bottom && html`<path d=${`M1 ${h - foot}H${w - 1}`} stroke=${INK} stroke-width=".3" />`}
    ${lit && bottom && row(bottom, h, w, foot)}
    ${!known && html`<g><rect width=${w} height=${h} rx="1.2" fill="url(#fp-hatch)" />
      <text x=${w / 2} y=${h / 2 + 2} text-anchor="middle" class="fp-unknown">?</text></g>`}
    <path d=${`M0 0H${w}V${h * 0.18}L0 ${h * 0.4}Z`} fill="#fff" opacity=".07" />
  </g>`;
}
