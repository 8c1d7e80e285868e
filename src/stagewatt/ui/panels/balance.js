// Pane C, right: three current arrows, their vector sum, the measured neutral, and the same in words.

import { cellsOf, mark, put } from '../lib/cells.js';
import { amps, fixed } from '../lib/format.js';
import { html, useEffect, useRef } from '../lib/html.js';
import { live } from '../lib/live.js';
import { phasors, unbalancePct, unexplained } from '../lib/phasor.js';
import { drawn, rackFrame } from '../lib/read.js';

const RADIUS = 62;
const EVERY_MS = 250;
/** Letters keep this far from the middle, so that short arrows can still be told apart. */
const LETTERS_FROM = 0.18;
const PHASES = /** @type {const} */ (['l1', 'l2', 'l3']);

/**
 * @param {SVGElement | HTMLElement | undefined} line
 * @param {{x: number, y: number}} to as a fraction of the rating
 */
function point(line, to) {
  line?.setAttribute('x2', (to.x * RADIUS).toFixed(1));
  line?.setAttribute('y2', (to.y * RADIUS).toFixed(1));
}

/**
 * @param {HTMLElement | undefined} text
 * @param {{x: number, y: number}} to
 */
function letter(text, to) {
  const length = Math.hypot(to.x, to.y);
  const away = length === 0 ? 0 : (Math.max(length, LETTERS_FROM) * RADIUS + 11) / length;
  text?.setAttribute('x', (to.x * away).toFixed(1));
  text?.setAttribute('y', (to.y * away + 4).toFixed(1));
  text?.setAttribute('visibility', length === 0 ? 'hidden' : 'visible');
}

/**
 * @param {HTMLElement} el
 * @param {string} id
 * @param {number} ratedA
 */
function writer(el, id, ratedA) {
  const cells = cellsOf(el);
  let at = Number.NEGATIVE_INFINITY;
  return (/** @type {number} */ nowMs) => {
    const kept = rackFrame(id);
    if (!kept || nowMs - at < EVERY_MS) return false;
    at = nowMs;
    const { frame } = kept;
    const currents = frame.nums('i_a', 3);
    const neutral = frame.num('i_a', 3);
    const { arrows, sum } = phasors(currents, frame.nums('pf', 3), ratedA);
    mark(el, 'quality', drawn(frame, frame.word('quality_mains')));
    PHASES.forEach((phase, k) => {
      const arrow = /** @type {{x: number, y: number}} */ (arrows[k]);
      point(cells[phase], arrow);
      letter(cells[`${phase}-name`], arrow);
    });
    point(cells.sum, sum.a === null ? { x: 0, y: 0 } : sum);
    cells.ring?.setAttribute('r', (((neutral ?? 0) / ratedA) * RADIUS).toFixed(1));
    put(cells.unbalance, fixed(unbalancePct(currents), 0));
    put(cells.vector, amps(sum.a));
    put(cells.neutral, amps(neutral));
    put(cells.rest, amps(unexplained(neutral, sum.a)));
    return false;
  };
}

/**
 * @param {{id: string, ratedA: number}} props
 */
export function Balance({ id, ratedA }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live(`rack/${id}`, own, writer(own, id, ratedA));
  }, [id, ratedA]);
  return html`<section class="balance live" aria-label="Phase balance" ref=${el}
    data-testid="balance">
    <svg viewBox="-80 -80 160 160" aria-hidden="true">
      <circle r=${RADIUS} class="scale" />
      <circle r=${RADIUS / 2} class="scale half" />
      <circle r="0" class="ring" data-c="ring" />
      ${PHASES.map((phase) => html`<line class=${`arrow ${phase}`}
        data-c=${phase} x2="0" y2="0" />`)}
      <line class="sum" data-c="sum" x2="0" y2="0" />
      ${PHASES.map((phase) => html`<text class="arrow-name"
        data-c=${`${phase}-name`} visibility="hidden">${phase.toUpperCase()}</text>`)}
      <text class="scale-name" x="0" y=${RADIUS + 14}>${fixed(ratedA, 0)} A</text>
    </svg>
    <dl class="facts">
      <div><dt>Unbalance</dt><dd><b class="num" data-c="unbalance">—</b> %</dd></div>
      <div><dt><i class="key dash"></i>Vector sum</dt><dd>~<b class="num"
        data-c="vector">—</b> A</dd></div>
      <div><dt><i class="key ring"></i>N measured</dt><dd><b class="num"
        data-c="neutral">—</b> A</dd></div>
      <div><dt>N harmonics</dt><dd>~<b class="num" data-c="rest">—</b> A</dd></div>
    </dl>
  </section>`;
}
