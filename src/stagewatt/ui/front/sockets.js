// Mains sockets of single circuits, empty, drawn about their middle.

import { html } from '../lib/html.js';

/**
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} [fill]
 */
export function dot(x, y, r, fill = '#050607') {
  return html`<circle cx=${x} cy=${y} r=${r} fill=${fill} />`;
}

/**
 * Places on a ring.
 * @param {number} count
 * @param {number} r
 */
export function ring(count, r) {
  return Array.from({ length: count }, (_, k) => {
    const turn = (2 * Math.PI * k) / count - Math.PI / 2;
    return [r * Math.cos(turn), r * Math.sin(turn)];
  });
}

/**
 * An IEC 60309 socket under its sprung lid.
 * @param {number} w
 * @param {number} h
 * @param {string} color
 * @param {number} pins
 */
export function cee(w, h, color, pins) {
  const r = Math.min(w, h) * 0.4;
  return html`<g><rect x=${-w / 2} y=${-h / 2} width=${w} height=${h} rx="3" fill="#aab1b6" stroke="#2b2f33"
      stroke-width=".6" /><rect x=${-w / 2} y=${-h / 2} width=${w} height=${h} rx="3" fill="url(#fp-shade)"
      opacity=".4" />
    ${[-1, 1].flatMap((x) => [-1, 1].map((y) => dot(x * (w / 2 - 3.4), y * (h / 2 - 3.4), 1.5, '#4d555b')))}
    <circle r=${r} fill=${color} stroke="#000" stroke-opacity=".45" stroke-width="1" />
    <path d=${`M${-r * 0.75} ${-r * 0.62}A${r} ${r} 0 0 1 ${r * 0.75} ${-r * 0.62}L${r * 0.62} ${-r * 1.1}H${-r * 0.62}Z`}
      fill=${color} stroke="#000" stroke-opacity=".4" stroke-width=".8" />
    <circle r=${r * 0.74} fill="#0d0f11" />
    ${ring(pins, r * 0.44).map(([x = 0, y = 0], k) => dot(-x, -y, r * (k === 0 ? 0.13 : 0.1), '#c9a64e'))}</g>`;
}

/** @type {Record<string, any>} */
const HOLES = {
  schuko: () => html`<g>${dot(-6, 0, 2.6)}${dot(6, 0, 2.6)}<path d="M-3 -16h6v5h-6zM-3 11h6v5h-6z"
    fill="#c9ced2" /></g>`,
  'cee-7-5': () => html`<g>${dot(-6, 3, 2.6)}${dot(6, 3, 2.6)}${dot(0, -8, 2.8, '#c9a64e')}</g>`,
  'bs-1363': () => html`<path d="M-2.4 -13h4.8v8h-4.8zM-12 4h7.4v4.4h-7.4zM4.6 4h7.4v4.4h-7.4z"
    fill="#050607" />`,
  'as-nzs-3112': () => html`<g><path d="M-8 -7l3 8M8 -7l-3 8M0 5v9" stroke="#050607" stroke-width="2.6" /></g>`,
  'sev-1011': () => html`<g><path d="M-13 -8H13L17 0L13 8H-13L-17 0Z" fill="#15181a" />
    ${dot(-7, -1.5, 2.4, '#000')}${dot(7, -1.5, 2.4, '#000')}${dot(0, 3.6, 2.4, '#000')}</g>`,
};

/**
 * A household socket.
 * @param {number} w
 * @param {string} type
 */
export function household(w, type) {
  const k = w / 50;
  const light = type !== 'schuko';
  return html`<g transform=${`scale(${k})`}>
    <rect x="-25" y="-25" width="50" height="50" rx="5" fill=${light ? '#eceeee' : '#202428'}
      stroke="#6c747b" stroke-width=".7" />
    ${light && type === 'bs-1363' ? null : html`<circle r="19.5" fill=${light ? '#d3d7d9' : '#101214'}
      stroke=${light ? '#8b9399' : '#4b5258'} stroke-width=".9" />`}
    ${(HOLES[type] ?? HOLES.schuko)()}</g>`;
}

/**
 * @param {number} w
 * @param {number} h
 */
export function iec(w, h) {
  return html`<g><rect x=${-w / 2} y=${-h / 2} width=${w} height=${h} rx="2" fill="#17191c" stroke="#5c646b"
      stroke-width=".6" /><path d="M-12 9V-4L-7 -9H7L12 -4V9Z" fill="#050607" stroke="#7a828a"
      stroke-width=".8" />
    <path d="M-6 1v5M0 -5v5M6 1v5" stroke="#c9a64e" stroke-width="2.2" /></g>`;
}
