// How live values move: bars rise at once and fall slowly, peaks stand, digits stay readable.

export const FALL_A_PER_S = 16 / 1.5;
export const PEAK_HOLD_MS = 3000;
export const DIGITS_EVERY_MS = 250;
export const SETTLE_MS = 1000;
export const STEP_A = 0.5;

/**
 * @typedef {{bar: number | null, peak: number | null, peakAt: number, at: number}} Gauge
 * @returns {Gauge}
 */
export function gauge() {
  return { bar: null, peak: null, peakAt: 0, at: 0 };
}

/**
 * Move a bar and its peak tick to a new value, in place. A value that is gone leaves nothing behind.
 * @param {Gauge} g
 * @param {number | null} value
 * @param {number} nowMs
 * @param {number} fallPerS in the value's unit; 16 A in 1.5 s for a way
 */
export function move(g, value, nowMs, fallPerS = FALL_A_PER_S) {
  if (value === null) {
    g.bar = g.peak = null;
  } else {
    const fallen = g.bar === null ? value : g.bar - (fallPerS * (nowMs - g.at)) / 1000;
    g.bar = Math.max(value, fallen);
    if (g.peak === null || value >= g.peak || nowMs - g.peakAt > PEAK_HOLD_MS) {
      g.peak = value;
      g.peakAt = nowMs;
    }
  }
  g.at = nowMs;
}

/**
 * Whether the bar still has to come down although its value stands.
 * @param {Gauge} g
 * @param {number | null} value
 */
export function falling(g, value) {
  return value !== null && ((g.bar ?? value) > value || (g.peak ?? value) > value);
}

/**
 * @typedef {{value: number | null, state: number, at: number}} Digits
 * @returns {Digits}
 */
export function digits() {
  return { value: null, state: -1, at: Number.NEGATIVE_INFINITY };
}

/**
 * Whether digits should be written now (and note that they are): at once for a change of state or
 * a step, else at most four times a second and only past one count, so that they can be read.
 * @param {Digits} d
 * @param {number | null} value
 * @param {number} state anything that must show at once: quality, load, warning
 * @param {number} nowMs
 * @param {number} count the last digit's worth
 * @param {number} step what must show at once
 */
export function due(d, value, state, nowMs, count = 0.1, step = STEP_A) {
  const same = value === d.value;
  if (same && state === d.state) return false;
  if (state === d.state && value !== null && d.value !== null) {
    const off = Math.abs(value - d.value);
    if (off <= step) {
      if (nowMs - d.at < DIGITS_EVERY_MS) return false;
      if (off < count && nowMs - d.at < SETTLE_MS) return false;
    }
  }
  d.value = value;
  d.state = state;
  d.at = nowMs;
  return true;
}
