import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { actOf, going, HELP, leadsTo, nearest } = await import(
  '../../src/stagewatt/ui/lib/keys.js'
);
const { wanted } = await import('../../src/stagewatt/ui/pages/alarms.js');
const { pages } = await import('../../src/stagewatt/ui/lib/pages.js');
const store = await import('../../src/stagewatt/ui/lib/store.js');
const { forget, isTyped, listen, typed, written } = await import(
  '../../src/stagewatt/ui/lib/ahead.js'
);
const { beside } = await import('../../src/stagewatt/ui/lib/sheet.js');
const { parse, rackAddress } = await import('../../src/stagewatt/ui/lib/route.js');
const { meant } = await import('../../src/stagewatt/ui/fleet/marks.js');
const { neighbour } = await import('../../src/stagewatt/ui/fleet/walk.js');
const { refusal } = await import('../../src/stagewatt/ui/lib/api.js');

const grid = Array.from({ length: 12 }, (_, k) => ({ x: (k % 4) * 80, y: Math.floor(k / 4) * 90 }));

test('arrows move in a grid of tiles, and stop at its edge', () => {
  assert.equal(nearest(grid, 5, 'right'), 6);
  assert.equal(nearest(grid, 5, 'left'), 4);
  assert.equal(nearest(grid, 5, 'down'), 9);
  assert.equal(nearest(grid, 5, 'up'), 1);
  assert.equal(nearest(grid, 0, 'up'), -1);
  assert.equal(nearest(grid, -1, 'down'), 0, 'from nowhere to the first');
  assert.equal(nearest([], -1, 'down'), -1);
});

test('straight ahead counts more than aside', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 60, y: 60 },
    { x: 200, y: 0 },
  ];
  assert.equal(nearest(points, 0, 'right'), 2);
});

test('a dialog stands beside its tile and inside the window, never over the tile if there is room', () => {
  const [box, space] = [
    { width: 340, height: 300 },
    { width: 1280, height: 900 },
  ];
  const tile = (/** @type {number} */ left, /** @type {number} */ top) => ({
    left,
    top,
    right: left + 80,
    bottom: top + 90,
  });
  assert.deepEqual(beside(tile(200, 400), box, space), { left: 288, top: 400 });
  assert.deepEqual(beside(tile(1190, 400), box, space), { left: 842, top: 400 });
  assert.deepEqual(beside(tile(200, 800), box, space), { left: 288, top: 592 });
  const narrow = { width: 400, height: 900 };
  assert.equal(beside(tile(160, 100), box, narrow).top, 198, 'below');
  assert.equal(beside(tile(160, 700), box, narrow).top, 392, 'above');
});

test('addresses', () => {
  assert.deepEqual(parse('#/rack/4711ab'), { page: 'rack', id: '4711ab', way: null });
  assert.deepEqual(parse('#/rack/4711ab/A5'), { page: 'rack', id: '4711ab', way: 'A5' });
  assert.deepEqual(parse('#/alarms'), { page: 'alarms', id: null, way: null });
  assert.deepEqual(parse('#/racks'), { page: 'racks', id: null, way: null });
  assert.deepEqual(parse('#/a-page'), { page: 'a-page', id: null, way: null });
  for (const home of ['', '#', '#/', '#/rack/']) assert.equal(parse(home).page, 'home');
  assert.deepEqual(parse(rackAddress('a b/c')), { page: 'rack', id: 'a b/c', way: null });
  assert.deepEqual(parse(rackAddress('a', 'X/1')), { page: 'rack', id: 'a', way: 'X/1' });
  assert.equal(parse('#/rack/%E0%A4%A').id, '%E0%A4%A', 'what nobody could have written breaks nothing');
});

