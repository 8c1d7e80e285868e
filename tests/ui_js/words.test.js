import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../src/stagewatt/ui/lib/words.js';
import { ownModules } from './ui.js';

test('a breaker: state, cause, and how the cause is known', () => {
  assert.equal(words.breaker('on', null, 'unknown'), 'ON');
  assert.equal(
    words.breaker('tripped', 'neutral_loss', 'sensed'),
    'TRIPPED by loss of neutral (sensed)',
  );
  assert.equal(words.breaker('tripped', 'e_stop', 'sensed'), 'TRIPPED by E-stop (sensed)');
  assert.equal(words.breaker('tripped', 'overload', 'inferred'), 'TRIPPED by overload (inferred)');
  assert.equal(words.breaker('tripped', 'unknown', 'unknown'), 'TRIPPED, cause unknown');
  assert.equal(words.breaker('off', 'manual', 'inferred'), 'OFF by hand (inferred)');
  assert.equal(words.breaker('off', null, 'unknown'), 'OFF');
  assert.equal(words.breaker('unknown', null, 'unknown'), 'UNKNOWN');
});

test('a breaker whose contacts are not read now does not say how its cause is known', () => {
  assert.equal(words.breaker('tripped', 'e_stop', 'sensed', false), 'TRIPPED by E-stop');
});

test('a place in words', () => {
  assert.deepEqual(
    ['main', 'e_stop', 'neutral_relay', 'supply.l2', 'main.l1', 'A7'].map(words.place),
    ['main breaker', 'E-stop', 'neutral relay', 'supply L2', 'main L1', 'A7'],
  );
});

test('a neutral relay that has not tripped is "not tripped"', () => {
  assert.equal(words.neutralRelay('not_tripped'), 'not tripped');
  assert.equal(words.neutralRelay('something new'), 'unknown');
});

test('the feed-through warning stands beside main off, tripped and E-stop, where there is one', () => {
  for (const [state, stop] of [
    ['off', 'released'],
    ['tripped', 'released'],
    ['on', 'pressed'],
    ['unknown', 'pressed'],
  ]) {
    assert.equal(words.sourceStillLive(true, String(state), String(stop)), true);
    assert.equal(words.sourceStillLive(false, String(state), String(stop)), false);
  }
  assert.equal(words.sourceStillLive(true, 'on', 'released'), false);
});

test('headroom: what is left, what is over, and a bound that says so', () => {
  assert.equal(words.headroom(12.4, 78.2, 'exact'), '12.4 A left (78 %)');
  assert.equal(words.headroom(-3.6, 105.7, 'exact'), '3.6 A over (106 %)');
  assert.equal(words.headroom(12.4, 78.2, 'lower'), 'at most 12.4 A left (78 %)');
  assert.equal(words.headroom(null, null, null), '—');
});

test('the kind of an event is a word; a state needs none', () => {
  assert.deepEqual(
    ['raised', 'acknowledged', 'joined', 'left', 'state', 'something new'].map(words.eventKind),
    ['raised', 'acknowledged', 'joined', 'left', '', ''],
  );
});

test('a refusal in plain words: a silent owner says what came of the change', () => {
  const lost = { code: 'owner_unreachable', message: 'no answer from d9ac within 2 s' };
  assert.equal(
    words.refused(lost, 'Nothing was changed.'),
    'The node that reads this rack does not answer. Nothing was changed.',
  );
  assert.equal(words.refused({ code: 'invalid', message: 'too long' }, 'x'), 'too long');
});

test('where a rack comes from', () => {
  const called = (/** @type {string} */ id) => `node ${id}`;
  assert.equal(words.readBy(null, 'a', called), 'read by node a');
  assert.equal(words.readBy('b', 'b', called), 'via node b');
  assert.equal(words.alsoReadBy([], called), '');
  assert.equal(words.alsoReadBy(['b', 'c'], called), ', also read by node b, node c');
});

test('a day and an hour; none where the clock was unset', () => {
  assert.match(words.day('2026-05-14T21:43:07Z'), /^2026-05-1[45] \d\d:\d\d$/);
  assert.equal(words.day(null), 'at an unknown time');
});

test('no text of the page says safe, dead, isolated or GO', () => {
  const forbidden = /\b(safe|dead|isolated|voltage-free|GO)\b/;
  for (const { path, text } of ownModules()) {
    const shown = text.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    assert.doesNotMatch(shown, forbidden, path);
  }
  assert.match("put(cell, 'safe')", forbidden);
});
