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

test('no text of the page says safe, dead, isolated or GO', () => {
  const forbidden = /\b(safe|dead|isolated|voltage-free|GO)\b/;
  for (const { path, text } of ownModules()) {
    const shown = text.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    assert.doesNotMatch(shown, forbidden, path);
  }
  assert.match("put(cell, 'safe')", forbidden);
});
