// Connectors: what can be plugged into the rear, empty and with a plug in it.

import { html } from '../lib/html.js';
import { cee, dot, household, iec, ring } from './sockets.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */

/** @param {number} r 19 contacts: twelve outside, six inside, one in the middle */
function socapex(r) {
  const pins = [...ring(12, r * 0.55), ...ring(6, r * 0.29), [0, 0]];
  return html`<g><circle r=${r} fill="url(#fp-metal)" stroke="#2b2f33" stroke-width=".7" />
    ${[0, 120, 240].map((turn) => html`<rect x="-2.4" y=${-r} width="4.8" height="5" rx="1"
      fill="#50575e" transform=${`rotate(${turn + 30})`} />`)}
    <circle r=${r * 0.78} fill="#101214" /><circle r=${r * 0.72} fill="#23272b" />
    ${pins.map(([x = 0, y = 0]) => dot(x, y, r * 0.06, '#c9a64e'))}</g>`;
}

/**
 * A heavy rectangular connector with its two locking levers.
 * @param {number} w
 * @param {number} h
 * @param {number} pins
 */
function harting(w, h, pins) {
  const columns = pins / 2;
  return html`<g transform=${`translate(${-w / 2} ${-h / 2})`}>
    <rect width=${w} height=${h} rx="3" fill="#9aa1a7" stroke="#2b2f33" stroke-width=".6" />
    <rect width=${w} height=${h} rx="3" fill="url(#fp-shade)" opacity=".5" />
    ${[0, w - 5].map((x) => html`<rect x=${x} y=${h * 0.16} width="5" height=${h * 0.68} rx="2" fill="#5d656c" />`)}
    <rect x=${w * 0.1} y=${h * 0.18} width=${w * 0.8} height=${h * 0.64} rx="2" fill="#191c1f" />
    ${Array.from({ length: pins }, (_, k) =>
      dot(
        w * 0.16 + ((k % columns) * (w * 0.68)) / Math.max(1, columns - 1),
        h * (k < columns ? 0.37 : 0.63),
        Math.min(2, h * 0.05),
        '#c9a64e',
      ),
    )}</g>`;
}

/**
 * A round locking mains connector on its flange.
 * @param {number} w
 * @param {number} h
 * @param {string} body
 * @param {string} rim
 */
function neutrik(w, h, body, rim) {
  const r = Math.min(w, h) * 0.43;
  return html`<g><rect x=${-w / 2} y=${-h / 2} width=${w} height=${h} rx="2.4" fill="#17191c"
      stroke="#5c646b" stroke-width=".5" />
    ${[[-1, -1], [1, 1]].map(([x = 0, y = 0]) => dot(x * (w / 2 - 2.4), y * (h / 2 - 2.4), 1.2, '#9aa1a7'))}
    <circle r=${r} fill=${body} stroke=${rim} stroke-width="1.2" />
    <circle r=${r * 0.66} fill="#0c0d0f" />
    ${[0, 120, 240].map((turn) => html`<rect x=${-r * 0.1} y=${-r * 0.5} width=${r * 0.2} height=${r * 0.3}
      fill="#c9a64e" transform=${`rotate(${turn})`} />`)}
    <rect x=${-r * 0.16} y=${-r} width=${r * 0.32} height=${r * 0.3} fill=${rim} /></g>`;
}

/** @type {Record<string, (w: number, h: number) => any>} */
const TYPES = {
  'socapex-19': (w) => socapex(w / 2),
  'harting-10': (w, h) => harting(w, h, 10),
  'harting-16-6': (w, h) => harting(w, h, 16),
  'harting-16-8': (w, h) => harting(w, h, 16),
  'harting-24': (w, h) => harting(w, h, 24),
  powercon: (w, h) => neutrik(w, h, '#b9bfc4', '#dfe3e6'),
  true1: (w, h) => neutrik(w, h, '#202327', '#e8c400'),
  'cee-16-3': (w, h) => cee(w, h, '#1f63c4', 3),
  'cee-16-5': (w, h) => cee(w, h, '#c9281f', 5),
  'cee-32-5': (w, h) => cee(w, h, '#c9281f', 5),
  'iec-60320': iec,
};

