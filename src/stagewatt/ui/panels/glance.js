// The glance bar: is anything wrong, where, and can I believe the screen? On every page.

import { cellsOf, mark, put } from '../lib/cells.js';
import { age, clock, power, stopwatch } from '../lib/format.js';
import { glyph, draw } from '../lib/glyphs.js';
import { html, signal, useEffect, useRef } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import { standing, summary } from '../lib/severity.js';
import * as store from '../lib/store.js';
import { headroom, place } from '../lib/words.js';

const SPEAK_EVERY_MS = 5000;
const AGE_EVERY_MS = 250;
const TITLE_AFTER_MS = 10000;

/** @typedef {import('../lib/severity.js').Condition} Condition */
/** @typedef {import('../lib/severity.js').Severity} Severity */

/** What stands at the racks beside the alarms; changes only when it differs. */
export const stands = signal(/** @type {ReturnType<typeof standing>} */ ([]));

/**
 * What a fleet frame says of one rack.
 * @param {import('../lib/wire.js').Frame} frame
 * @param {number} row
 * @param {string} id
 * @param {string} called
 * @returns {Condition}
 */
export function condition(frame, row, id, called) {
  return {
    id,
    title: called,
    online: frame.rowNum('online', row) === 1,
    warning: frame.rowNum('warning', row) === 1,
    state: frame.rowWord('main_state', row) ?? 'unknown',
    cause: frame.rowWord('main_cause', row),
    causeQuality: frame.rowWord('main_cause_quality', row) ?? 'unknown',
    board: frame.rowWord('quality_board', row) ?? 'missing',
    eStop: frame.rowWord('e_stop', row) ?? 'unknown',
  };
}

/**
 * What the newest fleet frame says of each rack.
 * @param {import('../lib/wire.js').Frame} frame
 */
function conditions(frame) {
  const rows = store.racks.peek() ?? [];
  const known = new Map(rows.map((rack) => [rack.id, title(rack)]));
  const ids = store.fleetOrder.peek().slice(0, frame.rows);
  return ids.map((id, row) => condition(frame, row, id, known.get(id) ?? id));
}

/**
 * What a rack is called: its name, else its printed name.
 * @param {{name: string | null, printed_name: string}} rack
 */
export function title(rack) {
  return rack.name ?? rack.printed_name;
}

/**
 * The row whose limit is nearest; -1 where no row knows.
 * @param {import('../lib/wire.js').Frame} frame
 */
function tightest(frame) {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < frame.rows; row += 1) {
    const used = frame.rowNum('worst_used_pct', row);
    if (used !== null && used > most) [best, most] = [row, used];
  }
  return best;
}

/**
 * All power together; a rack that is not known makes it a lower bound, and it says so.
 * @param {import('../lib/wire.js').Frame} frame
 */
function allPower(frame) {
  let watts = 0;
  let gap = '';
  for (let row = 0; row < frame.rows; row += 1) {
    const p = frame.rowNum('p_w', row);
    if (p === null) gap = 'at least ';
    else watts += p;
  }
  return gap + power(watts).join('\u00a0');
}

/**
 * The calm line: how many racks, what is nearest to its limit, how much power.
 * @param {import('../lib/wire.js').Frame} frame
 * @param {Condition[]} racks
 */
function calm(frame, racks) {
  const parts = [`${racks.length} ${racks.length === 1 ? 'rack' : 'racks'}`];
  const row = tightest(frame);
  const rack = racks[row];
  if (rack) {
    const where = place(frame.rowWord('worst_place', row) ?? '');
    const [left, used] = [frame.rowNum('worst_left_a', row), frame.rowNum('worst_used_pct', row)];
    const text = headroom(left, used, frame.rowWord('worst_bound', row));
    parts.push(`nearest limit: ${racks.length > 1 ? `${rack.title} ` : ''}${where}, ${text}`);
  }
  if (racks.length) parts.push(allPower(frame));
  return parts.join('  ·  ');
}

/** One short sentence for people who hear the page, at most one in five seconds. */
class Speaker {
  constructor() {
    this.said = '';
    this.at = Number.NEGATIVE_INFINITY;
  }

  /**
   * @param {Record<string, HTMLElement>} cells
   * @param {Severity} severity
   * @param {string} text
   */
  say(cells, severity, text) {
    const now = performance.now();
    if (text === this.said || now - this.at < SPEAK_EVERY_MS) return;
    this.said = text;
    this.at = now;
    put(cells.assertive, severity === 'p1' ? text : '');
    put(cells.polite, severity === 'p2' || severity === 'silent' ? text : '');
  }
}

/** @type {Record<Severity, string>} */
const WORDS = { calm: 'No alarm', p3: 'NOTE', silent: 'NO ANSWER', p2: 'WARNING', p1: 'CRITICAL' };

