// Breakers, residual devices and the main: whatever has a lever, and the test button below it.

import { html } from '../lib/html.js';
import { print, unknown } from './ink.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */

const AT = /** @type {Record<string, number>} */ ({ up: 0, middle: 0.5, down: 1 });

/**
 * The lever of a breaker in its slot, one grip over all its poles.
 * @param {number} w
 * @param {number} h
 * @param {Look} look
 * @param {number} poles
 */
function lever(w, h, { position, tripped, doubt }, poles) {
  const [sw, sh] = [Math.min(w * 0.46, 13), h];
  const pitch = poles > 2 ? w / (poles / 2) : w;
  const slots = Array.from({ length: Math.max(1, Math.floor(poles / 2)) }, (_, k) => pitch * (k + 0.5));
  const [first = 0, last = 0] = [slots[0], slots[slots.length - 1]];
  const gh = sh * 0.36;
  const y = (AT[position ?? 'middle'] ?? 0.5) * (sh - gh - 2) + 1;
  const back = doubt ? '#5a6672' : position === 'up' ? '#c8281e' : '#1e7a3a';
  return html`<g>
    ${slots.map(
      (x) => html`<g transform=${`translate(${x - sw / 2} 0)`}>
        <rect width=${sw} height=${sh} rx="1.6" fill="url(#fp-well)" stroke="#000" stroke-width=".4" />
        ${position && !tripped && html`<rect x="1.4" y=${position === 'up' ? sh - gh * 0.75 : 1.6}
          width=${sw - 2.8} height=${gh * 0.6} rx=".8" fill=${back} />`}
        ${tripped && html`<rect x="1.4" y="1.6" width=${sw - 2.8} height=${sh - 3.2} rx=".8"
          fill="#c79a1b" opacity=".55" />`}</g>`,
    )}
    ${
      position
        ? html`<g class="fp-move" style=${{ transform: `translateY(${y}px)` }}>
        <rect x=${first - sw / 2 + 0.6} y="0.9" width=${last - first + sw - 1.2} height=${gh} rx="1.8"
          fill="#000" opacity=".5" />
        <rect x=${first - sw / 2 + 0.4} width=${last - first + sw - 0.8} height=${gh} rx="1.8"
          fill="url(#fp-grip)" stroke="#55534c" stroke-width=".3" />
        ${[0.3, 0.5, 0.7].map(
          (k) => html`<path d=${`M${first - sw / 2 + 2} ${gh * k}H${last + sw / 2 - 2}`} stroke="#7d7b72"
            stroke-width=".5" />`,
        )}</g>`
        : html`<g transform=${`translate(${first - sw / 2} 0)`}>${unknown(last - first + sw, sh)}
        ${tripped && print((last - first + sw) / 2, sh - 2, 'TRIP', 3.6)}</g>`
    }</g>`;
}

/**
 * A breaker: moulded body, print, lever.
 * @param {Item} item
 * @param {Look} look
 */
export function breaker({ w, h, label, poles, rated_a: rated, phases }, look) {
  const own = poles > 2 || /\D/.test(label ?? '');
  const head = 9;
  return html`<g>
    <rect x=".8" y=".8" width=${w - 1.6} height=${h - 1.6} rx="1.6" fill="#000" opacity=".45" />
    <rect x=".8" y=".4" width=${w - 1.6} height=${h - 1.8} rx="1.6" fill="url(#fp-body)"
      stroke="#0b0c0e" stroke-width=".5" />
    <path d=${`M2 1.2H${w - 2}`} stroke="#fff" opacity=".22" stroke-width=".5" />
    ${print(w / 2, 7, own ? label : `${rated} A`, own ? 6 : 4.4, own ? '' : 'fp-dim')}
    <g transform=${`translate(${w * 0.06} ${head})`}>${lever(w * 0.88, h - head - 8.5, look, poles)}</g>
    ${print(w / 2, h - 3, own && poles > 2 ? `${rated} A` : phases.join(' '), 3.8, 'fp-dim')}</g>`;
}

