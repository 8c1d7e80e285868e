import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { biggest } = await import('../../src/stagewatt/ui/fleet/biggest.js');
const { busiest, counted, qualityOf, ROWS } = await import(
  '../../src/stagewatt/ui/fleet/sidebyside.js'
);
const { named, toggled } = await import('../../src/stagewatt/ui/fleet/marks.js');
const { compareAddress, parse } = await import('../../src/stagewatt/ui/lib/route.js');

const none = new Set();

test('an address names racks in their order, each once, four at most', () => {
  assert.deepEqual(named('b,a,b,,c'), { ids: ['b', 'a', 'c'], over: 0 });
  assert.deepEqual(named('a,b,c,d,e,f'), { ids: ['a', 'b', 'c', 'd'], over: 2 });
  assert.deepEqual(named(null), { ids: [], over: 0 });
  assert.equal(compareAddress(['a', 'b/c']), '#/compare/a,b%2Fc');
  assert.deepEqual(parse('#/compare/a,b%2Fc'), { page: 'compare', id: 'a,b/c', way: null });
  assert.deepEqual(parse('#/compare/a,b/x'), { page: 'compare', id: 'a,b', way: null });
  assert.equal(parse('#/compare/').page, 'home');
});

test('a mark comes and goes, and the fifth is refused', () => {
  let marks = { on: false, ids: /** @type {readonly string[]} */ ([]), refused: null };
  for (const id of ['a', 'b', 'c', 'd']) marks = toggled(marks, id);
  assert.deepEqual(marks, { on: true, ids: ['a', 'b', 'c', 'd'], refused: null });
  marks = toggled(marks, 'e');
  assert.deepEqual([marks.ids.length, marks.refused], [4, 'e']);
  marks = toggled(marks, 'b');
  assert.deepEqual(marks, { on: true, ids: ['a', 'c', 'd'], refused: null });
});

test('the biggest is bold: all that are by a margin, none where all are alike', () => {
  assert.deepEqual(biggest(none, [10, 12, 11.9], 0.5), new Set([1, 2]));
  assert.deepEqual(biggest(none, [10, 10.4], 0.5), none);
  assert.deepEqual(biggest(none, [10, null], 0.5), none, 'nothing to hold it against');
  assert.deepEqual(biggest(none, [null, null], 0.5), none);
  assert.deepEqual(biggest(none, [-5, -9], 0.5), new Set([0]));
});

test('who is biggest stays so until it is clearly not', () => {
  const before = biggest(none, [10, 10.6], 0.5);
  assert.deepEqual(before, new Set([1]));
  assert.deepEqual(biggest(before, [10.2, 10.5], 0.5), new Set([1]));
  assert.deepEqual(biggest(before, [10.3, 10.5], 0.5), none);
  assert.deepEqual(biggest(before, [10.9, 10.5], 0.5), none, 'both, and so none');
  assert.deepEqual(biggest(before, [11.2, 10.5], 0.5), new Set([0]));
});

test('alarms are counted by their severity', () => {
  const alarm = (/** @type {string} */ severity, rule = 'x') => /** @type {any} */ ({ severity, rule });
  assert.equal(counted([]), 'none');
  const all = [alarm('warning'), alarm('critical'), alarm('critical', 'not_answering'), alarm('advisory')];
  assert.equal(counted(all), '2 critical, 1 warning, 1 advisory');
});

/**
 * @param {Record<string, number | string | null>} head
 * @param {Record<string, number | string | null>[]} rows
 */
function frame(head, rows = []) {
  return /** @type {any} */ ({
    rows: rows.length,
    num: (/** @type {string} */ name) => head[name] ?? null,
    word: (/** @type {string} */ name) => head[name] ?? null,
    rowNum: (/** @type {string} */ name, /** @type {number} */ row) => rows[row]?.[name] ?? null,
    rowWord: (/** @type {string} */ name, /** @type {number} */ row) => rows[row]?.[name] ?? null,
  });
}

test('the busiest way is the one nearest to its rating; what is not measured is none', () => {
  const doc = /** @type {any} */ ({ ways: [{ rated_a: 16 }, { rated_a: 32 }, { rated_a: 16 }] });
  const rows = [
    { i_a: 8, quality: 'good' },
    { i_a: 15, quality: 'good' },
    { i_a: 16, quality: 'missing' },
  ];
  assert.equal(busiest(frame({}, rows), doc), 0);
  assert.equal(busiest(frame({}, rows.slice(1)), doc), -1, 'of other ways');
  assert.equal(busiest(frame({}, rows.map(() => ({ i_a: null }))), doc), -1);
});

test('a rack without answer, or whose frames stay away, has nothing better than stale', () => {
  const row = /** @type {any} */ (ROWS.find(({ id }) => id === 'i0'));
  const seen = (/** @type {number} */ online, sinceS = 0, quality = 'good') =>
    /** @type {any} */ ({ frame: frame({ online, quality_mains: quality }), sinceS });
  assert.equal(qualityOf(row, seen(1)), 'good');
  assert.equal(qualityOf(row, seen(0)), 'stale');
  assert.equal(qualityOf(row, seen(1, 9)), 'stale');
  assert.equal(qualityOf(row, seen(1, 9, 'missing')), 'missing');
  assert.equal(row.cell({ ...seen(1), doc: null }).text, '—', 'never 0');
});
