import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellOf, Columns, kindOf, LOUD, NOTHING } from '../../src/stagewatt/ui/fleet/wallframe.js';
import { grey, kind, letter, plan, sentence, SIDE, spoken, TOP, under } from '../../src/stagewatt/ui/fleet/wallplan.js';
import { parts } from '../../src/stagewatt/ui/lib/wire.js';

const room = { width: 1264, height: 600 };
const cell = { pct: 40, quality: 'good', warning: false, load: 'ok', breaker: 'unknown' };

test('a hundred racks with 72 ways fit a laptop, and every cell is found again', () => {
  const laid = plan([25, 25, 25, 25], 72, room);
  assert.equal(laid.xs.length, 100);
  assert.ok(laid.width <= room.width && laid.height <= room.height);
  assert.ok(laid.colW >= 12 && laid.rowH >= 7);
  for (const col of [0, 24, 25, 99]) {
    for (const row of [0, 71]) {
      const x = (laid.xs[col] ?? 0) + 1;
      const y = TOP + row * laid.rowH + 1;
      assert.deepEqual(under(laid, x, y), { col, row });
    }
  }
  assert.equal(under(laid, SIDE - 1, TOP + 1), null);
  assert.equal(under(laid, SIDE + 1, TOP - 1), null);
  const [last = 0, next = 0] = [laid.xs[24], laid.xs[25]];
  assert.equal(under(laid, last + laid.colW + 1, TOP + 1), null, 'the gap between groups');
  assert.ok(next > last + laid.colW);
});

test('few racks do not grow beyond measure; none at all is no trouble', () => {
  assert.equal(plan([2], 12, room).colW, 40);
  assert.equal(plan([2], 12, room).rowH, 16);
  assert.deepEqual(plan([], 0, room).xs, []);
});

test('what is abnormal is lettered, what is unknown is hatched, a way without a sensor is empty', () => {
  assert.equal(kind(cell), 'plain');
  assert.equal(kind(null), 'none');
  assert.equal(kind({ ...cell, quality: 'unmeasured', pct: null }), 'none');
  assert.equal(kind({ ...cell, quality: 'stale' }), 'doubt');
  assert.equal(kind({ ...cell, pct: null, quality: 'missing' }), 'doubt');
  assert.equal(kind({ ...cell, warning: true }), 'p2');
  assert.equal(kind({ ...cell, warning: true, quality: 'stale' }), 'p2', 'doubt clears no alarm');
  assert.equal(kind({ ...cell, breaker: 'tripped' }), 'p1');
  assert.deepEqual(
    [{ breaker: 'tripped' }, { load: 'serious' }, { load: 'overload' }, { warning: true }].map((how) =>
      letter({ ...cell, ...how }),
    ),
    ['T', 'S', 'O', '!'],
  );
});

test('greys run from nothing to full and end there', () => {
  assert.equal(grey(0, [26, 32, 38], [236, 242, 240]), 'rgb(26 32 38)');
  assert.equal(grey(500, [26, 32, 38], [236, 242, 240]), 'rgb(236 242 240)');
  assert.equal(grey(60, [0, 0, 0], [100, 100, 100]), 'rgb(50 50 50)');
});

test('a cell in words', () => {
  assert.equal(spoken(cell, 16), 'about 6.4 A, 40 % of 16 A');
  assert.equal(spoken(cell, null), '40 % of its rating');
  assert.equal(spoken({ ...cell, pct: null, quality: 'missing' }, 16), 'no data');
  assert.equal(spoken({ ...cell, warning: true, quality: 'stale' }, null), '40 % of its rating, outside its limits, not of now');
  assert.equal(spoken({ ...cell, quality: 'unmeasured' }, 16), 'not measured');
  assert.equal(spoken(null, 16), 'no data');
});

const codes = parts('wall', 'state');
const code = (/** @type {Record<string, string>} */ said) =>
  codes.findIndex((each) => Object.entries(said).every(([name, word]) => each[name] === word));

/** A frame as the wire gives it. */
function frame(/** @type {number[]} */ ways, /** @type {number[]} */ pct, /** @type {number[]} */ state) {
  return /** @type {any} */ ({
    rows: ways.length,
    rowNum: (/** @type {string} */ _name, /** @type {number} */ row) => ways[row],
    cellBytes: (/** @type {string} */ name) => Uint8Array.from(name === 'state' ? state : pct),
  });
}

test('columns: racks in their own order, unmeasured ways at the end left out', () => {
  const ok = code({ breaker: 'unknown', warning: 'no', load: 'ok', quality: 'good' });
  const warned = code({ breaker: 'unknown', warning: 'yes', load: 'ok', quality: 'good' });
  const bare = code({ breaker: 'unknown', warning: 'no', load: 'unknown', quality: 'unmeasured' });
  const sent = frame([3, 2], [10, 20, 255, 30, 255], [ok, warned, bare, ok, ok]);
  const columns = new Columns(sent, ['a', 'b'], [{ id: 'b' }, { id: 'a' }, { id: 'gone' }]);
  assert.deepEqual([columns.ways(0), columns.ways(1), columns.ways(2), columns.rows], [2, 2, 0, 2]);
  assert.equal(columns.cell(0, 0)?.pct, 30);
  assert.equal(columns.cell(0, 1)?.pct, null);
  assert.equal(columns.cell(1, 1)?.warning, true);
  assert.equal(columns.code(1, 2), NOTHING);
  assert.equal(columns.cell(2, 0), null);
  assert.ok(LOUD.has(warned) && !LOUD.has(ok));
  assert.equal(cellOf(256 * 255 + 255), null, 'a code that nobody knows');
  assert.equal(sentence(columns, kindOf), '3 racks, 4 ways: 1 overloaded or outside their limits, 1 without a value of now.');
  assert.equal(new Columns(null, [], [{ id: 'a' }]).rows, 0);
});