/** @param {number} r a plug as it is seen from behind, its cable going down */
function plug(r) {
  return html`<g><path d=${`M0 ${r * 0.3}C${r * 0.1} ${r} ${-r * 0.14} ${r * 1.1} 0 ${r * 1.35}`}
      stroke="#0a0b0c" stroke-width=${r * 0.42} fill="none" stroke-linecap="round" />
    <circle r=${r * 0.74} fill="#000" opacity=".4" cy="1.4" />
    <circle r=${r * 0.7} fill="url(#fp-knob)" stroke="#000" stroke-width=".6" />
    <circle r=${r * 0.5} fill="none" stroke="#fff" opacity=".16" />
    ${ring(10, r * 0.6).map(([x = 0, y = 0]) => dot(x, y, r * 0.05, '#000'))}</g>`;
}

/**
 * The hood of a rectangular plug, held by the two levers, its cable going down.
 * @param {number} w
 * @param {number} h
 */
function hood(w, h) {
  return html`<g><path d=${`M0 ${h * 0.3}V${h * 0.72}`} stroke="#0a0b0c" stroke-width=${h * 0.36}
      stroke-linecap="round" />
    <rect x=${-w * 0.44} y=${-h * 0.44} width=${w * 0.88} height=${h * 0.88} rx="3" fill="#6f777e"
      stroke="#1b1e21" stroke-width=".8" />
    <rect x=${-w * 0.44} y=${-h * 0.44} width=${w * 0.88} height=${h * 0.88} rx="3" fill="url(#fp-shade)" />
    ${[-1, 1].map((side) => html`<rect x=${side * w * 0.47 - 2.4} y=${-h * 0.4} width="4.8" height=${h * 0.5}
      rx="1.6" fill="#c5ccd2" stroke="#3a4046" stroke-width=".4" />`)}</g>`;
}

/**
 * An outlet with its label, and the plug in it.
 * @param {Item} item
 * @param {Look} look
 */
function outlet({ w, h, type, label, ways }, { plugged, out }) {
  if (out) return null;
  const made = TYPES[type] ?? ((/** @type {number} */ width) => household(width, type));
  const count = plugged.filter(Boolean).length;
  const text = ways.length > 1 ? label : (label ?? '').replace(/^[A-F](?=\d)/, '');
  const size = Math.min(6, w * 0.2);
  return html`<g><g transform=${`translate(${w / 2} ${h / 2})`}>${made(w, h)}
      ${count > 0 && (w > 1.5 * h ? hood(w, h) : plug(Math.min(w, h) * 0.5))}</g>
    <rect x="0" y="0" width=${size * (text.length * 0.6 + 0.5)} height=${size * 1.2} rx="1" fill="#0b0c0e"
      opacity=".78" />
    <text x=${size * 0.25} y=${size * 0.95} font-size=${size} class="fp-print">${text}</text>
    ${plugged.includes(null) && html`<text x=${w / 2} y=${h / 2 + 3.4} font-size="9.5" text-anchor="middle"
      class="fp-unknown">?</text>`}
    ${count > 0 && ways.length > 1 && html`<g transform=${`translate(${w / 2} ${h / 2})`}>
      <text y="3.6" font-size="10" text-anchor="middle" class="fp-print">${count}/${ways.length}</text></g>`}</g>`;
}

/** Colours of the keyed single-pole connectors: protective earth, neutral, lines. */
/** @type {Record<string, string>} */
const COLORS = { pe: '#2e8b3d', n: '#1f5fc0', l1: '#7a4a2a', l2: '#17191c', l3: '#8f979e' };

/**
 * A single-pole connector: its plug turns by 45 degrees to lock.
 * @param {Item} item
 * @param {Look} look
 */
