// Pane C, middle: the mains table, per phase, with what the main breaker carries as an interval.

import { cellsOf, mark, put, share } from '../lib/cells.js';
import { age, amps, fixed, kilo, kilowattHours, powerFactor } from '../lib/format.js';
import { digits, due } from '../lib/gauge.js';
import { html, useEffect, useRef } from '../lib/html.js';
import { live } from '../lib/live.js';
import { ageNow, drawn, rackFrame } from '../lib/read.js';

/** @typedef {import('../lib/wire.js').Frame} Frame */
/** @typedef {import('../lib/types.js').LoadDoc} LoadDoc */

const ROWS = /** @type {const} */ (['l1', 'l2', 'l3', 'n', 'sum']);
/** @type {Record<string, string>} */
const LABELS = {
  u: 'L‑N V',
  i: 'I A',
  least: 'main at least',
  most: 'at most A',
  p: 'kW',
  q: 'kvar',
};
const PAIRS = ['L1–L2', 'L2–L3', 'L3–L1'];

/**
 * One cell that is written only when it is due.
 * @param {HTMLElement | undefined} cell
 * @param {(value: number | null) => string} text
 * @param {number} count the last digit's worth
 * @param {number} step what must show at once
 */
function paced(cell, text, count, step) {
  const shown = digits();
  return (/** @type {number | null} */ value, /** @type {number} */ nowMs) => {
    if (due(shown, value, 0, nowMs, count, step)) put(cell, text(value));
  };
}

/**
 * @param {Record<string, HTMLElement>} cells
 * @param {string} row
 */
function cellsOfRow(cells, row) {
  return {
    u: paced(cells[`${row}-u`], (v) => fixed(v, 0), 1, 5),
    ull: paced(cells[`${row}-ull`], (v) => fixed(v, 0), 1, 5),
    i: paced(cells[`${row}-i`], amps, 0.1, 0.5),
    least: paced(cells[`${row}-least`], amps, 0.1, 0.5),
    most: paced(cells[`${row}-most`], amps, 0.1, 0.5),
    p: paced(cells[`${row}-p`], kilo, 10, 500),
    q: paced(cells[`${row}-q`], kilo, 10, 500),
    pf: paced(cells[`${row}-pf`], (v) => powerFactor(v)[0], 0.01, 0.05),
  };
}

/**
 * Draw a current against its limit: solid as far as it is sure to pass the main, light beyond.
 * @param {HTMLElement | undefined} bar
 * @param {number | null} sure
 * @param {number | null} most
 * @param {number} fullA
 */
function stretch(bar, sure, most, fullA) {
  share(bar, '--value', (sure ?? 0) / fullA);
  share(bar, '--most', (most ?? 0) / fullA);
}

/**
 * @param {HTMLElement} el
 * @param {string} id
 * @param {LoadDoc} limits
 */
function writer(el, id, limits) {
  const cells = cellsOf(el);
  const rows = ROWS.map((row) => cellsOfRow(cells, row));
  return (/** @type {number} */ nowMs) => {
    const kept = rackFrame(id);
    if (!kept) return false;
    const { frame, sinceS } = kept;
    const quality = drawn(frame, frame.word('quality_mains'));
    mark(el, 'quality', quality);
    mark(el, 'load', drawn(frame, frame.word('quality_load')));
    rows.forEach((row, k) => paintRow(row, cells, frame, k, nowMs, limits));
    put(cells.f, fixed(frame.num('f_hz'), 2));
    put(cells.partial, kilowattHours(frame.num('energy_partial_wh')));
    put(cells.total, kilowattHours(frame.num('energy_total_wh')));
    const old = ageNow(frame.num('age_mains_s'), sinceS);
    put(
      cells.age,
      quality === 'stale' ? `values ${age(old)} old` : quality === 'missing' ? 'no data' : '',
    );
    return false;
  };
}

/**
 * @param {ReturnType<typeof cellsOfRow>} row
 * @param {Record<string, HTMLElement>} cells
 * @param {Frame} frame
 * @param {number} k 0 to 2 the phases, 3 the neutral, 4 the sum
 * @param {number} nowMs
 * @param {LoadDoc} limits
 */
function paintRow(row, cells, frame, k, nowMs, limits) {
  if (k < 4) row.i(frame.num('i_a', k), nowMs);
  if (k < 3) {
    const [least, most] = [frame.num('main_at_least_a', k), frame.num('main_at_most_a', k)];
    row.u(frame.num('v_ln_v', k), nowMs);
    row.ull(frame.num('v_ll_v', k), nowMs);
    row.least(least, nowMs);
    row.most(most, nowMs);
    const i = frame.num('i_a', k);
    const bar = cells[`${ROWS[k]}-bar`];
    stretch(bar, least ?? 0, i, limits.drain_limit_a);
    mark(cells[`${ROWS[k]}-i`], 'over', i !== null && i > limits.drain_limit_a ? 'yes' : 'no');
    mark(cells[`${ROWS[k]}-most`], 'over', over(least, most, limits.main_limit_a));
  }
  if (k === 3) {
    const i = frame.num('i_a', 3);
    stretch(cells['n-bar'], i, i, limits.neutral_limit_a);
    mark(cells['n-i'], 'over', i !== null && i > limits.neutral_limit_a ? 'yes' : 'no');
  }
  const power = k < 3 ? k : k === 4 ? 3 : -1;
  if (power >= 0) {
    row.p(frame.num('p_w', power), nowMs);
    row.q(frame.num('q_var', power), nowMs);
    const pf = frame.num('pf', power);
    row.pf(pf, nowMs);
    put(cells[`${ROWS[k]}-side`], powerFactor(pf)[1]);
  }
}

