import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { loudestOf, pictureOf } = await import('../../src/stagewatt/ui/fleet/picture.js');
const tell = await import('../../src/stagewatt/ui/fleet/tell.js');
const { allPower, size } = await import('../../src/stagewatt/ui/fleet/kiosk.js');
const { kindOf, LEAVES_MS, MOST, still, told } = await import(
  '../../src/stagewatt/ui/fleet/notices.js'
);

const CALM = {
  online: 1, warning: 0, alarms: 0, unacked: 0, f_hz: 50, p_w: 41200, age_s: 0.2,
  i_a: [80, 70, 60, 20], used_pct: [16, 14, 12, null], v_ln_v: [231, 229.4, null],
  worst_left_a: 3.8, worst_used_pct: 76.2, worst_bound: 'exact', worst_place: 'B6',
  main_state: 'on', main_cause: null, main_cause_quality: 'unknown',
  quality_board: 'good', quality_mains: 'good', e_stop: 'released',
};

/** A frame of one rack. */
function frame(/** @type {Record<string, any>} */ differs = {}) {
  const row = /** @type {Record<string, any>} */ ({ ...CALM, ...differs });
  const read = (/** @type {string} */ name, /** @type {number} */ _row, k = 0) => {
    assert.ok(name in row, name);
    return Array.isArray(row[name]) ? row[name][k] : row[name];
  };
  return /** @type {any} */ ({ rows: 1, rowNum: read, rowWord: read });
}

const alarm = (/** @type {Record<string, any>} */ differs = {}) =>
  /** @type {any} */ ({
    id: 'a', rack: 'r', place: 'A5', rule: 'supervision', severity: 'warning', state: 'active',
    text: 'A5: 12.3 A is above 8.0 A', value: 12.3, limit: 8, unit: 'A', ...differs,
  });
const of = (/** @type {Record<string, any>} */ differs = {}, /** @type {any} */ raised = null) =>
  pictureOf(frame(differs), 0, 'r', raised);

test('a calm rack is calm and says what is nearest to its limit', () => {
  const picture = of();
  assert.equal(picture.severity, 'calm');
  assert.equal(picture.uMin, 229.4);
  assert.deepEqual(picture.usedPct, [16, 14, 12, null]);
  assert.equal(tell.state(picture), 'ON');
  assert.deepEqual(tell.words(picture), ['', '']);
  assert.equal(tell.reason(picture), 'B6  3.8\u2009A left  76\u2009%');
  assert.equal(tell.reason(of({ worst_left_a: -5.3, worst_used_pct: 133 })), 'B6  5.3\u2009A over  133\u2009%');
});

test('the louder of frame and alarm says the word; of equals the alarm says why', () => {
  assert.equal(of({ warning: 1, alarms: 1 }, alarm()).text, 'A5: 12.3 A is above 8.0 A');
  assert.equal(of({ warning: 1 }).severity, 'p2');
  assert.equal(of({}, alarm({ severity: 'critical' })).severity, 'p1');
  const tripped = of({ main_state: 'tripped', main_cause: 'e_stop', main_cause_quality: 'sensed' }, alarm({ severity: 'critical' }));
  assert.equal(tripped.text, 'MAIN TRIPPED by E-stop (sensed)');
  assert.deepEqual(tell.words(tripped), ['TRIPPED', 'E-stop']);
  assert.equal(tell.cause(of({ main_state: 'tripped', main_cause: null })), 'cause unknown');
});

test('a rack that does not answer is not judged by its last values, and never called off or dead', () => {
  const gone = of({ online: 0, age_s: 12, main_state: 'off' }, alarm({ rule: 'not_answering', severity: 'critical', text: 'NO ANSWER' }));
  assert.equal(gone.severity, 'silent');
  assert.deepEqual(tell.words(gone), ['NO ANSWER 12\u00a0s,', 'TREAT AS LIVE']);
  assert.equal(tell.state(gone), 'NO ANSWER, TREAT AS LIVE');
  assert.equal(tell.reason(gone), 'NO ANSWER, TREAT AS LIVE');
  assert.equal(tell.silence(gone), 'last heard 12\u00a0s ago');
  assert.equal(tell.silence(of({ online: 0, age_s: null })), 'never heard');
});