function powerlock({ w, h, conductor, label }, look) {
  const color = COLORS[conductor] ?? '#888';
  const r = Math.min(w, h - 9) * 0.42;
  const [x, y] = [w / 2, r + 3];
  const pe = conductor === 'pe';
  return html`<g>
    <rect x=${x - r - 3} y="0" width=${r * 2 + 6} height=${r * 2 + 6} rx="4" fill=${color}
      stroke="#c9d0d6" stroke-opacity=".5" stroke-width=".6" />
    ${pe && html`<path d=${`M${x - r - 3} ${y + 2}L${x - r + 8} ${y + r + 3}H${x - r - 3}Z`} fill="#e8d000" />`}
    <rect x=${x - r - 3} y="0" width=${r * 2 + 6} height=${r * 2 + 6} rx="4" fill="url(#fp-shade)"
      opacity=".45" />
    <circle cx=${x} cy=${y} r=${r * 0.92} fill="#0b0c0e" />
    ${
      look.in
        ? html`<g><path d=${`M${x} ${y}C${x + 1} ${h * 0.8} ${x - 2} ${h} ${x} ${h + 6}`} stroke="#0a0b0c"
          stroke-width=${r * 0.8} fill="none" />
        <circle cx=${x} cy=${y} r=${r * 0.84} fill=${color} stroke="#000" stroke-width=".8" />
        <circle cx=${x} cy=${y} r=${r * 0.84} fill="url(#fp-shade)" />
        <path d=${`M${x} ${y - r * 0.7}V${y - r * 0.35}`} stroke="#fff" stroke-width="1.8"
          transform=${`rotate(45 ${x} ${y})`} /></g>`
        : html`<g><circle cx=${x} cy=${y} r=${r * 0.7} fill="none" stroke="#3a4046" stroke-width="1.6" />
        <circle cx=${x} cy=${y} r=${r * 0.34} fill="#b08d3c" /><circle cx=${x} cy=${y} r=${r * 0.2}
          fill="#050607" /></g>`
    }
    ${look.in === null && html`<text x=${x} y=${y + 3} text-anchor="middle" font-size="9"
      class="fp-unknown">?</text>`}
    <rect x=${x - 9} y=${h - 8.4} width="18" height="8" rx="1.5" fill="#0b0c0e" opacity=".7" />
    <text x=${x} y=${h - 2} text-anchor="middle" font-size="6.4" class="fp-print">${label}</text></g>`;
}

/**
 * The input of a rack in one piece: four power contacts and earth; a hood with two latches in it.
 * @param {Item} item
 * @param {Look} look
 */
function inlet({ w, h, label }, look) {
  const [bw, bh] = [w, h - 9];
  return html`<g>
    <rect width=${bw} height=${bh} rx="3" fill="#9aa1a7" stroke="#2b2f33" stroke-width=".6" />
    <rect width=${bw} height=${bh} rx="3" fill="url(#fp-shade)" opacity=".5" />
    <rect x=${bw * 0.12} y=${bh * 0.14} width=${bw * 0.76} height=${bh * 0.72} rx="2" fill="#15181b" />
    ${[0.24, 0.41, 0.59, 0.76].map((at) => dot(bw * at, bh * 0.42, Math.min(3.4, bh * 0.09), '#c9a64e'))}
    ${[0.24, 0.41, 0.59, 0.76].map((at) => dot(bw * at, bh * 0.7, Math.min(1.3, bh * 0.04), '#7d858c'))}
    ${look.in && html`<g><rect x=${bw * 0.06} y=${bh * 0.06} width=${bw * 0.88} height=${bh * 0.88} rx="3"
        fill="#6f777e" stroke="#1b1e21" stroke-width=".8" />
      <rect x=${bw * 0.06} y=${bh * 0.06} width=${bw * 0.88} height=${bh * 0.88} rx="3" fill="url(#fp-shade)" />
      <circle cx=${bw / 2} cy=${bh / 2} r=${bh * 0.27} fill="#0a0b0c" stroke="#aab2b9" stroke-width="1.4" />
      <circle cx=${bw / 2} cy=${bh / 2} r=${bh * 0.17} fill="#23272b" /></g>`}
    ${[-1, bw - 4].map((x) => html`<rect x=${x} y=${bh * (look.in ? 0.1 : 0.5)} width="5" height=${bh * 0.42} rx="1.6"
      fill="#c5ccd2" stroke="#3a4046" stroke-width=".4" />`)}
    ${look.in === null && html`<text x=${bw / 2} y=${bh / 2 + 3} text-anchor="middle" font-size="9"
      class="fp-unknown">?</text>`}
    <text x=${w / 2} y=${h - 1.4} text-anchor="middle" font-size="6" class="fp-print">${label}</text></g>`;
}

/**
 * The drawing of each kind of connector.
 * @type {Record<string, (item: Item, look: Look) => any>}
 */
export const PLUGS = { powerlock, inlet, outlet, socket: outlet };
