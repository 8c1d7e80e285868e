// One clock for every flashing lamp: slow 1 Hz, rapid drawn at 2.5 Hz, never above 3 a second.

/** Half periods in milliseconds. The rack's own rapid rate is faster than eyes should be shown. */
export const SLOW_MS = 500;
export const FAST_MS = 200;
const EDGE_MS = 100;

/**
 * Which lamps are lit at a moment.
 * @param {number} nowMs
 */
export function lit(nowMs) {
  return {
    slow: Math.floor(nowMs / SLOW_MS) % 2 === 0,
    fast: Math.floor(nowMs / FAST_MS) % 2 === 0,
  };
}

/**
 * How long to the next moment at which something may change.
 * @param {number} nowMs
 */
export function untilEdge(nowMs) {
  return EDGE_MS - (nowMs % EDGE_MS);
}

/**
 * Let the clock mark an element: `data-slow` and `data-fast` are on or off, and stay on where the
 * device asks for no motion (`data-still`). Returns the end of it.
 * @param {HTMLElement} el
 */
export function run(el) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let timer = 0;
  const show = () => {
    const now = performance.now();
    const { slow, fast } = still.matches ? { slow: true, fast: true } : lit(now);
    put(el, 'still', still.matches);
    put(el, 'slow', slow);
    put(el, 'fast', fast);
    timer = window.setTimeout(show, untilEdge(now));
  };
  show();
  return () => clearTimeout(timer);
}

/**
 * @param {HTMLElement} el
 * @param {string} name
 * @param {boolean} value
 */
function put(el, name, value) {
  const text = value ? 'on' : 'off';
  if (el.dataset[name] !== text) el.dataset[name] = text;
}
