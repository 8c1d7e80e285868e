import assert from 'node:assert/strict';
import { test } from 'node:test';
import { link, picture, retryMs, step } from '../../src/stagewatt/ui/lib/link.js';

/** @typedef {import('../../src/stagewatt/ui/lib/link.js').Input} Input */

/** A link with a clock: `run('data', 100)` is data at 100 ms; answers what to do. */
function machine() {
  let state = link();
  const kind = (/** @type {number} */ now) => picture(state, now, 0).kind;
  const run = (/** @type {Input} */ input, /** @type {number} */ now) => {
    const [next, act] = step(state, input, now, 0);
    state = next;
    return act;
  };
  /** Ticks every 100 ms, as the page does; answers the first thing to do and when. */
  const until = (/** @type {number} */ from, /** @type {number} */ to) => {
    for (let now = from; now <= to; now += 100) {
      const act = run('tick', now);
      if (act) return { act, now };
    }
    return null;
  };
  return {
    run,
    kind,
    until,
    get state() {
      return state;
    },
  };
}

function open() {
  const m = machine();
  m.run('start', 0);
  m.run('opened', 20);
  m.run('data', 40);
  return m;
}

test('starting, then live', () => {
  const m = machine();
  assert.equal(m.run('start', 0), 'open');
  assert.equal(m.kind(10), 'starting');
  m.run('opened', 20);
  m.run('data', 40);
  assert.equal(m.kind(41), 'live');
});

test('nothing for three seconds from the start is a lost link', () => {
  const m = machine();
  m.run('start', 0);
  assert.equal(m.kind(2999), 'starting');
  assert.equal(m.kind(3000), 'lost');
});

test('data stops: late after 1 s, lost after 3 s, and the silent socket is dropped', () => {
  const m = open();
  assert.equal(m.kind(1039), 'live');
  assert.equal(m.kind(1040), 'late');
  assert.equal(m.kind(3040), 'lost');
  assert.deepEqual(m.until(100, 9000), { act: 'drop', now: 3100 });
  assert.deepEqual(m.until(3200, 9000), { act: 'open', now: 3400 });
});

test('an attempt that does not open is given up after 3 s', () => {
  const m = machine();
  m.run('start', 0);
  assert.deepEqual(m.until(100, 9000), { act: 'drop', now: 3100 });
});

test('a closed socket is tried again after 0.25 s, doubling to 5 s, and data starts it over', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map((n) => retryMs(n, 0)),
    [250, 500, 1000, 2000, 4000, 5000, 5000],
  );
  assert.deepEqual(
    [0, 9].map((n) => retryMs(n, 1)),
    [125, 2500],
  );
  const m = open();
  m.run('closed', 100);
  assert.deepEqual(m.until(150, 9000), { act: 'open', now: 350 });
  m.run('closed', 360);
  assert.equal(m.state.attempt, 2);
  m.run('data', 400);
  assert.equal(m.state.attempt, 0);
});

test('waking hatches at once, whatever was shown, until new data is there', () => {
  const m = open();
  assert.equal(m.run('wake', 100), 'open');
  assert.equal(m.kind(100), 'waking');
  assert.equal(m.kind(1100), 'lost');
  m.run('opened', 1150);
  assert.equal(m.kind(1160), 'lost', 'an open socket is no data');
  m.run('data', 1170);
  assert.equal(m.kind(1170), 'live');
});

test('a jump of time over 3 s between ticks is a wake', () => {
  const m = open();
  m.run('tick', 100);
  m.run('data', 3100);
  assert.equal(m.run('tick', 3101), 'open');
  assert.equal(m.kind(3101), 'waking');
});

test('whatever happens: live only with data of the last second since the last wake', () => {
  const inputs = /** @type {Input[]} */ (['opened', 'data', 'closed', 'tick', 'wake']);
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round += 1) {
    const m = machine();
    m.run('start', 0);
    let [now, data, woke] = [0, Number.NEGATIVE_INFINITY, 0];
    for (let k = 0; k < 60; k += 1) {
      now += random() * 900;
      const input = /** @type {Input} */ (inputs[Math.floor(random() * inputs.length)]);
      m.run(input, now);
      if (input === 'data') data = now;
      if (input === 'wake') woke = now;
      if (m.kind(now) === 'live') assert.ok(now - data < 1000 && data >= woke);
    }
  }
});
