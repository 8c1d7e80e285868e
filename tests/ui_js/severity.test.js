import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, loudest, standing, worst } from '../../src/stagewatt/ui/lib/severity.js';

const calm = {
  id: 'r1',
  title: 'Dimmer SL',
  online: true,
  warning: false,
  state: 'on',
  cause: null,
  causeQuality: 'unknown',
  board: 'good',
  eStop: 'released',
};
/** @param {object} more */
const rack = (more) => ({ ...calm, ...more });
/** @param {object} more */
const alarm = (more) =>
  /** @type {any} */ ({
    rack: 'r1',
    rule: 'supervision',
    severity: 'warning',
    text: 'A7 15.9 A above 15.5 A',
    ...more,
  });

test('each state has its loudness, and a trip names its cause and how it is known', () => {
  const tripped = rack({ state: 'tripped', cause: 'neutral_loss', causeQuality: 'sensed' });
  assert.equal(judge(calm).severity, 'calm');
  assert.deepEqual(judge(tripped), {
    severity: 'p1',
    word: 'TRIPPED',
    text: 'MAIN TRIPPED by loss of neutral (sensed)',
  });
  assert.equal(judge(rack({ warning: true })).severity, 'p2');
  assert.equal(judge(rack({ state: 'off' })).severity, 'p3');
  assert.equal(judge(rack({ state: 'unknown' })).severity, 'p3');
});

test('an old trip is the last known one, not sensed, and to be treated as live', () => {
  const more = { state: 'tripped', cause: 'e_stop', causeQuality: 'sensed' };
  for (const board of ['stale', 'missing']) {
    const { severity, text } = judge(rack({ ...more, board }));
    assert.equal(severity, 'p1');
    assert.equal(text, 'last known: MAIN TRIPPED by E-stop, treat as live');
  }
});

test('a tripped main and a pressed E-stop stand beside the alarms, but not of a silent rack', () => {
  const more = { state: 'tripped', cause: 'e_stop', causeQuality: 'sensed', eStop: 'pressed' };
  assert.deepEqual(standing([calm]), []);
  assert.deepEqual(
    standing([calm, rack({ ...more, id: 'b' })]).map(({ rack, text }) => [rack, text]),
    [
      ['b', 'MAIN TRIPPED by E-stop (sensed)'],
      ['b', 'E-stop PRESSED'],
    ],
  );
  const [, stop] = standing([rack({ ...more, board: 'stale' })]);
  assert.equal(stop?.text, 'last known: E-stop PRESSED, treat as live');
  assert.deepEqual(standing([rack({ ...more, online: false })]), []);
});

test('a silent rack is not judged by its last values', () => {
  for (const state of ['on', 'off', 'tripped', 'unknown']) {
    assert.equal(
      judge(rack({ online: false, state, warning: true })).text,
      'NO ANSWER, TREAT AS LIVE',
    );
  }
});

test('the loudest wins, the first of equals, and all are counted', () => {
  const racks = [
    rack({ id: 'a', warning: true }),
    rack({ id: 'b', state: 'tripped' }),
    rack({ id: 'c', state: 'tripped' }),
    rack({ id: 'd', online: false }),
  ];
  const { first, count } = worst(racks);
  assert.equal(first?.rack.id, 'b');
  assert.deepEqual(count, { calm: 0, p3: 0, silent: 1, p2: 1, p1: 2 });
  assert.equal(worst([]).first, null);
});

test('the alarm completes what the frame says, but never hides something louder', () => {
  assert.equal(loudest([calm], []).severity, 'calm');
  const warned = loudest([rack({ warning: true })], [alarm({})]);
  assert.deepEqual([warned.title, warned.text], ['Dimmer SL', 'A7 15.9 A above 15.5 A']);
  const tripped = loudest(
    [rack({ state: 'tripped', cause: 'e_stop', causeQuality: 'sensed' })],
    [alarm({})],
  );
  assert.deepEqual([tripped.severity, tripped.rack], ['p1', 'r1']);
  assert.equal(tripped.text, 'MAIN TRIPPED by E-stop (sensed)');
  const elsewhere = loudest([calm], [alarm({ severity: 'critical', rack: 'elsewhere' })]);
  assert.deepEqual([elsewhere.severity, elsewhere.title], ['p1', 'elsewhere']);
});

test('a rack that does not answer is not shown as tripped, but above a warning', () => {
  const silent = alarm({
    rule: 'not_answering',
    severity: 'critical',
    text: 'nothing heard from meter',
  });
  const found = loudest(
    [rack({ online: false }), rack({ id: 'b', warning: true })],
    [alarm({}), silent],
  );
  assert.deepEqual([found.severity, found.text], ['silent', 'nothing heard from meter']);
});
