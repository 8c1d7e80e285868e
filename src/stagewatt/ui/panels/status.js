// Pane C, left: the main breaker with cause and quality, E-stop, neutral relay, temperature.

import { cellsOf, mark, put } from '../lib/cells.js';
import { age, fixed, MISSING } from '../lib/format.js';
import { draw, glyph } from '../lib/glyphs.js';
import { html, useEffect, useRef } from '../lib/html.js';
import { live } from '../lib/live.js';
import { ageNow, drawn, rackFrame } from '../lib/read.js';
import * as words from '../lib/words.js';

const PHASES = /** @type {const} */ (['l1', 'l2', 'l3']);

/**
 * @param {HTMLElement} el
 * @param {string} id
 * @param {boolean} hasSource
 */
function writer(el, id, hasSource) {
  const cells = cellsOf(el);
  return () => {
    const kept = rackFrame(id);
    if (!kept) return false;
    const { frame, sinceS } = kept;
    const state = frame.word('main_state') ?? 'unknown';
    const stop = frame.word('e_stop') ?? 'unknown';
    const relay = frame.word('neutral_relay') ?? 'unknown';
    const known = frame.word('main_cause_quality') ?? 'unknown';
    const board = drawn(frame, frame.word('quality_board'));
    const now = board === 'good';
    mark(el, 'quality', board);
    mark(cells.main, 'state', state);
    mark(cells.main, 'quality', drawn(frame, frame.word('quality_main')));
    put(cells.mainText, words.breaker(state, frame.word('main_cause'), known, now));
    draw(cells.mainGlyph, state === 'tripped' ? 'p1' : state === 'on' ? 'calm' : 'p3');
    mark(cells.note, 'shown', now && words.sourceStillLive(hasSource, state, stop) ? 'yes' : 'no');
    contact(cells.stop, frame, stop, stop === 'pressed', words.eStop(stop));
    contact(cells.relay, frame, relay, relay === 'tripped', words.neutralRelay(relay));
    paintAge(cells, frame, sinceS);
    temperature(cells.temperature, frame, sinceS);
    mark(cells.supply, 'quality', drawn(frame, frame.word('quality_mains')));
    PHASES.forEach((phase, k) => {
      const supply = frame.word('supply', k) ?? 'unknown';
      put(cells[phase], supply === 'unknown' ? MISSING : supply);
      mark(cells[phase], 'state', supply);
    });
    return false;
  };
}

/**
 * How old all this is, where it is old; and whether the rack answers at all.
 * @param {Record<string, HTMLElement>} cells
 * @param {import('../lib/wire.js').Frame} frame
 * @param {number} sinceS
 */
function paintAge(cells, frame, sinceS) {
  const online = frame.num('online') === 1;
  const stale = online && frame.word('quality_board') === 'stale';
  put(cells.old, stale ? `${age(ageNow(frame.num('age_board_s'), sinceS))} old` : '');
  const heard = ageNow(frame.num('age_heard_s'), sinceS);
  put(cells.heard, online ? '' : heard === null ? 'never heard' : `last heard ${age(heard)} ago`);
}

/**
 * A sensed contact.
 * @param {HTMLElement | undefined} cell
 * @param {import('../lib/wire.js').Frame} frame
 * @param {string} state
 * @param {boolean} bad
 * @param {string} word
 */
function contact(cell, frame, state, bad, word) {
  const quality = drawn(frame, frame.word('quality_board'));
  mark(cell, 'state', bad ? 'bad' : state);
  mark(cell, 'quality', quality);
  put(cell, word);
}

/**
 * @param {HTMLElement | undefined} cell
 * @param {import('../lib/wire.js').Frame} frame
 * @param {number} sinceS
 */
function temperature(cell, frame, sinceS) {
  const quality = drawn(frame, frame.word('quality_temperature'));
  const value = frame.num('temperature_c');
  mark(cell, 'quality', quality);
  const unit =
    quality === 'stale' && frame.num('online') === 1
      ? `\u2009(${age(ageNow(frame.num('age_temperature_s'), sinceS))})`
      : '\u00a0°C';
  put(cell, value === null ? MISSING : fixed(value, 0) + unit);
}

/**
 * @param {{id: string, hasSource: boolean}} props
 */
export function Status({ id, hasSource }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live(`rack/${id}`, own, writer(own, id, hasSource));
  }, [id, hasSource]);
  return html`<section class="status live" aria-label="Main breaker and contacts" ref=${el}>
    <div class="main-state" data-c="main" data-state="unknown" data-testid="main-state">
      ${glyph('calm', 'mainGlyph')}
      <span class="k">MAIN</span>
      <strong data-c="mainText">—</strong><span class="old" data-c="old"></span>
    </div>
    <div class="no-answer" data-testid="no-answer"><strong>${words.TREAT_AS_LIVE}</strong> <span
      data-c="heard"></span></div>
    <p class="still-live" data-c="note" data-shown="no"
      data-testid="source-note">${words.SOURCE_STILL_LIVE}</p>
    <dl class="facts status-facts">
      <div><dt>E-stop</dt><dd data-c="stop" data-testid="e-stop">—</dd></div>
      <div><dt>Temp<span class="sr">erature</span></dt><dd class="num" data-c="temperature"
        data-testid="temperature">—</dd></div>
      <div class="row"><dt>Neutral relay</dt><dd data-c="relay" data-testid="neutral-relay">—</dd>
        </div>
      <div class="row"><dt>Supply</dt><dd class="supply" data-c="supply" data-testid="supply">
        ${PHASES.map((phase) => html`<span class="sup"><i
          class=${`chip ${phase}`}>${phase.toUpperCase()}</i><span data-c=${phase}>—</span>
          </span>`)}
      </dd></div>
    </dl>
  </section>`;
}
