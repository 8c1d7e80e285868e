import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  judge,
  loudest,
  spoken,
  standing,
  summary,
  worst,
} from '../../src/stagewatt/ui/lib/severity.js';

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

const ACK = { by: 'Jo', comment: '', at: null, age_s: 1 };

test('the bar takes the worst that nobody acknowledged, and counts all', () => {
  const racks = [rack({ warning: true }), rack({ id: 'b', title: 'FOH', warning: true })];
  const raised = [
    alarm({ severity: 'critical', text: 'main L2 262 A', ack: ACK }),
    alarm({}),
    alarm({ rack: 'b', text: 'B4 0.2 A below 1 A' }),
  ];
  const { loud, quiet, count, acked } = summary(racks, raised);
  assert.deepEqual([loud?.severity, loud?.title], ['p2', 'Dimmer SL']);
  assert.equal(loud?.text, 'A7 15.9 A above 15.5 A');
  assert.deepEqual([quiet?.severity, quiet?.text, acked], ['p1', 'main L2 262 A', 1]);
  assert.deepEqual([count.p1, count.p2], [0, 2]);
});

test('an acknowledged warning makes the bar quiet and stays in it', () => {
  const { loud, quiet, acked } = summary([rack({ warning: true })], [alarm({ ack: ACK })]);
  assert.equal(loud, null);
  assert.deepEqual([quiet?.severity, quiet?.title, acked], ['p2', 'Dimmer SL', 1]);
});

test('a frame that warns before its alarm came is loud, whatever else was acknowledged', () => {
  assert.equal(summary([rack({ warning: true })], []).loud?.severity, 'p2');
  const other = alarm({ severity: 'advisory', ack: ACK });
  assert.equal(summary([rack({ warning: true })], [other]).loud?.severity, 'p2');
});

test('nobody acknowledges what frames alone tell: a tripped main stays loud', () => {
  const tripped = rack({ state: 'tripped', cause: 'e_stop', causeQuality: 'sensed' });
  const { loud, count } = summary([tripped], [alarm({ severity: 'critical', ack: ACK })]);
  assert.deepEqual([loud?.severity, loud?.text], ['p1', 'MAIN TRIPPED by E-stop (sensed)']);
  assert.equal(count.p1, 1);
  assert.equal(summary([calm], []).loud, null);
});

test('a silent rack is told once, and acknowledged it still says what to do about it', () => {
  const silent = alarm({ rule: 'not_answering', severity: 'critical', text: 'nothing heard' });
  const open = summary([rack({ online: false })], [silent]);
  assert.equal(open.count.silent, 1);
  assert.equal(open.loud?.text, 'NO ANSWER, TREAT AS LIVE: nothing heard');
  const { loud, quiet } = summary([rack({ online: false })], [{ ...silent, ack: ACK }]);
  assert.equal(loud, null);
  assert.deepEqual([quiet?.severity, quiet?.text], ['silent', 'NO ANSWER, TREAT AS LIVE: nothing heard']);
  assert.equal(spoken({ ...silent, text: 'NO ANSWER, TREAT AS LIVE: x' }), 'NO ANSWER, TREAT AS LIVE: x');
});
