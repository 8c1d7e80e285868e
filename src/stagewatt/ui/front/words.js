// What a hand hears of each part: its name, and its state in words.

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */

/** @type {Record<string, string>} */
export const CAUSES = {
  e_stop: 'emergency stop',
  neutral_loss: 'loss of neutral',
  overload: 'overload',
  short_time: 'short-time overcurrent',
  instantaneous: 'short circuit',
  neutral_overcurrent: 'neutral overcurrent',
  residual: 'residual current',
  manual: 'by hand',
};

/** @type {Record<string, string>} */
const PLACES = { up: 'up: on', down: 'down: off', middle: 'middle' };

/** @type {Record<string, string>} */
export const CONDUCTORS = { pe: 'PE', n: 'N', l1: 'L1', l2: 'L2', l3: 'L3', all: 'input plug' };

/** @type {Record<string, string>} */
const LAMPS = {
  line_l1: 'Line L1',
  line_l2: 'Line L2',
  line_l3: 'Line L3',
  main_status: 'Main breaker status',
  run: 'RUN',
  data_tx: 'DATA TX',
  key_switch: 'X1 residual protection is switched off',
};

/** @type {Record<string, string>} */
const PATTERNS = { slow: 'flashing slowly', fast: 'flashing rapidly', steady: 'steady' };

/**
 * Where a lever is, and why: "middle: residual trip".
 * @param {Look} look
 */
export function position({ position: at, tripped, cause, doubt }) {
  const why = cause && cause !== 'manual' && cause !== 'unknown' ? CAUSES[cause] : '';
  if (doubt) return 'open, cause unknown';
  if (at === null) return tripped ? `tripped${why ? `: ${why}` : ''}` : 'unknown';
  if (!tripped) return PLACES[at] ?? at;
  return `${at}: ${why === 'residual current' ? 'residual trip' : why ? `trip, ${why}` : 'tripped'}`;
}

/**
 * A lamp: "green, steady", "off", "unknown".
 * @param {Look} look
 */
export function light({ color, pattern }) {
  if (color === null || color === undefined) return 'unknown';
  return color === 'off' || pattern === 'off' ? 'off' : `${color}, ${PATTERNS[pattern] ?? 'steady'}`;
}

/**
 * @param {number | null} value
 * @param {string} unit
 */
export function step(value, unit) {
  return value === null ? 'OFF' : `${value} ${unit}`.trim();
}

/** @param {Look} look */
function screen({ known, lit, rows = [], bottom }) {
  if (!known) return 'unknown';
  if (!lit) return 'dark';
  const lines = bottom ? [...rows, bottom] : rows;
  return lines
    .map((/** @type {any} */ { label, value, unit }) => [label, value, unit].filter(Boolean).join(' '))
    .join(', ');
}

/** @param {Item} item */
function names({ ways }) {
  return ways.length > 1 ? `${ways[0]} to ${ways[ways.length - 1]}` : ways[0];
}

/** @type {Record<string, (item: Item, look: Look) => [string, string]>} */
const SAID = {
  monitor: ({ way }, look) => [`Monitor ${way}`, light(look)],
  led: ({ way }, look) => [`Lamp ${way}`, light(look)],
  breaker: ({ way }, look) => [`Breaker ${way}`, position(look)],
  test: ({ way }) => [`Test button ${way}`, ''],
  rcd: ({ way }, { rcd }) => [`Residual device ${way}`, rcd ?? 'unknown'],
  load_meter: ({ group }, { i_a, selected }) => [
    `Load current of group ${group}`,
    i_a !== null
      ? `${selected}, ${i_a.toFixed(1)} A`
      : selected === null
        ? 'dark'
        : [selected, 'unknown'].filter(Boolean).join(', '),
  ],
  meter: (_item, look) => ['Meter', screen(look)],
  meter_button: ({ button }) => [`Meter button ${button}`, ''],
  e_stop: (_item, { state }) => ['Emergency stop', state ?? 'unknown'],
  knob: ({ id }, { value }) => [
    id === 'knob-backlight' ? 'Backlight' : 'Work light',
    value === null ? 'unknown' : `${Math.round(value * 100)} %`,
  ],
  work_light: ({ number }, { light: share }) => [
    `Work light ${number}`,
    share === null ? 'unknown' : share > 0 ? `${Math.round(share * 100)} %` : 'off',
  ],
  lamp: ({ lamp }, look) => [`Lamp ${LAMPS[lamp] ?? lamp}`, light(look)],
  fuse: ({ label, rated_a, protects }, { blown }) => [
    `Fuse ${label}, ${rated_a} A, ${protects}`,
    blown === null ? 'unknown' : blown ? 'out or blown' : 'in',
  ],
  main: (_item, look) => [`Main, ${look.device} ${look.rated_a} A`, position(look)],
  cover: (_item, { cover }) => ['Cover of the settings', cover ?? 'unknown'],
  dial: (_item, { label, value, unit, covered }) => [
    `Dial ${label}`,
    value === undefined ? 'unknown' : step(value, unit) + (covered ? ', behind the cover' : ''),
  ],
  powerlock: ({ side, conductor }, look) => [
    `Panel ${side} ${CONDUCTORS[conductor]}`,
    look.in === null ? 'unknown' : look.in ? 'connected' : 'not connected',
  ],
  inlet: (_item, look) => [
    'Input plug',
    look.in === null ? 'unknown' : look.in ? 'connected' : 'not connected',
  ],
  key_switch: (_item, { on }) => [
    'Key of the residual protection X1',
    on === null ? 'unknown' : on ? 'on' : 'off, not protected',
  ],
  module: ({ group }, { module, fitted }) => [
    `Output module ${group}`,
    module === null ? (fitted === false ? 'taken out' : 'unknown') : fitted === false ? 'taken out' : module,
  ],
  outlet: (item, { plugged }) => [
    `Outlet ${names(item)}`,
    plugged.includes(null)
      ? 'unknown'
      : plugged.some(Boolean)
        ? `${plugged.filter(Boolean).length} plugged`
        : 'nothing plugged',
  ],
  socket: (item, { plugged }) => [
    `Socket ${names(item)}, ${item.type}`,
    plugged[0] === null ? 'unknown' : plugged[0] ? 'plugged' : 'nothing plugged',
  ],
  reset: () => ['RESET of the electronics', ''],
};

/**
 * The name of an item and its state, both as a screen reader says them.
 * @param {Item} item
 * @param {Look} look
 * @returns {{name: string, state: string}}
 */
export function said(item, look) {
  const [name, state] = SAID[item.kind]?.(item, look) ?? ['', ''];
  return { name, state };
}
