// The theme of this device: dark, daylight, or as the device itself says.

import { signal } from './html.js';

const KEY = 'stagewatt.theme';
export const THEMES = /** @type {const} */ (['dark', 'daylight', 'auto']);
/** @typedef {(typeof THEMES)[number]} Theme */

/** @returns {Theme} */
function remembered() {
  const kept = read(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'dark';
}

/**
 * What this device keeps; null where it keeps nothing (a private window may refuse).
 * @param {string} key
 */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * Keep something on this device, where it lets us.
 * @param {string} key
 * @param {string} value
 */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice holds until the page is closed.
  }
}

export const theme = signal(remembered());

const light = matchMedia('(prefers-color-scheme: light)');

/** Put the theme on the page. */
export function show() {
  const chosen = theme.value;
  const daylight = chosen === 'daylight' || (chosen === 'auto' && light.matches);
  document.documentElement.dataset.theme = daylight ? 'daylight' : 'dark';
}

/** @param {Theme} next */
export function choose(next) {
  theme.value = next;
  keep(KEY, next);
  show();
}

/** The next of the three. */
export function turn() {
  choose(THEMES[(THEMES.indexOf(theme.peek()) + 1) % THEMES.length] ?? 'dark');
}

light.addEventListener('change', show);
