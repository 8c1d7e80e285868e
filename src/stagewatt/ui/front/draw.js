// How the parts of a panel are drawn, in millimetres from their own left top corner.

import { html } from '../lib/html.js';
import * as fittings from './fittings.js';
import { lit, print, unknown } from './ink.js';
import { figure, lcd } from './lcd.js';
import * as levers from './levers.js';

export { defs } from './ink.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */

/**
 * A monitor button: a square cap, lit from behind, with its number.
 * @param {Item} item
 * @param {Look} look
 */
function monitor({ w, h, label }, look) {
  const s = Math.min(w, h) * 0.8;
  const [x, y] = [(w - s) / 2, (h - s) / 2];
  const cap = (/** @type {string} */ fill) =>
    html`<rect x=${x + 1.6} y=${y + 1.6} width=${s - 3.2} height=${s - 3.2} rx="2.2"
      fill=${fill} />`;
  return html`<g>
    <rect x=${x - 0.6} y=${y - 0.6} width=${s + 1.2} height=${s + 1.2} rx="3.4" fill="#0d0f11" />
    <rect x=${x} y=${y} width=${s} height=${s} rx="3" fill="url(#fp-black)" />
    ${lit(look, cap, { x: w / 2, y: h / 2, r: s * 0.78 })}
    <rect x=${x + 1.6} y=${y + 1.6} width=${s - 3.2} height=${s / 2 - 2} rx="2.2" fill="#fff"
      opacity=".14" />
    <text x=${w / 2} y=${h / 2 + 3} font-size="8.4" text-anchor="middle" class="fp-number"
      data-lit=${look.color && look.color !== 'off' ? 'yes' : 'no'}>${label}</text></g>`;
}

/**
 * A lamp above a breaker, with the way's number and the phase that feeds it.
 * @param {Item} item
 * @param {Look} look
 */
function led({ w, h, label, phases }, look) {
  const r = 3.1;
  const [x, y] = [w / 2, h - r - 2.2];
  const dot = (/** @type {string} */ fill) =>
    html`<circle cx=${x} cy=${y} r=${r} fill=${fill} />`;
  return html`<g>
    ${print(w / 2 - 4.4, 7.4, label, 6.4)}${print(w / 2 + 4.6, 7.2, phases.join(' '), 4.2, 'fp-dim')}
    <circle cx=${x} cy=${y} r=${r + 0.9} fill="url(#fp-metal)" />
    ${lit(look, dot, { x, y, r: r * 2.4 })}</g>`;
}

/**
 * The strip to write on, lit from behind; tape with a name where there is one.
 * @param {Item} item
 * @param {Look} look
 */
