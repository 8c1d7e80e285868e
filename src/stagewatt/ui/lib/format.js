// Numbers as people read them: one place for digits, units, dashes and minus signs.

export const MISSING = '—';
const MINUS = '\u2212';
const KEPT = 'stagewatt.decimal';
let mark = known() ?? asked();

/** @returns {string | null} the sign as this device keeps it: to ask for it takes a slow one 50 ms */
function known() {
  try {
    const [language, sign] = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return language === navigator.language && typeof sign === 'string' && sign ? sign : null;
  } catch {
    return null;
  }
}

/** The browser's own decimal mark, kept as long as its language stays. */
function asked() {
  const sign = new Intl.NumberFormat().format(1.5).charAt(1);
  try {
    localStorage.setItem(KEPT, JSON.stringify([navigator.language, sign]));
  } catch {
    // It is asked for again the next time.
  }
  return sign;
}

/**
 * Use another decimal mark than this browser's own.
 * @param {string} sign
 */
export function useDecimalMark(sign) {
  mark = sign;
}

/**
 * A number with a fixed count of digits; an em dash where there is none, never 0.
 * @param {number | null | undefined} value
 * @param {number} digits
 */
export function fixed(value, digits) {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const text = Math.abs(value).toFixed(digits);
  const sign = value < 0 && Number(text) !== 0 ? MINUS : '';
  return sign + (mark === '.' ? text : text.replace('.', mark));
}

/**
 * Amps: 0.0 to 99.9, then whole.
 * @param {number | null | undefined} value
 */
export function amps(value) {
  return fixed(value, value !== null && value !== undefined && Math.abs(value) < 99.95 ? 1 : 0);
}

/**
 * Power with the unit that keeps three figures: 850 W, 1.31 kW, 41.2 kW.
 * @param {number | null | undefined} value in W, VA or var
 * @param {string} unit
 * @returns {[string, string]}
 */
export function power(value, unit = 'W') {
  if (value === null || value === undefined || !Number.isFinite(value)) return [MISSING, ''];
  const size = Math.abs(value);
  if (size < 999.5) return [fixed(value, 0), unit];
  const kilo = size / 1000;
  return [fixed(value / 1000, kilo < 9.995 ? 2 : kilo < 99.95 ? 1 : 0), `k${unit}`];
}

/**
 * An estimated power: a tilde and two figures, as more would claim too much.
 * @param {number | null | undefined} value in W
 */
export function about(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  if (size < 995) return `~${fixed(size < 95 ? value : Math.round(value / 10) * 10, 0)}\u00a0W`;
  return `~${fixed(value / 1000, size < 9950 ? 1 : 0)}\u00a0kW`;
}

/**
 * Thousands of a unit with two digits, for a column that never mixes units.
 * @param {number | null | undefined} value
 */
export function kilo(value) {
  return fixed(value === null || value === undefined ? value : value / 1000, 2);
}

/**
 * Energy in kWh with one digit.
 * @param {number | null | undefined} wattHours
 */
export function kilowattHours(wattHours) {
  return fixed(wattHours === null || wattHours === undefined ? wattHours : wattHours / 1000, 1);
}

/**
 * Power factor with its side: positive lags (ind), negative leads (cap).
 * @param {number | null | undefined} value
 * @returns {[string, string]}
 */
export function powerFactor(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return [MISSING, ''];
  const text = fixed(Math.abs(value), 2);
  return [text, Math.abs(value) >= 0.995 ? '' : value < 0 ? 'cap' : 'ind'];
}

/**
 * An age as short as it is useful: 0.1 s, 7 s, 2 min, 3 h, 2 d; "never" where nothing ever came.
 * @param {number | null | undefined} seconds
 */
export function age(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return 'never';
  if (seconds < 0.95) return `${fixed(Math.max(0, seconds), 1)}\u00a0s`;
  if (seconds < 59.5) return `${Math.round(seconds)}\u00a0s`;
  if (seconds < 3570) return `${Math.round(seconds / 60)}\u00a0min`;
  if (seconds < 84600) return `${Math.round(seconds / 3600)}\u00a0h`;
  return `${Math.round(seconds / 86400)}\u00a0d`;
}

/**
 * A duration as a stopwatch shows it: 00:07, 12:34, 1:02:03.
 * @param {number} seconds
 */
export function stopwatch(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/**
 * Wall time of this device as a label: 21:43:07.
 * @param {Date} when
 */
export function clock(when) {
  return [when.getHours(), when.getMinutes(), when.getSeconds()]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
}

/**
 * What a person typed as amps: null for an empty field, NaN for what is no number.
 * @param {string} text
 */
export function parseAmps(text) {
  const plain = text.trim().replace(/\s*A$/i, '').replace(',', '.');
  if (plain === '') return null;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}
