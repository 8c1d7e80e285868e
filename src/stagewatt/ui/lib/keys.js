// The keyboard: arrows move between what is shown, single keys act; they can be switched off.

import { chips } from '../fleet/arrange.js';
import * as fleet from '../fleet/now.js';
import { neighbour } from '../fleet/walk.js';
import { forget, isTyped, typed } from './ahead.js';
import { signal } from './html.js';
import { pages } from './pages.js';
import { asked, finding, rackAddress, route } from './route.js';
import * as store from './store.js';
import { keep, read, turn } from './theme.js';

const KEY = 'stagewatt.keys';

/** Whether single keys act (WCAG 2.1.4 asks for a way to switch them off). */
export const keysOn = signal(read(KEY) !== 'off');

/** @param {boolean} on */
export function switchKeys(on) {
  keysOn.value = on;
  keep(KEY, on ? 'on' : 'off');
}

/** What each key does, as the help shows it. */
export const HELP = /** @type {const} */ ([
  ['/', 'search racks, ways, names'],
  ['g f', 'go to the fleet'],
  ['g r', 'go to the rack'],
  ['g a', 'go to the alarms'],
  ['g n', 'go to the nodes'],
  ['Arrows', 'move between racks or ways'],
  ['j k', 'next, previous'],
  ['Enter', 'open'],
  ['Esc', 'close, up one level'],
  ['[ ]', 'previous, next rack'],
  ['1–9', 'group'],
  ['w', 'wall, and back'],
  ['m', 'mark a rack to compare'],
  ['Shift+M', 'compare the marked racks'],
  ['e', 'name (pen)'],
  ['l', 'limits (eye)'],
  ['a', 'acknowledge the alarm'],
  ['Shift+A', 'acknowledge all alarms'],
  ['t', 'theme'],
  ['?', 'these keys'],
]);

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {'left' | 'right' | 'up' | 'down'} Way
 */

/**
 * Which of some points lies nearest in a direction; -1 for none. Straight on counts more than aside.
 * @param {readonly Point[]} points
 * @param {number} from
 * @param {Way} to
 */
export function nearest(points, from, to) {
  const start = points[from];
  if (!start) return points.length ? 0 : -1;
  const across = to === 'left' || to === 'right';
  const sign = to === 'left' || to === 'up' ? -1 : 1;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  points.forEach((point, k) => {
    const [dx, dy] = [point.x - start.x, point.y - start.y];
    const ahead = sign * (across ? dx : dy);
    const cost = ahead + 3 * Math.abs(across ? dy : dx);
    if (ahead > 1 && cost < least) {
      least = cost;
      best = k;
    }
  });
  return best;
}

function targets() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-nav]')]);
}

/** @param {Way} to */
function move(to) {
  const all = targets();
  const points = all.map((el) => {
    const box = el.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  });
  const from = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  all[nearest(points, from, to)]?.focus();
}

/** @param {number} by */
function stepTo(by) {
  const all = targets();
  const from = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  all[from < 0 ? 0 : Math.max(0, Math.min(all.length - 1, from + by))]?.focus();
}

/** @param {number} by */
function otherRack(by) {
  const open = store.rack.peek()?.id ?? document.activeElement?.getAttribute('data-rack') ?? null;
  const next = neighbour(fleet.inOrder(), open, by);
  if (next) location.hash = rackAddress(next.id);
}

/** @param {'name' | 'limits'} kind */
function edit(kind) {
  const at = document.activeElement?.closest('.way') ?? null;
  const way = at?.querySelector('[data-way]')?.getAttribute('data-way');
  if (at && way) asked.value = { kind, way, anchor: at };
  else if (kind === 'name' && store.rack.peek()) {
    const pen = document.querySelector('.rack-pen');
    if (pen) asked.value = { kind: 'rack-name', anchor: pen };
  }
}

/**
 * On a rack's page the first way of a group, in the fleet the group itself.
 * @param {number} number
 */