/**
 * Write the picture of all racks into the bar.
 * @param {HTMLElement} bar
 * @param {Record<string, HTMLElement>} cells
 * @param {import('../lib/wire.js').Frame} frame
 * @param {Speaker} speaker
 */
function paint(bar, cells, frame, speaker) {
  const racks = conditions(frame);
  const found = standing(racks);
  if (JSON.stringify(found) !== JSON.stringify(stands.peek())) stands.value = found;
  const { loud, quiet, count, acked } = summary(racks, store.alarms.peek());
  const severity = loud?.severity ?? 'calm';
  const shown = loud ?? quiet;
  const text = shown ? `${shown.title}  ${shown.text}` : calm(frame, racks);
  const others = Object.values(count).reduce((a, b) => a + b, acked) - 1;
  const target = loud?.rack ? rackAddress(loud.rack) : quiet ? '#/alarms' : '#/';
  mark(bar, 'severity', severity);
  mark(bar, 'quiet', loud ? 'no' : (quiet?.severity ?? 'no'));
  draw(cells.glyph, shown?.severity ?? 'calm');
  // Of racks that are not seen nothing is known: that is no calm.
  const word = frame.rows ? WORDS[severity] : 'No racks seen';
  put(cells.word, loud || !quiet ? word : 'Acknowledged');
  put(cells.more, others > 0 ? ` +${others}` : '');
  put(cells.text, text);
  put(cells.count, others > 0 ? tally(count, acked) : '');
  if (cells.go?.getAttribute('href') !== target) cells.go?.setAttribute('href', target);
  speaker.say(cells, severity, loud ? `${WORDS[severity]}: ${text}` : '');
}

/**
 * @param {import('../lib/link.js').Kind} kind
 * @param {number} ageMs
 */
function linkText(kind, ageMs) {
  if (store.outdated.peek()) return 'page too old';
  if (kind === 'live') return `live ${age(ageMs / 1000)}`;
  if (kind === 'late') return `data ${age(ageMs / 1000)} old`;
  return kind === 'waking' ? 'checking' : 'connecting';
}

/**
 * How many alarms stand; those that somebody acknowledged are counted apart and never left out.
 * @param {Record<Severity, number>} count
 * @param {number} acked
 */
export function tally(count, acked) {
  const parts = [];
  if (count.p1) parts.push(`${count.p1} critical`);
  if (count.silent) parts.push(`${count.silent} no answer`);
  if (count.p2) parts.push(`${count.p2} warning`);
  if (count.p3) parts.push(`${count.p3} note`);
  if (acked) parts.push(`${acked} acknowledged`);
  return parts.join('  ');
}

/**
 * The age of the picture: `live 0.1 s`, counting from one second, `NO LINK 00:07` from three.
 * @param {Record<string, HTMLElement>} cells
 */
function paintLink(cells) {
  const kind = store.linkKind.peek();
  const ms = store.linkAgeMs();
  const last = store.lastDataAt();
  put(cells.link, linkText(kind, ms));
  const seen = last ? `last data ${clock(last)}` : 'no data yet';
  put(cells.lost, `NO LINK ${stopwatch(ms / 1000)}`);
  put(cells.lostMore, `${seen}  ·  retrying`);
  const wanted =
    kind === 'lost' && ms > TITLE_AFTER_MS ? `NO LINK ${stopwatch(ms / 1000)}` : 'stagewatt';
  if (document.title !== wanted) document.title = wanted;
}

/** @returns {import('../vendor/preact.js').VNode} */
export function Glance() {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const el = /** @type {HTMLElement} */ (bar.current);
    const cells = cellsOf(el);
    const speaker = new Speaker();
    let agedAt = 0;
    const repaint = () => {
      const kept = store.newestOf('fleet');
      if (kept) paint(el, cells, kept.frame, speaker);
    };
    const ends = [
      store.onFrame('fleet', repaint),
      store.alarms.subscribe(repaint),
      store.racks.subscribe(repaint),
      store.linkKind.subscribe(() => paintLink(cells)),
      store.onTick((now) => {
        if (now - agedAt < AGE_EVERY_MS) return;
        agedAt = now;
        paintLink(cells);
      }),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return html`<header class="glance" id="glance" data-testid="glance" data-severity="calm"
    ref=${bar}>
    <a class="glance-go" data-c="go" href="#/">
      ${glyph('calm', 'glyph')}
      <strong class="glance-word"><span data-c="word">Starting</span><span class="glance-more"
        data-c="more"></span></strong>
      <span data-c="text" class="glance-text"></span>
      <span data-c="count" class="glance-count"></span>
    </a>
    <div class="glance-lost" data-testid="no-link">
      <strong data-c="lost"></strong> <span data-c="lostMore"></span>
    </div>
    <div class="glance-link" data-testid="link-state" data-c="link">connecting</div>
    <div class="sr" role="alert" aria-live="assertive" data-c="assertive"></div>
    <div class="sr" role="status" aria-live="polite" data-c="polite"></div>
  </header>`;
}
