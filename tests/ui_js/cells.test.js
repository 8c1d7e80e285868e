import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { Cells, mark, put, ROWS_PER_FRAME } = await import('../../src/stagewatt/ui/lib/cells.js');

/** A screen whose frames are run by hand and whose elements are seen by hand. */
function hand() {
  /** @type {((now: number) => void)[]} */
  const frames = [];
  /** @type {(el: any, seen: boolean) => void} */
  let changed = () => {};
  const cells = new Cells({
    frame: (run) => frames.push(run),
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
