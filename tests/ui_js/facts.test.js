import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { settled } = await import('../../src/stagewatt/ui/lib/facts.js');

const row = (/** @type {string} */ id, /** @type {Record<string, any>} */ differs = {}) =>
  /** @type {any} */ ({
    id, name: null, printed_name: `p-${id}`, model: 'm', node: 'n', group: null, via: null,
    also_read_by: [], online: true, warning: false, age_s: 0.1, ...differs,
  });

test('a list of racks in which only live figures differ is the list of before', () => {
  const before = [row('a'), row('b')];
  assert.equal(settled(before, [row('a', { age_s: 0.4 }), row('b', { i_a: { l1: 3 } })]), before);
  assert.deepEqual(settled(null, before), before);
});

test('what differs is a new row, the others are those of before', () => {
  const before = [row('a'), row('b'), row('c')];
  for (const differs of [
    { name: 'PDU 1' }, { printed_name: 'x' }, { model: 'x' }, { node: 'x' }, { group: 'x' },
    { via: 'x' }, { also_read_by: ['x'] }, { online: false }, { warning: true },
  ]) {
    const after = settled(before, [row('a'), row('b', differs), row('c')]);
    assert.deepEqual(after.map((each, k) => each === before[k]), [true, false, true]);
    assert.deepEqual(after[1], row('b', differs));
  }
});

test('racks that came, went or changed places make another list', () => {
  const before = [row('a'), row('b')];
  assert.deepEqual(settled(before, [row('a')]), [row('a')]);
  assert.deepEqual(settled(before, []), []);
  assert.deepEqual(settled([], [row('a')]), [row('a')]);
  const turned = settled(before, [row('b'), row('a')]);
  assert.deepEqual([turned[0] === before[1], turned[1] === before[0]], [true, true]);
});

test('a rack that is away tells its age anew', () => {
  const before = [row('a', { online: false, age_s: 3 })];
  assert.equal(settled(before, [row('a', { online: false, age_s: 9 })])[0]?.age_s, 9);
});
