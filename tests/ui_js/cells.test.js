import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { BUDGET_MS, Cells, mark, put, ROWS_PER_FRAME } = await import(
  '../../src/stagewatt/ui/lib/cells.js'
);

/** A screen whose frames are run by hand, whose elements are seen by hand and whose clock stands. */
function hand(clock = { ms: 0 }) {
  /** @type {((now: number) => void)[]} */
  const frames = [];
  /** @type {(el: any, seen: boolean) => void} */
  let changed = () => {};
  const cells = new Cells({
    frame: (run) => frames.push(run),
    now: () => clock.ms,
    watch: (listen) => {
      changed = listen;
      return { observe() {}, unobserve() {} };
    },
  });
  const paint = (now = 0) => frames.splice(0).forEach((run) => run(now));
  return { cells, paint, frames, see: (/** @type {any} */ el, seen = true) => changed(el, seen) };
}

test('a row is written only while it is on screen, and once it comes there', () => {
  const { cells, paint, see } = hand();
  let written = 0;
  const el = {};
  const { row } = cells.row(/** @type {any} */ (el), () => (written += 1) < 0);
  cells.touch(row);
  paint();
  assert.equal(written, 0);
  see(el);
  paint();
  assert.equal(written, 1);
  see(el, false);
  cells.touch(row);
  paint();
  assert.equal(written, 1);
});

test('at most 15 rows in a frame, all of them in the end, each once', () => {
  const { cells, paint, see, frames } = hand();
  const written = new Map();
  for (let k = 0; k < 72; k += 1) {
    const el = { k };
    cells.row(/** @type {any} */ (el), () => written.set(k, (written.get(k) ?? 0) + 1) && false);
    see(el);
  }
  const sizes = [];
  while (frames.length) {
    const before = written.size;
    paint();
    sizes.push(written.size - before);
  }
  assert.deepEqual(sizes, [ROWS_PER_FRAME, 15, 15, 15, 12]);
  assert.ok([...written.values()].every((times) => times === 1));
});

/**
 * The rows of a hundred that changed at once, frame by frame; each takes so long, and weighs so much.
 * @param {{ms?: number, weight?: number, seen?: number}} of
 */
function slices({ ms = 0, weight = 1, seen = 100 }) {
  const clock = { ms: 0 };
  const { cells, paint, see, frames } = hand(clock);
  /** @type {number[]} */
  let inFrame = [];
  for (let k = 0; k < 100; k += 1) {
    const el = { k };
    const write = () => {
      clock.ms += ms;
      inFrame.push(k);
      return false;
    };
    cells.row(/** @type {any} */ (el), write, weight);
    if (k < seen) see(el);
  }
  const found = [];
  while (frames.length) {
    inFrame = [];
    paint();
    found.push(inFrame);
  }
  return found;
}

test('rows with many texts weigh more: fewer of them in a frame', () => {
  const found = slices({ weight: 2, seen: 26 });
  assert.deepEqual(found.map((all) => all.length), [7, 7, 7, 5]);
  assert.deepEqual(found.flat(), Array.from({ length: 26 }, (_, k) => k), 'in the order they stand');
  assert.deepEqual(slices({ weight: 40, seen: 3 }).map((all) => all.length), [1, 1, 1], 'one at least');
});

test('a slow device writes for six milliseconds in a frame, and everything in the end', () => {
  const found = slices({ ms: 2 });
  assert.ok(found.every((all) => all.length <= BUDGET_MS / 2), String(found.map((all) => all.length)));
  assert.equal(new Set(found.flat()).size, 100);
  assert.equal(found.flat().length, 100);
  const slowest = slices({ ms: 100 });
  assert.ok(slowest.every((all) => all.length === 1), 'one at least: none waits for ever');
});

test('a row that left the screen while it waited costs no place', () => {
  const { cells, paint, see } = hand();
  /** @type {number[]} */
  const written = [];
  const els = Array.from({ length: 30 }, (_, k) => ({ k }));
  for (const el of els) {
    cells.row(/** @type {any} */ (el), () => written.push(el.k) < 0);
    see(el);
  }
  for (const el of els.slice(0, 15)) see(el, false);
  paint();
  assert.deepEqual(written, els.slice(15).map(({ k }) => k));
});

test('a row that still moves is written again; one that rests is not', () => {
  const { cells, paint, see, frames } = hand();
  let left = 3;
  const el = {};
  cells.row(/** @type {any} */ (el), () => (left -= 1) > 0);
  see(el);
  for (let k = 0; k < 10; k += 1) paint(k * 16);
  assert.deepEqual([left, frames.length], [0, 0]);
});

test('a row that throws does not stop the others, nor does it run again', () => {
  const { cells, paint, see } = hand();
  let [bad, good] = [0, 0];
  const els = [{}, {}];
  cells.row(/** @type {any} */ (els[0]), () => {
    bad += 1;
    throw new Error('on purpose');
  });
  cells.row(/** @type {any} */ (els[1]), () => (good += 1) < 0);
  els.forEach((el) => see(el));
  paint();
  els.forEach((el) => see(el));
  paint();
  assert.deepEqual([bad, good], [1, 2]);
});

test('an ended row is forgotten even when it waits', () => {
  const { cells, paint, see } = hand();
  let written = 0;
  const el = {};
  const { end } = cells.row(/** @type {any} */ (el), () => (written += 1) < 0);
  see(el);
  end();
  paint();
  assert.equal(written, 0);
});

test('text and attributes are touched only where they differ', () => {
  let writes = 0;
  const cell = /** @type {any} */ ({
    firstChild: { nodeValue: 'a' },
    set textContent(/** @type {string} */ text) {
      writes += 1;
      this.firstChild.nodeValue = text;
    },
    dataset: new Proxy(
      {},
      { set: (target, name, value) => (writes += 1) > 0 && Reflect.set(target, name, value) },
    ),
  });
  put(cell, 'a');
  assert.equal(writes, 0);
  put(cell, 'b');
  put(cell, 'b');
  mark(cell, 'quality', 'stale');
  mark(cell, 'quality', 'stale');
  assert.equal(writes, 2);
});

/** A cell with children as a browser has them; it tells how its text was written. */
function cell(/** @type {any[]} */ ...children) {
  /** @type {string[]} */
  const how = [];
  const own = {
    how,
    get firstChild() {
      return children[0] ?? null;
    },
    get lastChild() {
      return children.at(-1) ?? null;
    },
    set textContent(/** @type {string} */ text) {
      how.push(`anew ${text}`);
      children = text === '' ? [] : [{ nodeType: 3, nodeValue: text }];
    },
  };
  return /** @type {any} */ (own);
}

test('a text on the page says something else, it is not replaced by another', () => {
  const text = { nodeType: 3, nodeValue: '—' };
  const own = cell(text);
  put(own, '1.0');
  assert.deepEqual([own.firstChild, text.nodeValue, own.how.length], [text, '1.0', 0]);
  put(own, '');
  assert.equal(own.firstChild, null, 'nothing is no text: the styles ask for it');
  put(own, '');
  put(own, '2.0');
  assert.deepEqual(own.how, ['anew ', 'anew 2.0']);
  const mixed = cell({ nodeType: 1, nodeValue: null }, text);
  put(mixed, '3.0');
  assert.deepEqual(mixed.how, ['anew 3.0']);
});