function group(number) {
  const at = document.querySelectorAll('.group')[number - 1];
  const first = /** @type {HTMLElement | null | undefined} */ (at?.querySelector('[data-nav]'));
  if (first) first.focus();
  const chip = chips(fleet.groups(), 0)[number - 1];
  if (chip && document.querySelector('.fleet')) fleet.choose(chip.filter);
}

function wall() {
  const { page } = route.peek();
  const there = page === 'racks' && fleet.view.peek() === 'wall';
  fleet.show(there ? 'board' : 'wall');
  if (page !== 'racks') location.hash = '#/racks';
}

/** One level up: from a way to its rack, from a rack or a page to the fleet. */
function up() {
  const { page, id, way } = route.peek();
  if (way !== null && id !== null) location.hash = rackAddress(id);
  else if (page !== 'home' && page !== 'racks') location.hash = '#/racks';
}

/** So long `g` waits for the second letter. */
const GO_MS = 1500;
let goUntil = 0;

/** Whether the next letter says where to go, and nothing else. */
export function going() {
  return performance.now() < goUntil;
}

/**
 * Where a letter behind `g` leads: fleet, rack, else the page that begins with it; null for nowhere.
 * @param {string} letter
 */
export function leadsTo(letter) {
  const rack = fleet.inOrder()[0]?.id;
  if (letter === 'f') return '#/racks';
  if (letter === 'r' && rack !== undefined) return opened(rack);
  const found = (pages.peek() ?? []).find(({ name }) => name.startsWith(letter));
  return found ? `#/${found.name}` : null;
}

/** @param {string} letter */
function go(letter) {
  goUntil = 0;
  const to = leadsTo(letter);
  if (to !== null) location.hash = to;
}

/** @param {string} first the rack to open where none was */
function opened(first) {
  const link = document.querySelector('.nav a[href^="#/rack/"]');
  return link?.getAttribute('href') ?? rackAddress(first);
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  ArrowLeft: () => move('left'),
  ArrowRight: () => move('right'),
  ArrowUp: () => move('up'),
  ArrowDown: () => move('down'),
  Escape: up,
  j: () => stepTo(1),
  k: () => stepTo(-1),
  '[': () => otherRack(-1),
  ']': () => otherRack(1),
  e: () => edit('name'),
  l: () => edit('limits'),
  t: turn,
  w: wall,
  '/': () => {
    forget();
    finding.value = true;
  },
  g: () => {
    goUntil = performance.now() + GO_MS;
  },
  '?': () => {
    asked.value = { kind: 'help', anchor: document.body };
  },
};

/**
 * What a key does; undefined for nothing.
 * @param {string} key
 */
export function actOf(key) {
  if (going() && /^[a-z]$/.test(key)) return () => go(key);
  return /^[1-9]$/.test(key) ? () => group(Number(key)) : ACTIONS[key];
}

/**
 * Whether a key is meant as it stands: with AltGr it is a sign like any other.
 * @param {KeyboardEvent} event
 */
function isPlain(event) {
  return !(event.ctrlKey || event.metaKey || event.altKey) || event.getModifierState('AltGraph');
}

/**
 * A key while the search is open and its field has not got it: it is on its way, or was clicked away.
 * @param {KeyboardEvent} event
 */
function meantForSearch(event) {
  if (event.key === 'Escape') finding.value = false;
  else if (isTyped(event.key)) typed(event.key);
  else return;
  event.preventDefault();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!isPlain(event) || asked.peek()) return;
  if (finding.peek()) {
    meantForSearch(event);
    return;
  }
  const at = /** @type {HTMLElement} */ (event.target);
  if (at.matches?.('input, textarea, select')) return;
  const { key } = event;
  if (key.length === 1 && !keysOn.peek()) return;
  const act = actOf(key);
  if (!act) return;
  if (key.startsWith('Arrow') && !targets().length) return;
  event.preventDefault();
  act();
}

/** Listen to the keyboard. */
export function listen() {
  addEventListener('keydown', pressed);
}