/**
 * A residual device of its own: its lever is up while set.
 * @param {Item} item
 * @param {Look} look
 */
export function rcd({ w, h, label, poles }, { rcd: state }) {
  const look = {
    position: state === null ? null : state === 'set' ? 'up' : 'down',
    tripped: state === 'tripped',
  };
  return html`<g>
    <rect x=".8" y=".4" width=${w - 1.6} height=${h - 1.8} rx="1.6" fill="#d9dcdd" stroke="#0b0c0e"
      stroke-width=".5" /><rect x=".8" y=".4" width=${w - 1.6} height=${h - 1.8} rx="1.6"
      fill="url(#fp-shade)" opacity=".6" />
    ${print(w / 2, 7, `RCD ${label}`, Math.min(5, w * 0.2), 'fp-ink')}
    <g transform=${`translate(${w * 0.1} 9.5)`}>${lever(w * 0.8, h - 16, look, w > 40 ? poles : 2)}</g>
    ${print(w / 2, h - 2.6, '30 mA', Math.min(3.8, w * 0.16), 'fp-ink')}</g>`;
}

/** @param {Item} item */
export function test({ w, h }) {
  const r = Math.min(w, h) * 0.3;
  return html`<g>
    <circle cx=${w / 2} cy=${h / 2 + 0.6} r=${r + 1.6} fill="#0c0d0f" />
    <circle cx=${w / 2} cy=${h / 2} r=${r + 1} fill="url(#fp-black)" />
    <circle cx=${w / 2} cy=${h / 2} r=${r} fill="#e9a23b" /><circle cx=${w / 2} cy=${h / 2} r=${r}
      fill="url(#fp-shade)" />
    <text x=${w / 2} y=${h / 2 + r * 0.36} font-size=${r} text-anchor="middle"
      class="fp-ink fp-print">T</text></g>`;
}

/**
 * The main device: a moulded case with one large toggle.
 * @param {Item} item
 * @param {Look} look
 */
export function main({ w, h }, look) {
  const big = h > 120;
  const [sw, sh] = [w * (big ? 0.34 : 0.36), h * (big ? 0.42 : 0.5)];
  const [x, y] = [(w - sw) / 2, h * (big ? 0.3 : 0.25)];
  const small = Math.min(w * 0.085, 9);
  return html`<g>
    <rect x="1" y="2" width=${w - 2} height=${h - 2} rx="3" fill="#000" opacity=".5" />
    <rect x="1" y="1" width=${w - 2} height=${h - 2} rx="3" fill=${big ? '#33383e' : '#c9cdcf'}
      stroke="#0b0c0e" stroke-width=".7" />
    <rect x="1" y="1" width=${w - 2} height=${h - 2} rx="3" fill="url(#fp-shade)" opacity=".55" />
    ${big && [0.06, 0.86].map((at) => html`<g>${[0, 1, 2, 3].map(
      (k) => html`<rect x=${w * (0.08 + k * 0.22)} y=${h * at} width=${w * 0.17} height=${h * 0.08}
        rx="1.4" fill="#15171a" />`,
    )}</g>`)}
    ${print(w / 2, y - small * 0.9, look.device ?? '', big ? small * 0.9 : Math.min(small, w / ((look.device ?? '').length * 0.6)), big ? '' : 'fp-ink')}
    ${print(x - small * 0.95, y + sh * 0.2, 'I', small * 1.2, big ? '' : 'fp-ink')}
    ${print(x - small * 0.95, y + sh * 0.93, 'O', small * 1.2, big ? '' : 'fp-ink')}
    <g transform=${`translate(${x} ${y})`}>${lever2(sw, sh, look)}</g>
    ${print(x + sw + small * 1.9, y + sh * 0.56, `${look.rated_a} A`, small, big ? '' : 'fp-ink')}</g>`;
}

/**
 * @param {number} w
 * @param {number} h
 * @param {Look} look
 */
function lever2(w, h, look) {
  return html`<g transform=${`translate(${-w * 0.59} 0)`}>${lever(w * 2.18, h, look, 2)}
    </g>`;
}
