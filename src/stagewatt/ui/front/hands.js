// What a hand's gesture asks of the twin; only the twin's own page has these.

import { html, useEffect, useRef, useState } from '../lib/html.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */
/**
 * @typedef {{path: string, body: Record<string, unknown>}} Request
 * @typedef {{sheet: 'load' | 'dial' | 'module'}} Sheet
 */

/** @param {Look} seen */
function leverTo({ position, tripped }, /** @type {string} */ gesture) {
  if (gesture === 'up') return 'on';
  if (gesture === 'down') return 'off';
  return position === 'down' && !tripped ? 'on' : 'off';
}

/**
 * The neighbouring step of a dial, or of a knob in tenths; the same at its end.
 * @param {Look} seen
 * @param {number} by
 */
function nextStep({ steps, at }, by) {
  return steps[Math.max(0, Math.min(steps.length - 1, at + by))];
}

/** @type {Record<string, (item: Item, seen: Look, gesture: string) => Request | Sheet | null>} */
const REQUESTS = {
  breaker: ({ way }, seen, gesture) => ask('panel/way', { way, action: leverTo(seen, gesture) }),
  main: (_item, seen, gesture) => ask('panel/main', { action: leverTo(seen, gesture) }),
  test: ({ way }) => ask('panel/test_button', { way }),
  rcd: ({ way }) => ask('panel/rcd_reset', { way }),
  monitor: ({ way }) => ask('panel/monitor_button', { way }),
  meter_button: ({ button }, seen) =>
    ask('panel/meter_button', { button: seen.button ?? button }),
  fuse: ({ fuse }, { blown }) => ask('panel/fuse', { fuse, blown: !blown }),
  cover: (_item, { cover }) => ask('panel/cover', { open: cover !== 'open' }),
  key_switch: (_item, { on }) => ask('panel/key_switch', { on: !on }),
  reset: () => ask('panel/reset', {}),
  knob: ({ id }, { value }, gesture) => {
    const turned = gesture === 'press' ? (value >= 0.99 ? 0 : value + 0.25) : value + (gesture === 'up' ? 0.1 : -0.1);
    const to = Math.round(Math.max(0, Math.min(1, turned)) * 100) / 100;
    return ask('panel/knob', { knob: id.replace('knob-', ''), value: to });
  },
  dial: ({ dial }, seen, gesture) => {
    if (gesture === 'press') return { sheet: 'dial' };
    return ask('panel/dial', { dial, value: nextStep(seen, gesture === 'up' ? 1 : -1) });
  },
  powerlock: ({ side, conductor }, seen) =>
    ask('panel/powerlock', { side, conductor, connected: !seen.in }),
  inlet: ({ side, conductor }, seen) =>
    ask('panel/powerlock', { side, conductor, connected: !seen.in }),
  module: () => ({ sheet: 'module' }),
  outlet: () => ({ sheet: 'load' }),
  socket: () => ({ sheet: 'load' }),
};

/**
 * @param {string} path
 * @param {Record<string, unknown>} body
 */
function ask(path, body) {
  return { path, body };
}

/**
 * What a gesture asks for: a request, a sheet to choose on, or nothing.
 * @param {Item} item
 * @param {Look} seen
 * @param {string} gesture press, up or down
 */
export function requestOf(item, seen, gesture) {
  return REQUESTS[item.kind]?.(item, seen, gesture) ?? null;
}

/** Degrees clockwise after which a twist counts. */
export const TWIST_DEG = 25;

/**
 * How far a pointer turned about a middle, in degrees, clockwise above 0.
 * @param {{x: number, y: number}} middle
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 */
export function turned(middle, from, to) {
  const angle = (/** @type {{x: number, y: number}} */ at) => Math.atan2(at.y - middle.y, at.x - middle.x);
  const degrees = ((angle(to) - angle(from)) * 180) / Math.PI;
  return ((degrees + 540) % 360) - 180;
}

const HELD_MS = 4000;

/**
 * The emergency stop: a press latches it; to release it, take hold (first press), then turn
 * clockwise (second press, right arrow, or a drag around its middle).
 * @param {{item: Item, look: Look, hands: any, style: any, label: string, testid: string}} props
 */
export function Stop({ item, look: seen, hands, style, label, testid }) {
  const [held, setHeld] = useState(false);
  const drag = useRef(/** @type {{from: {x: number, y: number}, done: boolean} | null} */ (null));
  const latched = seen.state === 'pressed';
  useEffect(() => {
    if (!held) return undefined;
    const timer = setTimeout(() => setHeld(false), HELD_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const post = (/** @type {'press' | 'release'} */ action) => {
    setHeld(false);
    hands.send({ path: 'panel/e_stop', body: { action } });
  };
  const press = () => {
    const dragged = drag.current?.done;
    drag.current = null;
    if (dragged) return;
    if (!latched) post('press');
    else if (held) post('release');
    else setHeld(true);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'ArrowRight' || !latched || !held) return;
    event.preventDefault();
    post('release');
  };
  const move = (/** @type {PointerEvent} */ event) => {
    const at = drag.current;
    if (!at || at.done || !latched) return;
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    if (turned(middle, at.from, { x: event.clientX, y: event.clientY }) < TWIST_DEG) return;
    at.done = true;
    post('release');
  };
  const next = held ? 'Held. Turn clockwise: right arrow, or press again' : 'Press to take hold, then turn clockwise';
  return html`<button type="button" class="fp-hand fp-round" style=${style} data-testid=${testid}
    data-held=${held ? 'yes' : 'no'} data-latched=${latched ? 'yes' : 'no'} data-kind=${item.kind}
    aria-label=${latched ? `${label}. ${next}` : label} onClick=${press} onKeyDown=${key}
    onPointerDown=${(/** @type {PointerEvent} */ event) => {
      drag.current = { from: { x: event.clientX, y: event.clientY }, done: false };
    }} onPointerMove=${move}>${held && html`<span class="fp-twist">↻ turn</span>`}</button>`;
}
