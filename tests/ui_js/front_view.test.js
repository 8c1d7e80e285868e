// A node's picture holds what it measures and nothing else: the rest is unknown.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, stateOf } from '../../src/stagewatt/ui/front/look.js';
import { panelOf, PAGES } from '../../src/stagewatt/ui/front/view.js';

const ROW = { quality: 'good', breaker: 'on', cause: null, lamp_color: 'green', lamp_pattern: 'steady' };
const HEAD = { quality_board: 'good', quality_main: 'good', quality_mains: 'good', e_stop: 'released', main_state: 'on', main_cause: null, supply: 'live' };

/** A frame that answers from tables. */
function frame(head = {}, row = {}) {
  const words = { ...HEAD, ...head };
  const rows = { ...ROW, ...row };
  return {
    word: (name) => words[name] ?? null,
    num: (name) => ({ i_a: 12.34, v_ln_v: 230.4, p_w: 41200, f_hz: 50.02, energy_partial_wh: 312_400 })[name] ?? null,
    rowWord: (name) => rows[name] ?? null,
    rowNum: () => 5,
  };
}

const DOC = {
  ways: [{ id: '1', name: 'Spot', phases: ['L1'] }],
  connectors: [{ id: '1-6', type: 'socapex-19', ways: ['1'] }],
};
const front = (levers = 'two') => ({
  levers,
  main: {},
  faces: { rear: { items: [{ kind: 'outlet', group: 'A', ways: ['1'], module: 'socapex-19' }] }, front: { items: [] } },
});
const way = (head, row, levers) => panelOf(frame(head, row), DOC, front(levers), 'I').ways[0];

test('what is measured shows, with our own pages on the LCD', () => {
  const panel = panelOf(frame(), DOC, front(), 'I');
  assert.equal(panel.e_stop, 'released');
  assert.equal(panel.main.lever, 'on');
  assert.deepEqual(panel.lamps.line, { l1: true, l2: true, l3: true });
  assert.equal(panel.ways[0].position, 'up');
  assert.equal(panel.ways[0].name, 'Spot');
  assert.equal(panel.groups[0].module, 'socapex-19');
  for (const page of PAGES) {
    const { display } = panelOf(frame(), DOC, front(), page).meter;
    assert.match(display.caption, /^OUR PAGE/);
    assert.ok(display.rows.length >= 2);
    assert.equal(display.bottom.unit, 'kWh');
  }
});

test('what no node can see is unknown', () => {
  const state = stateOf(panelOf(frame(), DOC, front(), 'I'), front());
  for (const [kind, more, key] of [
    ['fuse', { fuse: 'meter_l1' }, 'blown'],
    ['powerlock', { side: 'drain', conductor: 'n' }, 'in'],
    ['cover', {}, 'cover'],
    ['lamp', { lamp: 'data_tx' }, 'color'],
    ['lamp', { lamp: 'run' }, 'color'],
    ['key_switch', {}, 'on'],
    ['rcd', { way: '1' }, 'rcd'],
  ]) {
    assert.equal(look({ kind, id: kind, ...more }, state)[key], null, kind);
  }
  assert.deepEqual(look({ kind: 'outlet', id: 'o', ways: ['1'] }, state).plugged, [null]);
  assert.equal(look({ kind: 'load_meter', id: 'm', group: 'A' }, state).selected, undefined);
  assert.equal(look({ kind: 'outlet', id: 'o', ways: ['1'], group: 'A', module: 'socapex-19' }, state).out, false);
});

test('a stale value is not drawn as known', () => {
  const panel = panelOf(frame({ quality_board: 'stale', quality_main: 'stale', quality_mains: 'stale' }, { quality: 'stale' }), DOC, front(), 'I');
  assert.equal(panel.e_stop, null);
  assert.equal(panel.main.lever, null);
  assert.equal(panel.meter.display, null);
  assert.deepEqual(panel.lamps.line, { l1: null, l2: null, l3: null });
  assert.equal(panel.ways[0].indicator.color, null);
});

test('a tripped lever stands where its family puts it, where that is known', () => {
  const tripped = { breaker: 'tripped', cause: 'residual' };
  assert.equal(way({}, tripped, 'two').position, 'down');
  assert.equal(way({}, tripped, 'three').position, 'middle');
  assert.equal(way({}, { breaker: 'tripped', cause: 'overload' }, 'three').position, 'down');
  assert.equal(way({}, { breaker: 'tripped', cause: 'unknown' }, 'three').position, null);
  assert.equal(way({}, { breaker: 'tripped', cause: 'unknown' }, 'middle').position, 'middle');
  assert.equal(way({}, { breaker: 'unknown' }, 'two').position, null);
  assert.equal(way({}, { breaker: 'off' }, 'two').position, 'down');
});