function strip({ w, h }, { text, light }) {
  const words = String(text).slice(0, 22);
  const size = Math.min(5, (w - 2) / Math.max(1, words.length) / 0.56);
  return html`<g>
    <rect width=${w} height=${h} fill="#1b1e22" />
    <rect x=".5" y="2" width=${w - 1} height=${h - 4} fill="url(#fp-tape)"
      opacity=${0.16 + 0.84 * (light ?? 0.25)} />
    <text x=${w / 2} y=${h / 2 + size * 0.36} font-size=${size} text-anchor="middle"
      class="fp-hand" data-dark=${(light ?? 0.25) < 0.3 ? 'yes' : 'no'}>${words}</text></g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
function loadMeter({ w, h, label }, { i_a: amps, selected }) {
  const text = amps === null ? '' : amps.toFixed(1);
  return html`<g>
    ${print(w / 2, 6, label, 5.2)}
    <rect y="9" width=${w} height=${h - 19} rx="2" fill="#060708" stroke="#565e66" stroke-width=".8" />
    <rect x="2" y="11" width=${w - 4} height=${h - 23} rx="1" fill="#1a0504" />
    ${figure({ text: '88.8', x: w - 13, y: h - 15, h: h - 31, ink: '#2b0a07', ghost: 'none' })}
    ${text && figure({ text, x: w - 13, y: h - 15, h: h - 31, ink: '#ff3b2a', ghost: 'none' })}
    ${selected !== null && amps === null && html`<text x=${w / 2} y=${h / 2 + 3} text-anchor="middle" font-size="9"
      fill="#ff3b2a">?</text>`}
    <text x=${w - 7} y=${h - 15} font-size="7" text-anchor="middle" fill="#ff3b2a">A</text>
    ${print(w / 2, h - 2.4, selected ?? '', 5)}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
function meter({ w, h }, look) {
  return html`<g>
    <rect width=${w} height=${h} rx="3" fill="#0e1012" stroke="#5b636b" stroke-width=".8" />
    <rect x="1" y="1" width=${w - 2} height=${h - 2} rx="2.4" fill="url(#fp-black)" />
    <g transform="translate(4 4)">${lcd(w - 8, h - 8, look)}</g></g>`;
}

/** @param {Item} item */
function meterButton({ w, h, label }) {
  return html`<g>
    <rect x="1.4" y="2.2" width=${w - 2.8} height=${h - 4} rx="2.6" fill="#000" opacity=".5" />
    <rect x="1.4" y="1.4" width=${w - 2.8} height=${h - 4} rx="2.6" fill="#59616a" stroke="#101214"
      stroke-width=".5" /><rect x="1.4" y="1.4" width=${w - 2.8} height=${h - 4} rx="2.6"
      fill="url(#fp-shade)" />
    ${print(w / 2, h / 2 + 2, label, Math.min(7, w / Math.max(2.4, (label ?? '').length * 0.62)))}</g>`;
}

const TURN = 'M-9 3A9.5 9.5 0 0 1 8 -5M8 -5l.6 -4.4M8 -5l-4.4 -.5';

/**
 * The emergency stop: a red mushroom on yellow; latched it sits lower.
 * @param {Item} item
 * @param {Look} look
 */
function eStop({ w, h }, { state }) {
  const r = Math.min(w, h - 12) / 2;
  const [x, y] = [w / 2, r + 1];
  const head = state === 'pressed' ? 0.6 : 0.68;
  return html`<g>
    <circle cx=${x} cy=${y} r=${r} fill="#e8b500" stroke="#6b5400" stroke-width=".6" />
    <circle cx=${x} cy=${y} r=${r - 1.4} fill="none" stroke="#1a1a1a" stroke-width=".5" />
    <circle cx=${x} cy=${y} r=${r * 0.76} fill="#15171a" />
    <ellipse cx=${x} cy=${y + (state === 'pressed' ? 1.5 : 5)} rx=${r * head} ry=${r * head}
      fill="#000" opacity=".55" />
    <circle cx=${x} cy=${y} r=${r * head} fill="url(#fp-mushroom)" stroke="#5c0704"
      stroke-width=".8" />
    <circle cx=${x} cy=${y} r=${r * head * 0.72} fill="none" stroke="#fff" opacity=".16" stroke-width="1" />
    ${[0, 180].map(
      (turn) => html`<path d=${TURN} transform=${`translate(${x} ${y}) rotate(${turn}) scale(${r / 22})`}
        fill="none" stroke="#fff" stroke-width="1.7" opacity=".92" />`,
    )}
    ${state === 'pressed' && html`<circle cx=${x} cy=${y} r=${r * 0.71} fill="none" stroke="#ffd23d"
      stroke-width="1.6" stroke-dasharray="5 3" />`}
    ${state === null && html`<text x=${x} y=${y + 5} text-anchor="middle" class="fp-unknown"
      font-size="14">?</text>`}
    ${print(x, h - 2.4, state === 'pressed' ? 'TWIST TO RELEASE' : 'EMERGENCY STOP', Math.min(6, w * 0.075))}</g>`;
}

/**
 * @param {Item} item
 * @param {Look} look
 */
function knob({ w, h, label }, { value }) {
  const r = Math.min(w, h - 14) * 0.36;
  const [x, y] = [w / 2, (h - 8) / 2];
  const ticks = Array.from({ length: 11 }, (_, k) => -135 + 27 * k);
  return html`<g>
    ${ticks.map(
      (turn) => html`<path d=${`M0 ${-r - 2}V${-r - 4.4}`} transform=${`translate(${x} ${y}) rotate(${turn})`}
        stroke="#cfd6dc" stroke-width=".7" />`,
    )}
    <circle cx=${x} cy=${y + 1.2} r=${r} fill="#000" opacity=".5" />
    <circle cx=${x} cy=${y} r=${r} fill="url(#fp-knob)" stroke="#000" stroke-width=".5" />
    <circle cx=${x} cy=${y} r=${r * 0.66} fill="none" stroke="#fff" opacity=".12" />
    ${value === null ? unknown(w, h) : html`<path d=${`M0 ${-r * 0.35}V${-r + 1}`} stroke="#fff"
      stroke-width="1.8" transform=${`translate(${x} ${y}) rotate(${-135 + 270 * value})`} />`}
    ${print(x, h - 2, label, Math.min(5, w / ((label ?? '').length * 0.62)))}</g>`;
}

/**
 * The drawing of each kind of item.
 * @type {Record<string, (item: Item, look: Look, title: string) => any>}
 */
export const DRAW = {
  monitor,
  led,
  strip,
  breaker: levers.breaker,
  rcd: levers.rcd,
  test: levers.test,
  main: levers.main,
  load_meter: loadMeter,
  meter,
  meter_button: meterButton,
  e_stop: eStop,
  knob,
  lamp: fittings.lamp,
  fuse: fittings.fuse,
  cover: fittings.cover,
  dial: fittings.dial,
  key_switch: fittings.keySwitch,
  module: fittings.module,
  work_light: fittings.workLight,
  network: fittings.network,
  reset: fittings.reset,
  vent: fittings.vent,
  usb: fittings.usb,
  pe: fittings.pe,
  nameplate: fittings.nameplate,
};
