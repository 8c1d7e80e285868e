// The smaller parts: lamps, fuses, dials and their cover, key, sockets without a state, vents.

import { html } from '../lib/html.js';
import { lit, print, unknown } from './ink.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */

/**
 * @param {Item} item
 * @param {Look} look
 */
export function lamp({ w, h, label }, look) {
  const r = Math.min(4, w / 4, h / 4);
  const y = h - r - 3;
  const dot = (/** @type {string} */ fill) => html`<circle cx=${w / 2} cy=${y} r=${r} fill=${fill} />`;
  return html`<g>
    ${print(w / 2, y - r - 3.4, label, Math.min(5.4, w / ((label ?? '').length * 0.62)))}
    <circle cx=${w / 2} cy=${y} r=${r + 1.2} fill="url(#fp-metal)" />
    ${lit(look, dot, { x: w / 2, y, r: r * 2.4 })}</g>`;
}

/**
 * A fuse holder: its cap is flush while the fuse is in, out and beside it while not.
 * @param {Item} item
 * @param {Look} look
 */
export function fuse({ w, h, label, rated_a: rated }, { blown }) {
  const r = Math.min(w, h - 9) * 0.4;
  const [x, y] = [w / 2, (h + 5) / 2];
  return html`<g>
    ${print(x, 5, label, Math.min(5, w / ((label ?? '').length * 0.62)))}
    <circle cx=${x} cy=${y} r=${r} fill="#0a0b0c" stroke="#5d656d" stroke-width=".9" />
    ${
      blown
        ? html`<g><circle cx=${x} cy=${y} r=${r * 0.55} fill="#000" stroke="#c99a2e" stroke-width="1" />
        <path d=${`M${x - r * 0.5} ${y - r * 0.5}l${r} ${r}m0 ${-r}l${-r} ${r}`} stroke="#ffb224"
          stroke-width="1.4" /></g>`
        : html`<g><circle cx=${x} cy=${y} r=${r * 0.82} fill="url(#fp-knob)" />
        <path d=${`M${x - r * 0.55} ${y}H${x + r * 0.55}`} stroke="#000" stroke-width="1.5" />
        <path d=${`M${x - r * 0.55} ${y + 0.7}H${x + r * 0.55}`} stroke="#7d858d" stroke-width=".4" /></g>`
    }
    ${blown === null && html`<text x=${x} y=${y + 2.4} text-anchor="middle" font-size="7"
      class="fp-unknown">?</text>`}
    ${print(x, h - 0.4, `${rated} A T`, 3.4, 'fp-dim')}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
export function cover({ w, h, label }, { cover: state }) {
  return html`<g>
    <rect y="2" width=${w} height=${h - 4} rx="2.5" fill=${state === 'open' ? '#6d7780' : '#20252a'}
      stroke="#b9c2ca" stroke-width=".7" />
    ${print(w / 2, h / 2 - 0.5, label, 5.6)}
    ${print(w / 2, h / 2 + 7, state === 'open' ? '▲ OPEN, SLIDE SHUT' : state === 'closed' ? '▼ SLIDE OPEN' : '?', 4.8)}</g>`;
}

/**
 * A dial: coding switches, white where on, under glass while covered; or one that turns.
 * @param {Item} item
 * @param {Look} look
 */
export function dial(item, look) {
  return item.cover ? switches(item, look) : rotary(item, look);
}

/**
 * A dial that turns, with a mark at each of its steps.
 * @param {Item} item
 * @param {Look} look
 */
function rotary({ w, h }, { label, steps, at, unit, value }) {
  const r = Math.min(w * 0.26, h * 0.26);
  const [x, y] = [w / 2, h * 0.52];
  const turn = (/** @type {number} */ k) => -130 + (260 * k) / Math.max(1, steps.length - 1);
  return html`<g>
    <rect width=${w} height=${h} rx="1.6" fill="#d9dcdd" stroke="#0b0c0e" stroke-width=".5" />
    <text x="2" y="6" font-size="5.4" class="fp-print fp-ink">${label}</text>
    ${steps.map(
      (/** @type {number} */ _step, /** @type {number} */ k) => html`<path d=${`M0 ${-r - 1}V${-r - 3}`}
        transform=${`translate(${x} ${y}) rotate(${turn(k)})`} stroke="#15181b" stroke-width=".7" />`,
    )}
    <circle cx=${x} cy=${y} r=${r} fill="url(#fp-knob)" />
    ${at >= 0 && html`<path d=${`M0 ${-r * 0.2}V${-r + 0.6}`} stroke="#fff" stroke-width="1.5"
      transform=${`translate(${x} ${y}) rotate(${turn(at)})`} />`}
    ${print(w / 2, h - 2, value === undefined ? '?' : `${value} ${unit}`, 4.8, 'fp-ink')}</g>`;
}

/**
 * A row of coding switches.
 * @param {Item} item
 * @param {Look} look
 */
function switches({ w, h }, { label, steps, at, unit, value, covered, settable }) {
  const count = steps.length > 4 ? 3 : 2;
  const side = Math.min(8, (h - 12) * 0.5, (w * 0.45) / count);
  const said = value === undefined ? '?' : value === null ? 'OFF' : `${value}`;
  return html`<g>
    <rect width=${w} height=${h} rx="1.6" fill="#121417" stroke="#4a525a" stroke-width=".6" />
    <text x="3" y="7" font-size="6" class="fp-print">${label}</text>
    <text x=${w - 2.5} y="7" font-size="5.4" text-anchor="end" class="fp-print">${said}</text>
    <text x=${w - 2.5} y=${h - 3} font-size="3.8" text-anchor="end" class="fp-print fp-dim">${unit}</text>
    <rect x="3" y=${h - side * 1.75 - 3} width=${side * count + 2} height=${side * 1.75} rx="1" fill="#b0251d" />
    ${at < 0 ? html`<rect x="3" y=${h - side * 1.75 - 3} width=${side * count + 2} height=${side * 1.75}
      fill="url(#fp-hatch)" />` : Array.from({ length: count }, (_, k) => {
      const high = at >= 0 && (at >> (count - 1 - k)) & 1;
      return html`<g transform=${`translate(${4 + k * side} ${h - side * 1.75 - 2})`}>
        <rect width=${side - 1.4} height=${side * 1.75 - 2} fill="#2a0806" />
        <rect y=${high ? 0 : side * 0.8} width=${side - 1.4} height=${side * 0.8} fill="#f3f3ee" /></g>`;
    })}
    ${settable === false && html`<text x=${w / 2 + 6} y=${h - 3} font-size="3.6" class="fp-print fp-dim"
      text-anchor="middle">FIXED</text>`}
    ${covered && html`<g><rect x="-1" y="-1" width=${w + 2} height=${h + 2} fill="#a8c8e0" opacity=".2" />
      <path d=${`M0 ${h * 0.7}L${w * 0.7} 0H${w}L0 ${h}Z`} fill="#fff" opacity=".1" /></g>`}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
export function keySwitch({ w, h, label }, { on }) {
  const r = Math.min(w * 0.38, h * 0.24);
  const [x, y] = [w / 2, h * 0.5];
  return html`<g>
    ${print(x, 6, label, 4.4)}${print(x - w * 0.28, 13, 'ON', 3.4)}${print(x + w * 0.28, 13, 'OFF', 3.4)}
    <circle cx=${x} cy=${y} r=${r} fill="url(#fp-metal)" stroke="#333" stroke-width=".5" />
    ${on === null ? unknown(w, h) : html`<g transform=${`translate(${x} ${y}) rotate(${on ? -40 : 40})`}>
      <rect x="-1.3" y=${-r * 1.2} width="2.6" height=${r * 2.3} rx="1.2" fill="#2a2d31" />
      <circle cy=${r * 1.35} r=${r * 0.5} fill="none" stroke="#c9ced3" stroke-width="1.3" /></g>`}
    ${print(x, h - 2, on === false ? 'NO RCD' : '', 3.8)}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
export function module({ w, h }, { module: fitted, fitted: there }) {
  const text = there === false ? 'EMPTY: FIT A MODULE' : (fitted ?? '?').toUpperCase();
  return html`<g><rect y="3" width=${w} height=${h - 6} rx="2" fill="#3a4149" stroke="#98a2ab"
      stroke-width=".6" /><circle cx="7" cy=${h / 2} r="3.2" fill="url(#fp-metal)" />
    <path d=${`M5 ${h / 2}h4M7 ${h / 2 - 2}v4`} stroke="#333" stroke-width=".7" />
    ${print(w / 2 + 5, h / 2 + 2, text, 5.6)}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
export function workLight({ w, h }, { light }) {
  const r = Math.min(w, h) * 0.42;
  return html`<g>
    ${light > 0 && html`<circle cx=${w / 2} cy=${h / 2} r=${r * 1.4} fill="url(#fp-glow-yellow)"
      opacity=${light} />`}
    <rect x=${w / 2 - r} y=${h / 2 - r} width=${r * 2} height=${r * 2.3} rx="3" fill="#1a1d20"
      stroke="#6a727a" stroke-width=".7" />
    <circle cx=${w / 2} cy=${h / 2} r=${r * 0.76} fill="#0b0c0d" stroke="#aab2b9" stroke-width="1" />
    ${[-120, 0, 120].map((turn) => html`<circle cx=${w / 2} cy=${h / 2 - r * 0.42} r="1.6" fill="#c7a24a"
      transform=${`rotate(${turn + 60} ${w / 2} ${h / 2})`} />`)}</g>`;
}

/** @param {Item} item */
export function network({ w, h }) {
  return html`<g><rect width=${w} height=${h} rx="2" fill="url(#fp-metal)" stroke="#333" stroke-width=".5" />
    <path d=${`M${w * 0.2} ${h * 0.2}H${w * 0.8}V${h * 0.66}H${w * 0.66}V${h * 0.8}H${w * 0.34}V${h * 0.66}H${w * 0.2}Z`}
      fill="#0a0b0c" />
    ${[0, 1, 2, 3, 4, 5, 6, 7].map((k) => html`<path d=${`M${w * (0.29 + k * 0.06)} ${h * 0.22}v${h * 0.13}`}
      stroke="#d8b24a" stroke-width=".8" />`)}</g>`;
}

/** @param {Item} item */
export function reset({ w, h, label }) {
  return html`<g>${print(w / 2, h - 4, label, 5)}
    <circle cx=${w / 2} cy=${h / 2 - 4} r="4.2" fill="url(#fp-metal)" />
    <circle cx=${w / 2} cy=${h / 2 - 4} r="1.7" fill="#000" /></g>`;
}

/** @param {Item} item */
export function vent({ w, h }) {
  const rows = Math.floor(h / 7);
  return html`<g><rect width=${w} height=${h} rx="2" fill="#1a1d20" />
    ${Array.from({ length: rows }, (_, k) => html`<g><rect x="4" y=${3.4 + k * 7 * ((h - 1) / (rows * 7))}
      width=${w - 8} height="3.6" rx="1.8" fill="#050607" /><path
      d=${`M6 ${7.2 + k * 7 * ((h - 1) / (rows * 7))}H${w - 6}`} stroke="#fff" opacity=".12"
      stroke-width=".5" /></g>`)}</g>`;
}

/** @param {Item} item */
export function usb({ w, h }) {
  const [bw, bh] = [Math.min(16, w * 0.6), 30];
  return html`<g transform=${`translate(${(w - bw) / 2} ${(h - bh) / 2 - 2})`}>
    <rect width=${bw} height=${bh} rx="2" fill="url(#fp-metal)" />
    <rect x="3" y="3" width=${bw - 6} height=${bh - 6} fill="#0a0b0c" />
    <rect x="4" y="5" width=${(bw - 6) * 0.42} height=${bh - 10} fill="#e8ecef" />
    ${print(bw / 2, bh + 8, 'USB', 5)}</g>`;
}

/** @param {Item} item */
export function pe({ w, h, label }) {
  const r = Math.min(w, h) * 0.32;
  const [x, y] = [w / 2, h * 0.44];
  return html`<g><circle cx=${x} cy=${y} r=${r * 1.3} fill="url(#fp-metal)" />
    ${Array.from({ length: 12 }, (_, k) => html`<circle cx=${x} cy=${y - r} r=${r * 0.24} fill="#d9b800"
      transform=${`rotate(${k * 30} ${x} ${y})`} />`)}
    <circle cx=${x} cy=${y} r=${r} fill="#ecc900" stroke="#7a6800" stroke-width=".5" />
    <circle cx=${x} cy=${y} r=${r * 0.4} fill="#2f7d34" />${print(x, h - 1.4, label, Math.min(6, h * 0.17))}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} _look
 * @param {string} title
 */
export function nameplate({ w, h }, _look, title) {
  const size = Math.min(h * 0.6, w / (title.length * 0.6));
  return html`<text x="1" y=${h * 0.72} font-size=${size} class="fp-print fp-title">${title}</text>`;
}