test('neighbours in the order of the fleet, round at its ends', () => {
  const racks = ['a', 'b', 'c'].map((id) => ({ id, name: null, printed_name: id }));
  assert.equal(neighbour(racks, 'a', 1)?.id, 'b');
  assert.equal(neighbour(racks, 'a', -1)?.id, 'c');
  assert.equal(neighbour(racks, null, 1)?.id, 'a');
  assert.equal(neighbour(racks, null, -1)?.id, 'c');
  assert.equal(neighbour([], 'a', 1), undefined);
});

test('a refusal carries what the server said and where', () => {
  const said = refusal(
    { error: { code: 'invalid', message: 'min above max', where: 'min_a' } },
    422,
  );
  assert.deepEqual(
    [said.message, said.code, said.where, said.status],
    ['min above max', 'invalid', 'min_a', 422],
  );
  assert.match(refusal({}, 500).message, /500/);
});

/** What a line of the help stands for, key by key. @param {string} shown */
function keysOf(shown) {
  if (shown === 'Arrows') return ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
  if (shown === 'Esc') return ['Escape'];
  if (shown === '1–9') return [...'123456789'];
  return shown.startsWith('g ') ? [shown] : shown.split(' ');
}

test('the help lists every key that works, and no other', () => {
  const page = (/** @type {string} */ file) => /** @type {any} */ ({ name: file.slice(0, -3) });
  pages.value = readdirSync('src/stagewatt/ui/pages').map(page);
  store.racks.value = /** @type {any} */ ([{ id: 'r1', name: null, printed_name: 'r1' }]);
  const signs = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k));
  const named = ['Arrow', 'Page'].flatMap((k) => ['Up', 'Down', 'Left', 'Right'].map((w) => k + w));
  const all = [...signs, ...named, 'Escape', 'Home', 'End', 'Delete', 'Backspace', 'Tab', 'F1'];
  const alarms = /** @type {any} */ ([{ id: 'a1', ack: null }]);
  const acted = all.filter((key) => actOf(key) && key !== 'g');
  const gone = signs.filter((key) => /[a-z]/.test(key) && leadsTo(key)).map((key) => `g ${key}`);
  const acks = all.flatMap((key) => {
    if (!wanted(alarms, { key, shiftKey: /[A-Z]/.test(key) }, 'a1').length) return [];
    return [/[A-Z]/.test(key) ? `Shift+${key}` : key];
  });
  const compares = all.filter(meant).map((key) => (/[A-Z]/.test(key) ? `Shift+${key}` : key));
  const listed = HELP.flatMap(([shown]) => keysOf(shown)).filter((key) => key !== 'Enter');
  assert.deepEqual(listed.sort(), [...acted, ...gone, ...acks, ...compares].sort());
  pages.value = null;
});

test('after g the next letter only says where to go', () => {
  assert.equal(going(), false);
  actOf('g')?.();
  assert.equal(going(), true);
  actOf('f')?.();
  assert.equal(location.hash, '#/racks');
  assert.equal(going(), false);
});

test('what is typed before the field of the search is there waits for it, in its order', () => {
  const heard = /** @type {string[]} */ ([]);
  typed('x');
  forget();
  for (const key of ['a', '5', 'Backspace', 'ArrowDown', 'Enter']) typed(key);
  const end = listen((key) => heard.push(key));
  typed('b');
  assert.deepEqual(heard, ['a', '5', 'Backspace', 'ArrowDown', 'Enter', 'b']);
  end();
  typed('c');
  assert.equal(heard.length, 6);
  forget();
});

test('a key writes at the end of the question, or takes its last sign away', () => {
  assert.equal(written('a', '5'), 'a5');
  assert.equal(written('a', 'ß'), 'aß');
  assert.equal(written('a😀', 'Backspace'), 'a');
  assert.equal(written('', 'Backspace'), '');
  assert.equal(written('a', 'Enter'), null);
  assert.deepEqual(['q', ' ', 'Enter', 'ArrowUp', 'Tab', 'Shift', 'F5'].filter(isTyped), ['q', ' ', 'Enter', 'ArrowUp']);
});