/**
 * Whether the main is over its limit: surely, perhaps, or not.
 * @param {number | null} least
 * @param {number | null} most
 * @param {number} limitA
 */
function over(least, most, limitA) {
  if (least !== null && least > limitA) return 'yes';
  return most !== null && most > limitA ? 'maybe' : 'no';
}

/**
 * What the currents are held against, and what nobody has confirmed.
 * @param {LoadDoc} limits
 * @param {string | undefined} kind of main device: a switch-disconnector trips on no overload
 */
function limitsText(limits, kind) {
  const a = (/** @type {number} */ value) => `${fixed(value, 0)} A`;
  const unsure = limits.main_dials_confirmed === false ? ' (dials not confirmed)' : '';
  const dials = kind === 'switch_disconnector' ? ' (no overload trip)' : unsure;
  const neutral = `N ${a(limits.neutral_limit_a)} (${limits.neutral_limit_of})`;
  return `limits: main ${a(limits.main_limit_a)}${dials}, drain ${a(limits.drain_limit_a)}, ${neutral}`;
}

/**
 * @param {{id: string, limits: LoadDoc, kind: string | undefined}} props
 */
export function Mains({ id, limits, kind }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live(`rack/${id}`, own, writer(own, id, limits));
  }, [id, limits.main_limit_a, limits.drain_limit_a, limits.neutral_limit_a]);
  return html`<section class="mains live" aria-label="Mains" ref=${el} data-testid="mains">
    <table>
      <thead>
        <tr>
          <th scope="col"><span class="sr">Conductor</span></th>
          <th scope="col">L‑N <small>V</small></th>
          <th scope="col">L‑L <small>V</small></th>
          <th scope="col">I <small>A</small></th>
          <th scope="col" class="wide-only">breaker</th>
          <th scope="col"><span class="narrow-only">main </span>at least</th>
          <th scope="col">at most <small>A</small></th>
          <th scope="col"><small>kW</small></th>
          <th scope="col"><small>kvar</small></th>
          <th scope="col">PF</th>
        </tr>
      </thead>
      <tbody>${ROWS.map((row, k) => conductor(row, k, limits))}</tbody>
    </table>
    <p class="mains-foot">
      <span>f <b class="num" data-c="f" data-testid="f-hz">—</b> Hz</span>
      <span>since supply <b class="num" data-c="partial"
        data-testid="energy-partial">—</b> kWh</span>
      <span>total <b class="num" data-c="total" data-testid="energy-total">—</b> kWh</span>
      <span class="limits">${limitsText(limits, kind)}</span>
      <span class="old" data-c="age"></span>
    </p>
  </section>`;
}

/**
 * @param {(typeof ROWS)[number]} row
 * @param {number} k
 * @param {LoadDoc} limits
 */
function conductor(row, k, limits) {
  const cell = (/** @type {string} */ name, /** @type {boolean} */ has) =>
    html`<td data-k=${LABELS[name]}>${has && html`<span class="num" data-c=${`${row}-${name}`}
      data-testid=${`${row}-${name}`}>—</span>`}</td>`;
  const tick = k < 3 ? limits.main_limit_a / limits.drain_limit_a : 1;
  return html`<tr class=${`row-${row}`}>
    <th scope="row">${row === 'sum' ? 'Σ' : html`<i
      class=${`chip ${row}`}>${row.toUpperCase()}</i>`}</th>
    ${cell('u', k < 3)}
    <td data-k=${`L‑L V`}>${k < 3 && html`<span class="num" data-c=${`${row}-ull`}
      data-testid=${`${row}-ull`} title=${PAIRS[k]}>—</span>`}</td>
    ${cell('i', k < 4)}
    <td class="wide-only">${
      k < 4 &&
      html`<span class="span-bar">
      <i class="fill" data-c=${`${row}-bar`}></i><i class="tick"
        style=${{ left: `${(tick * 100).toFixed(1)}%` }}></i>
    </span>`
    }</td>
    ${cell('least', k < 3)} ${cell('most', k < 3)} ${cell('p', k !== 3)} ${cell('q', k !== 3)}
    <td data-k="PF">${k !== 3 && html`<span class="num" data-c=${`${row}-pf`}
      data-testid=${`${row}-pf`}>—</span><span class="pf-side" data-c=${`${row}-side`}>
      </span>`}</td>
  </tr>`;
}
