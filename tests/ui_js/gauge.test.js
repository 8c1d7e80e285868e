import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  digits,
  due,
  falling,
  gauge,
  move,
  PEAK_HOLD_MS,
} from '../../src/stagewatt/ui/lib/gauge.js';

test('a bar rises at once and falls 16 A in 1.5 s', () => {
  const g = gauge();
  move(g, 16, 0);
  assert.equal(g.bar, 16);
  move(g, 0, 750);
  assert.ok(Math.abs(Number(g.bar) - 8) < 1e-9);
  assert.ok(falling(g, 0));
  move(g, 0, 1500);
  assert.ok(Math.abs(Number(g.bar)) < 1e-9);
  move(g, 12, 1501);
  assert.equal(g.bar, 12);
});

test('a bar never shows less than the value', () => {
  const g = gauge();
  let now = 0;
  for (let k = 0; k < 500; k += 1) {
    const value = 8 + 8 * Math.sin(k * 1.7);
    now += 16 + (k % 7) * 40;
    move(g, value, now);
    assert.ok(Number(g.bar) >= value && Number(g.peak) >= value);
  }
});

test('the peak stands for three seconds', () => {
  const g = gauge();
  move(g, 10, 0);
  move(g, 2, PEAK_HOLD_MS - 1);
  assert.equal(g.peak, 10);
  move(g, 2, PEAK_HOLD_MS + 1);
  assert.equal(g.peak, 2);
});

test('a value that is gone leaves neither bar nor peak', () => {
  const g = gauge();
  move(g, 10, 0);
  move(g, null, 10);
  assert.deepEqual([g.bar, g.peak, falling(g, null)], [null, null, false]);
  move(g, 3, 5000);
  assert.equal(g.bar, 3);
});

test('digits: four a second at most, at once for a step, a state, or a value come or gone', () => {
  const d = digits();
  assert.ok(due(d, 10, 0, 0));
  assert.ok(!due(d, 10.2, 0, 100), 'too early');
  assert.ok(due(d, 10.2, 0, 250));
  assert.ok(due(d, 10.8, 0, 260), 'a step over 0.5 A');
  assert.ok(!due(d, 11.2, 0, 270));
  assert.ok(due(d, 11.2, 1, 280), 'a change of state');
  assert.ok(due(d, null, 1, 290), 'gone');
  assert.ok(!due(d, null, 1, 9000));
  assert.ok(due(d, 11.2, 1, 9001), 'back');
});

test('digits: under one count they rest, but settle on the true value within a second', () => {
  const d = digits();
  due(d, 12.44, 0, 0);
  assert.ok(!due(d, 12.46, 0, 500), 'no flicker between 12.4 and 12.5');
  assert.ok(due(d, 12.46, 0, 1000));
});