test('doubt in meter or board is doubt in the picture', () => {
  assert.equal(of({ quality_mains: 'stale' }).stale, true);
  assert.equal(of({ quality_board: 'missing' }).stale, true);
  assert.equal(tell.state(of({ quality_board: 'stale' })), 'ON, last known');
  assert.equal(of({ alarms: 2, unacked: 0 }).known, true);
  assert.equal(of({ alarms: 2, unacked: 1 }).known, false);
});

test('a value against its limit in a few words', () => {
  assert.equal(tell.reason(of({ warning: 1 }, alarm())), 'A5 12.3 > 8.0\u2009A');
  assert.equal(tell.reason(of({ warning: 1 }, alarm({ value: 1, limit: 2 }))), 'A5 1.0 < 2.0\u2009A');
  assert.equal(tell.reason(of({}, alarm({ value: 38.2, limit: 35, unit: 'degC', place: 'board-1' }))), 'board-1 38 > 35\u2009degC');
  assert.equal(tell.reason(of({}, alarm({ value: null }))), 'A5: 12.3 A is above 8.0 A');
  assert.equal(tell.shortPlace('main.l2'), 'L2');
  assert.equal(tell.shortPlace('drain.l1'), 'drain L1');
  assert.equal(tell.shortPlace('neutral'), 'N');
  assert.equal(tell.used(of({ worst_bound: 'lower' })), '≥76\u2009%');
});

test('by which way a rack is read', () => {
  const nameOf = (/** @type {string} */ node) => `N${node}`;
  assert.equal(tell.way({}, nameOf), '');
  assert.equal(tell.way({ via: '1' }, nameOf), 'via N1');
  assert.equal(tell.way({ via: '1', also_read_by: ['2', '3'] }, nameOf), 'via N1, also read by N2, N3');
});

test('the loudest alarm of each rack, the first of equals', () => {
  const found = loudestOf([
    alarm({ id: '1' }), alarm({ id: '2' }), alarm({ id: '3', severity: 'critical' }),
    alarm({ id: '4', rack: 's', severity: 'advisory' }),
  ]);
  assert.equal(found.get('r')?.id, '3');
  assert.equal(found.get('s')?.id, '4');
});

test('all power together says when a rack is not known', () => {
  assert.equal(allPower(frame()), '41.2\u00a0kW');
  assert.equal(allPower(frame({ p_w: null })), '≥ 0\u00a0W');
  assert.equal(allPower(frame({ quality_mains: 'stale' })), '≥ 0\u00a0W', 'what is old is no sum of now');
});

test('letters as large as they fit, by width or by height', () => {
  assert.equal(size(1000, 1, { width: 1000, height: 1000 }), 94);
  assert.equal(size(100, 1, { width: 1000, height: 100 }), 82);
  assert.equal(size(0, 1, { width: 10, height: 100 }), 82);
  assert.equal(size(1e6, 1, { width: 10, height: 10 }), 12);
});

const event = (/** @type {Record<string, any>} */ differs) =>
  /** @type {any} */ ({ type: 'event', kind: 'raised', rule: 'not_answering', place: 'node', ...differs });

test('which events are worth a notice', () => {
  assert.equal(kindOf(event({})), 'silent');
  assert.equal(kindOf(event({ kind: 'cleared' })), 'back');
  assert.equal(kindOf(event({ kind: 'acknowledged' })), null);
  assert.equal(kindOf(event({ kind: 'joined', rule: 'presence' })), 'joined');
  assert.equal(kindOf(event({ kind: 'left', rule: 'presence' })), 'left');
  assert.equal(kindOf(event({ rule: 'supervision' })), null);
  assert.equal(kindOf(event({ type: 'changed' })), null);
});

test('one notice per rack, the newest on top, three at most; only silence stays', () => {
  const one = (/** @type {string} */ rack, kind = 'joined', at = 0) =>
    /** @type {any} */ ({ rack, kind, text: '', at });
  let all = ['a', 'b', 'c', 'd'].reduce((before, rack) => told(before, one(rack)), []);
  assert.deepEqual(all.map(({ rack }) => rack), ['d', 'c', 'b']);
  assert.equal(all.length, MOST);
  all = told(all, one('b', 'silent'));
  assert.deepEqual(all.map(({ rack, kind }) => `${rack} ${kind}`), ['b silent', 'd joined', 'c joined']);
  assert.deepEqual(still(all, LEAVES_MS).map(({ rack }) => rack), ['b']);
});
