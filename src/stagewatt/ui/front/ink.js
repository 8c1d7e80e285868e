// Colours, surfaces and light that all drawings of a panel share.

import { html } from '../lib/html.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */

/** What a lamp's colour is when it is lit, and when it is not. */
/** @type {Record<string, [string, string]>} */
const LAMPS = {
  green: ['#3dff7a', '#123d20'],
  red: ['#ff4a3d', '#48120e'],
  blue: ['#4aa8ff', '#10294a'],
  yellow: ['#ffd23d', '#463a0e'],
  off: ['#39404a', '#2a2f36'],
};

/** Colours and surfaces that all drawings share. */
export function defs() {
  const stops = (/** @type {string[]} */ colors) =>
    colors.map((color, k) => html`<stop offset=${k / (colors.length - 1)} stop-color=${color} />`);
  const down = (/** @type {string} */ id, /** @type {string[]} */ colors) =>
    html`<linearGradient id=${id} x1="0" y1="0" x2="0" y2="1">${stops(colors)}</linearGradient>`;
  const round = (/** @type {string} */ id, /** @type {string[]} */ colors) =>
    html`<radialGradient id=${id} cx=".38" cy=".3" r=".8">${stops(colors)}</radialGradient>`;
  return html`<defs>
    ${down('fp-face', ['#3b4148', '#2c3137', '#24282d'])}
    ${down('fp-rail', ['#8f979e', '#c4cad0', '#7d858c'])}
    ${down('fp-body', ['#4a5057', '#24282c', '#17191c'])}
    ${down('fp-well', ['#08090b', '#15181b'])}
    ${down('fp-grip', ['#ffffff', '#e2e0d6', '#a8a69c'])}
    ${down('fp-black', ['#43484e', '#1c1f23'])}
    ${down('fp-shade', ['rgb(255 255 255 / 28%)', 'rgb(255 255 255 / 0%)', 'rgb(0 0 0 / 35%)'])}
    ${down('fp-tape', ['#fbf8ec', '#e4dfca'])}
    ${round('fp-mushroom', ['#ff7a68', '#e0281c', '#8a0d08'])}
    ${round('fp-metal', ['#f2f4f6', '#aeb5bb', '#6b737a'])}
    ${round('fp-knob', ['#5a6068', '#24272b', '#0c0d0f'])}
    ${Object.entries(LAMPS).map(
      ([name, [bright]]) => html`<radialGradient id=${`fp-glow-${name}`}>
        <stop offset="0" stop-color=${bright} stop-opacity=".75" />
        <stop offset="1" stop-color=${bright} stop-opacity="0" /></radialGradient>`,
    )}
    <pattern id="fp-hatch" width="3" height="3" patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"><rect width="3" height="3" fill="#7d858c" opacity=".25" />
      <rect width="1.1" height="3" fill="#dfe4e8" opacity=".5" /></pattern>
  </defs>`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {number} size
 * @param {string} [more] class
 */
export function print(x, y, text, size, more = '') {
  return html`<text x=${x} y=${y} font-size=${size} text-anchor="middle"
    class=${`fp-print ${more}`}>${text}</text>`;
}

/**
 * @param {number} w
 * @param {number} h
 * @param {number} [size]
 */
export function unknown(w, h, size = 7) {
  return html`<g><rect width=${w} height=${h} rx="1.5" fill="url(#fp-hatch)" />
    <text x=${w / 2} y=${h / 2 + size * 0.36} font-size=${size} text-anchor="middle"
      class="fp-unknown">?</text></g>`;
}

/**
 * A lit surface: what shines flashes, what stays is dark; bars say it where nothing may flash.
 * @param {Look} look
 * @param {(fill: string) => any} shape
 * @param {{x: number, y: number, r: number}} glow
 */
export function lit({ color, pattern }, shape, { x, y, r }) {
  if (color === null || color === undefined) {
    return html`<g>${shape('#2a2f36')}${shape('url(#fp-hatch)')}
      <text x=${x} y=${y + 2} font-size="5.5" text-anchor="middle" class="fp-unknown">?</text></g>`;
  }
  const [bright, dark] = LAMPS[color] ?? ['#fff', '#333'];
  if (color === 'off' || pattern === 'off') return shape('#2f353d');
  const marks = pattern === 'slow' ? [0] : pattern === 'fast' ? [-1.6, 1.6] : [];
  return html`<g>${shape(dark)}
    <g class="fp-lit" data-flash=${pattern}>
      <circle cx=${x} cy=${y} r=${r} fill=${`url(#fp-glow-${color})`} />${shape(bright)}
      <circle cx=${x - r * 0.1} cy=${y - r * 0.14} r=${r * 0.14} fill="#fff" opacity=".55" /></g>
    <g class="fp-still">${marks.map(
      (at) => html`<rect x=${x + at - 0.7} y=${y - 3} width="1.4" height="6" fill="#000" />`,
    )}</g></g>`;
}
