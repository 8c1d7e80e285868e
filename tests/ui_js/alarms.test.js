// The alarms page: order, keys, where the focus goes, what is sent and what a refusal says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { next, wanted } = await import('../../src/stagewatt/ui/pages/alarms.js');
const { acknowledge, wrongOf } = await import('../../src/stagewatt/ui/panels/ack.js');
const { against } = await import('../../src/stagewatt/ui/panels/alarm.js');
const { Refusal } = await import('../../src/stagewatt/ui/lib/api.js');
const { listed } = await import('../../src/stagewatt/ui/lib/severity.js');

const ACK = { by: 'Jo', comment: '', at: null, age_s: 3 };
/** @param {string} id @param {object} more */
const alarm = (id, more = {}) =>
  /** @type {any} */ ({ id, rack: 'r1', rule: 'supervision', severity: 'warning', ack: null, ...more });

test('what nobody acknowledged comes first, the loudest of each first, equals as they came', () => {
  const all = [
    alarm('a', { ack: ACK, severity: 'critical' }),
    alarm('b'),
    alarm('c', { severity: 'critical' }),
    alarm('d', { severity: 'critical', rule: 'not_answering' }),
    alarm('e'),
  ];
  assert.deepEqual(
    listed(all).map(({ id }) => id),
    ['c', 'd', 'b', 'e', 'a'],
  );
  assert.equal(all[0].id, 'a', 'the list that was given is left as it is');
});

test('the key a means the focused alarm, with shift all that nobody acknowledged', () => {
  const all = [alarm('a'), alarm('b', { ack: ACK }), alarm('c')];
  const ids = (/** @type {any} */ pressed, /** @type {string | null} */ focused) =>
    wanted(all, pressed, focused).map(({ id }) => id);
  assert.deepEqual(ids({ key: 'a', shiftKey: false }, 'c'), ['c']);
  assert.deepEqual(ids({ key: 'a', shiftKey: false }, 'b'), [], 'acknowledged already');
  assert.deepEqual(ids({ key: 'a', shiftKey: false }, null), []);
  assert.deepEqual(ids({ key: 'A', shiftKey: false }, 'a'), ['a'], 'caps lock is not shift');
  assert.deepEqual(ids({ key: 'A', shiftKey: true }, null), ['a', 'c']);
  assert.deepEqual(ids({ key: 'x', shiftKey: true }, 'a'), []);
});

test('the focus goes to the next alarm that asks for it, else it follows the one that was done', () => {
  const [a, b, c] = [alarm('a'), alarm('b'), alarm('c')];
  assert.equal(next([a, b, c], [b]), 'c');
  assert.equal(next([a, b, c], [c]), 'a');
  assert.equal(next([a, { ...b, ack: ACK }], [a]), 'a');
  assert.equal(next([a, b], [a, b]), 'a');
});

/** @param {...any} answers */
function node(...answers) {
  /** @type {[string, any][]} */
  const asked = [];
  const send = async (/** @type {string} */ path, /** @type {any} */ body) => {
    asked.push([path, body]);
    const answer = answers.shift();
    if (answer) throw answer;
  };
  return { asked, send };
}
const body = { by: 'Jo', comment: 'at the rack' };
const status = (/** @type {number} */ status, more = {}) => new Refusal('no', { status, ...more });

test('an acknowledgement goes to its alarm, with name and comment', async () => {
  const { asked, send } = node();
  assert.equal(await acknowledge('r1.A7.supervision.3', body, send), null);
  assert.deepEqual(asked, [['alarms/r1.A7.supervision.3/ack', body]]);
});

test('one that cleared meanwhile needs nobody; where the node asks for patience, it is given', async () => {
  assert.equal(await acknowledge('x', body, node(status(404)).send), null);
  let waited = 0;
  const wait = async () => void (waited += 1);
  const busy = node(status(429), status(429));
  assert.equal(await acknowledge('x', body, busy.send, wait), null);
  assert.equal(waited, 2);
  assert.equal(busy.asked.length, 3);
  const never = await acknowledge('x', body, node(...Array(9).fill(status(429))).send, wait);
  assert.equal(never?.status, 429);
});

test('a refusal names its field; a silent owner says what came of it', async () => {
  const lost = await acknowledge('x', body, node(status(503, { code: 'owner_unreachable' })).send);
  const refusals = lost ? [lost] : [];
  const message = 'The node that reads this rack does not answer. Nothing was noted.';
  assert.deepEqual(wrongOf(refusals, 1), { where: null, message });
  assert.match(String(wrongOf(refusals, 5)?.message), /4 of 5 were noted/);
  const named = wrongOf([status(422, { where: 'by' })], 1);
  assert.deepEqual(named, { where: 'by', message: 'no' });
  assert.equal(wrongOf([], 3), null);
});

test('a value stands against its limit, where there are both', () => {
  assert.equal(against(alarm('a', { value: 15.94, limit: 15, unit: 'A' })), '15.9 against 15.0 A');
  assert.equal(against(alarm('a', { value: 15.94, limit: null, unit: 'A' })), '');
  assert.equal(against(alarm('a')), '');
});
