import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ABNORMAL,
  ALL,
  arranged,
  chips,
  filtered,
  first,
  groupFilter,
  places,
} from '../../src/stagewatt/ui/fleet/arrange.js';
import { nobody, STAND_MS, worstOf } from '../../src/stagewatt/ui/fleet/worst.js';
import { gently } from '../../src/stagewatt/ui/lib/gently.js';

/** @param {string} id */
function rack(id, name = id, group = /** @type {string | null} */ (null)) {
  return { id, name, printed_name: `p-${id}`, group };
}

const ids = (/** @type {readonly {racks: {id: string}[]}[]} */ groups) =>
  groups.map(({ racks }) => racks.map(({ id }) => id).join(''));

test('places: once given they are kept, new ones come behind', () => {
  const racks = [rack('c', 'PDU 10'), rack('a', 'PDU 2'), rack('b', 'pdu 1')];
  const order = places([], racks);
  assert.deepEqual(order, ['b', 'a', 'c'], 'by number, not by letter');
  assert.deepEqual(places(order, [rack('b', 'Z'), rack('a'), rack('c')]), order, 'a name moves nothing');
  assert.deepEqual(places(order, [...racks, rack('0', 'A')]), ['b', 'a', 'c', '0']);
  assert.deepEqual(places(order, []), order, 'one that is gone finds its place again');
});

test('a thousand alarms move nothing: the order knows of no alarm', () => {
  const racks = Array.from({ length: 100 }, (_, k) => rack(`r${k}`));
  const order = places([], racks);
  for (let k = 0; k < 1000; k += 1) {
    const shuffled = [...racks].sort(() => Math.random() - 0.5);
    assert.deepEqual(places(order, shuffled), order);
  }
});

test('groups by name, none last; inside by place', () => {
  const racks = [rack('a', 'a', 'Stage 10'), rack('b'), rack('c', 'c', 'Stage 2'), rack('d', 'd', 'Stage 10')];
  const groups = arranged(racks, ['d', 'c', 'b', 'a']);
  assert.deepEqual(groups.map(({ name }) => name), ['Stage 2', 'Stage 10', null]);
  assert.deepEqual(ids(groups), ['c', 'da', 'b']);
  assert.deepEqual(ids(arranged(racks, ['d'])), ['c', 'da', 'b'], 'unknown ones behind');
});

test('chips and what they leave', () => {
  const groups = arranged([rack('a', 'a', 'L'), rack('b', 'b', 'R'), rack('c')], ['a', 'b', 'c']);
  const shown = chips(groups, 2);
  assert.deepEqual(shown.map(({ title, count }) => `${title} ${count}`), [
    'All 3', 'Abnormal 2', 'L 1', 'R 1', 'No group 1',
  ]);
  assert.equal(chips(arranged([rack('a')], []), 0).length, 2, 'no chip for the only group');
  const none = new Set();
  assert.deepEqual(ids(filtered(groups, ALL, none)), ['a', 'b', 'c']);
  assert.deepEqual(ids(filtered(groups, groupFilter('R'), none)), ['b']);
  assert.deepEqual(ids(filtered(groups, groupFilter(null), none)), ['c']);
  assert.deepEqual(ids(filtered(groups, groupFilter('gone'), none)), ['a', 'b', 'c']);
  assert.deepEqual(ids(filtered(groups, ABNORMAL, new Set(['b', 'x']))), ['b']);
  assert.deepEqual(filtered(groups, ABNORMAL, none), []);
});

test('a phone begins with what is abnormal, else with what was last looked at', () => {
  assert.equal(first(ALL, 3), ABNORMAL);
  assert.equal(first(groupFilter('L'), 0), groupFilter('L'));
  assert.equal(first(ABNORMAL, 0), ALL);
});

const calm = (/** @type {[string, number][]} */ ...all) =>
  all.map(([id, usedPct]) => ({ rack: id, rank: 0, usedPct }));

test('worst five: the nearest to their limits, and they stand still while digits flicker', () => {
  const all = calm(['a', 50], ['b', 60], ['c', 70], ['d', 80], ['e', 90], ['f', 89], ['g', 10]);
  let worst = worstOf(nobody(), all, 0);
  assert.deepEqual(worst.places, ['e', 'f', 'd', 'c', 'b']);
  for (let t = 1; t < 100; t += 1) {
    const jitter = all.map((one) => ({ ...one, usedPct: one.usedPct + (Math.random() - 0.5) * 4 }));
    worst = worstOf(worst, jitter, t * 1000);
    assert.deepEqual(worst.places, ['e', 'f', 'd', 'c', 'b']);
  }
});

test('worst five: one takes a place by a margin, and only after a while', () => {
  const before = worstOf(nobody(), calm(['a', 50], ['b', 60], ['c', 70], ['d', 80], ['e', 90]), 0);
  const near = calm(['a', 50], ['b', 60], ['c', 70], ['d', 80], ['e', 90], ['x', 54]);
  assert.equal(worstOf(before, near, STAND_MS).places.includes('x'), false);
  const far = calm(['a', 50], ['b', 60], ['c', 70], ['d', 80], ['e', 90], ['x', 75]);
  assert.equal(worstOf(before, far, STAND_MS - 1).places.includes('x'), false);
  assert.deepEqual(worstOf(before, far, STAND_MS).places, ['e', 'd', 'c', 'b', 'x']);
});

test('worst five: what is louder comes in at once and stands in front', () => {
  const quiet = calm(['a', 50], ['b', 60], ['c', 70], ['d', 80], ['e', 90]);
  const before = worstOf(nobody(), quiet, 0);
  const worst = worstOf(before, [...quiet, { rack: 'x', rank: 4, usedPct: 1 }], 1);
  assert.deepEqual(worst.places, ['x', 'e', 'd', 'c', 'b']);
  const gone = worstOf(worst, quiet.filter((one) => one.rack !== 'c'), 2);
  assert.deepEqual(gone.places, ['e', 'd', 'b', 'a'], 'a free place is taken at once');
});

test('gently: the first at once, those that come meanwhile as one, none is left undone', async () => {
  let runs = 0;
  /** @type {(() => void)[]} */
  const waiting = [];
  const ask = gently(
    async () => {
      runs += 1;
    },
    100,
    (run) => waiting.push(run),
  );
  const rest = async () => {
    await null;
    await null;
    waiting.shift()?.();
  };
  for (let k = 0; k < 100; k += 1) ask();
  assert.equal(runs, 1);
  await rest();
  assert.equal(runs, 2);
  await rest();
  assert.equal(runs, 2, 'rests when nothing more was asked');
  ask();
  assert.equal(runs, 3);
});
