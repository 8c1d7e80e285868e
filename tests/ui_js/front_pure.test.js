// The picture of a panel without a page: words, positions, flashing, sizes, figures, gestures.

import assert from 'node:assert/strict';
import test from 'node:test';

import { FAST_MS, lit, SLOW_MS, untilEdge } from '../../src/stagewatt/ui/front/clock.js';
import { heightOf, signs } from '../../src/stagewatt/ui/front/lcd.js';
import { look, rooms, stateOf } from '../../src/stagewatt/ui/front/look.js';
import { light, position, said, step } from '../../src/stagewatt/ui/front/words.js';
import { FINGER_PX, fitted, smallest } from '../../src/stagewatt/ui/front/zoom.js';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { requestOf, turned, TWIST_DEG } = await import('../../src/stagewatt/ui/front/hands.js');
const { changes } = await import('../../src/stagewatt/ui/front/log.js');
const { Link } = await import('../../src/stagewatt/ui/front/link.js');

const { frontAddress, parse } = await import('../../src/stagewatt/ui/lib/route.js');

test('the picture of a rack has an address of its own', () => {
  assert.equal(frontAddress('a/b'), '#/front/a%2Fb');
  assert.deepEqual(parse(frontAddress('a/b')), { page: 'front', id: 'a/b', way: null });
  assert.deepEqual(parse('#/front'), { page: 'home', id: null, way: null });
  assert.deepEqual(parse('#/rack/x'), { page: 'rack', id: 'x', way: null });
  assert.deepEqual(parse('#/rack/'), { page: 'home', id: null, way: null });
  assert.deepEqual(parse('#/alarms'), { page: 'alarms', id: null, way: null });
  assert.deepEqual(parse(''), { page: 'home', id: null, way: null });
});

const FRONT = { main: { device: 'NM8S-250', rated_a: 250 }, levers: 'two' };
const item = (kind, more = {}) => ({ kind, id: `${kind}-x`, zone: 'z', x: 0, y: 0, w: 20, h: 20, ...more });
const of = (panel) => stateOf(panel, FRONT);

test('a lever says where it is and why', () => {
  const at = (place, tripped, cause) => position({ position: place, tripped, cause });
  assert.equal(at('up', false, null), 'up: on');
  assert.equal(at('down', false, 'manual'), 'down: off');
  assert.equal(at('middle', true, 'residual'), 'middle: residual trip');
  assert.equal(at('down', true, 'instantaneous'), 'down: trip, short circuit');
  assert.equal(at('middle', true, 'unknown'), 'middle: tripped');
  assert.equal(at(null, true, 'overload'), 'tripped: overload');
  assert.equal(at(null, true, null), 'tripped');
  assert.equal(at(null, false, null), 'unknown');
});

test('a lamp is never told by its colour alone', () => {
  assert.equal(light({ color: 'red', pattern: 'fast' }), 'red, flashing rapidly');
  assert.equal(light({ color: 'red', pattern: 'slow' }), 'red, flashing slowly');
  assert.equal(light({ color: 'green', pattern: 'steady' }), 'green, steady');
  assert.equal(light({ color: 'off', pattern: 'off' }), 'off');
  assert.equal(light({ color: null, pattern: 'steady' }), 'unknown');
});

test('no lamp flashes more than three times a second, whatever the moment', () => {
  for (const which of ['slow', 'fast']) {
    const changesAt = [];
    for (let ms = 0; ms < 4000; ms += 1) {
      if (lit(ms)[which] && !lit(ms - 1)[which]) changesAt.push(ms);
    }
    for (const from of changesAt) {
      const within = changesAt.filter((ms) => ms >= from && ms < from + 1000).length;
      assert.ok(within <= 3, `${within} flashes of ${which} in a second`);
    }
  }
  assert.equal(1000 / (2 * SLOW_MS), 1);
  assert.equal(1000 / (2 * FAST_MS), 2.5);
  assert.equal(untilEdge(1234), 66);
  assert.equal(untilEdge(1200), 100);
});

test('what the state does not hold is unknown, never off', () => {
  const nothing = of({});
  assert.equal(look(item('breaker', { way: 'A1' }), nothing).position, null);
  assert.equal(look(item('monitor', { way: 'A1' }), nothing).color, null);
  assert.equal(look(item('fuse', { fuse: 'meter_l1' }), nothing).blown, null);
  assert.equal(look(item('e_stop'), nothing).state, null);
  assert.equal(look(item('powerlock', { side: 'drain', conductor: 'n' }), nothing).in, null);
  assert.equal(look(item('lamp', { lamp: 'line_l1' }), nothing).color, null);
  assert.equal(look(item('meter'), nothing).known, false);
  assert.equal(said(item('meter'), look(item('meter'), nothing)).state, 'unknown');
  assert.equal(said(item('main'), look(item('main'), nothing)).state, 'unknown');
});

test('looks follow the state', () => {
  const panel = {
    main: { lever: 'tripped', cause: 'e_stop' },
    lamps: { line: { l1: true, l2: false, l3: true }, run: 'flash', data_tx: false, main_status: 'fast' },
    ways: [{ id: 'A1', lever: 'on', position: 'up', indicator: { color: 'blue', pattern: 'steady' }, load: { load: 'par' } }],
    groups: [{ id: 'A', selected: 'A1', load_current_a: 3.25, module: 'socapex-19', fitted: true }],
    dials: [{ dial: 'ir', label: 'IR', steps: [0.4, 1], value: 1, unit: 'x In', settable: true }],
    residual_relay: { steps_a: [0.03, 0.3], steps_s: [0.02], threshold_a: 0.3, delay_s: 0.02 },
    cover: 'closed',
    connectors: { drain: { pe: true, n: true, l1: true, l2: true, l3: false } },
    meter: { display: { lit: false } },
    fuses: [],
  };
  const seen = (kind, more) => look(item(kind, more), of(panel));
  assert.deepEqual(seen('main').position, 'middle');
  assert.equal(seen('lamp', { lamp: 'line_l2' }).color, 'off');
  assert.equal(seen('lamp', { lamp: 'run' }).pattern, 'slow');
  assert.equal(seen('lamp', { lamp: 'main_status' }).pattern, 'fast');
  assert.equal(seen('monitor', { way: 'A1' }).color, 'blue');
  const meter = item('load_meter', { group: 'A' });
  assert.deepEqual(said(meter, look(meter, of(panel))), { name: 'Load current of group A', state: 'A1, 3.3 A' });
  assert.equal(seen('dial', { dial: 'ir', cover: true }).covered, true);
  assert.equal(seen('dial', { dial: 'relay_a', cover: false }).at, 1);
  assert.equal(seen('inlet', { side: 'drain', conductor: 'all' }).in, false);
  assert.equal(seen('outlet', { ways: ['A1', 'A2'], group: 'A', module: 'socapex-19' }).out, false);
  assert.equal(seen('outlet', { ways: ['A1'], group: 'A', module: 'powercon' }).out, true);
  assert.equal(said(item('meter'), seen('meter')).state, 'dark');
  assert.equal(step(null, 'x In'), 'OFF');
});

test('figures take the room they have', () => {
  assert.equal(signs('8').marks.length, 1);
  assert.equal(signs('').width, 0);
  const [two, mark, one] = signs('2.1').marks;
  assert.ok(two && mark && one && mark.at < one.at);
  assert.equal(mark.all, '', 'a decimal mark has no seven segments');
  assert.equal(signs('\u2014').marks[0].path, signs('-').marks[0].path);
  assert.ok(signs('262.1').width < signs('26201').width);
  assert.ok(heightOf('1234567', 20, 9) < heightOf('12', 20, 9));
});

test('whoever comes closer finds everything as large as a finger', () => {
  const small = item('test', { w: 10, h: 20 });
  const face = { w: 400, h: 900, zones: [{ id: 'z', title: 'Z', x: 0, y: 0, w: 300, h: 100, marks: [] }], items: [small, item('vent', { w: 1, h: 1 })] };
  assert.equal(smallest(face.items), 10, 'only what hands may touch counts');
  const whole = fitted(face, null, { width: 360, height: 600 });
  assert.equal(whole.touch, false, 'too small for a finger: the zones are the targets');
  const near = fitted(face, 'z', { width: 360, height: 600 });
  assert.ok(10 * near.scale >= FINGER_PX);
  assert.equal(near.box.w, 300);
  assert.equal(fitted(face, null, { width: 4000, height: 600 }).scale, 1.5);
  const air = { ...face.zones[0], id: 'air' };
  const both = { ...face, zones: [...face.zones, air], items: [small, item('vent', { zone: 'air' })] };
  assert.deepEqual(rooms(both).map(({ id }) => id), ['z'], 'where nothing is to be done nobody comes closer');
  assert.equal(fitted({ ...face, items: [] }, 'z', { width: 360, height: 600 }).touch, true);
});

test('gestures become requests', () => {
  const on = { position: 'up', tripped: false };
  const off = { position: 'down', tripped: false };
  const way = item('breaker', { way: 'A1' });
  const action = (seen, gesture) => requestOf(way, seen, gesture).body.action;
  assert.equal(action(on, 'press'), 'off');
  assert.equal(action(off, 'press'), 'on');
  assert.equal(action({ position: 'down', tripped: true }, 'press'), 'off', 'a tripped one is reset first');
  assert.equal(action({ position: 'middle', tripped: true }, 'press'), 'off');
  assert.equal(action(on, 'up'), 'on');
  assert.equal(action(off, 'down'), 'off');
  const dial = item('dial', { dial: 'ir' });
  const seen = { steps: [0.4, 0.5, null], at: 1 };
  assert.deepEqual(requestOf(dial, seen, 'up').body, { dial: 'ir', value: null });
  assert.deepEqual(requestOf(dial, { ...seen, at: 0 }, 'down').body, { dial: 'ir', value: 0.4 });
  assert.deepEqual(requestOf(dial, seen, 'press'), { sheet: 'dial' });
  const knob = { ...item('knob'), id: 'knob-backlight' };
  assert.deepEqual(requestOf(knob, { value: 0.95 }, 'up').body, { knob: 'backlight', value: 1 });
  assert.deepEqual(requestOf(knob, { value: 1 }, 'press').body, { knob: 'backlight', value: 0 });
  const pole = item('powerlock', { side: 'source', conductor: 'l1' });
  assert.deepEqual(requestOf(pole, { in: false }, 'press').body, { side: 'source', conductor: 'l1', connected: true });
  assert.deepEqual(requestOf(item('fuse', { fuse: 'f' }), { blown: false }, 'press').body, { fuse: 'f', blown: true });
  assert.equal(requestOf(item('vent'), {}, 'press'), null);
});

test('a twist counts clockwise only', () => {
  const middle = { x: 0, y: 0 };
  const up = { x: 0, y: -10 };
  assert.ok(turned(middle, up, { x: 10, y: 0 }) > TWIST_DEG);
  assert.ok(turned(middle, up, { x: -10, y: 0 }) < 0);
  assert.ok(turned(middle, { x: -10, y: 1 }, { x: -10, y: -1 }) > 0, 'past half a turn');
});

test('what tripped and what the twin remarks are told once', () => {
  const calm = { time_s: 1, main: { lever: 'on' }, ways: [{ id: 'A1', lever: 'on' }, { id: 'X8', lever: 'on', rcd: 'set' }], notices: [] };
  const notice = { t_s: 1.5, code: 'powerlock_order', text: 'L1 was connected before N' };
  const bad = {
    time_s: 2,
    main: { lever: 'tripped', cause: 'e_stop' },
    ways: [{ id: 'A1', lever: 'tripped', cause: 'residual' }, { id: 'X8', lever: 'on', rcd: 'tripped' }],
    notices: [notice],
  };
  assert.deepEqual(changes(null, bad), [], 'the first state brings no old news');
  assert.deepEqual(
    changes(calm, bad).map(({ kind, text }) => [kind, text]),
    [
      ['trip', 'Main tripped: emergency stop'],
      ['trip', 'A1 tripped: residual current'],
      ['trip', 'Residual device of X8 tripped: residual current'],
      ['notice', 'L1 was connected before N'],
    ],
  );
  assert.deepEqual(changes(bad, bad), []);
  const told = { ...bad, said: [{ t_s: 60, text: 'The neutral opens.' }] };
  assert.deepEqual(changes(bad, told), [{ kind: 'said', text: 'The neutral opens.', t_s: 60 }]);
  assert.deepEqual(changes(told, told), []);
  assert.deepEqual(
    changes(null, told).map(({ kind }) => kind),
    ['said'],
    'a page opened late catches up with the scenario',
  );
});

test('a late answer never undoes a newer one, and silence ages', async () => {
  const answers = [];
  const heard = [];
  const link = new Link((panel) => heard.push(panel), () => new Promise((give, fail) => answers.push({ give, fail })));
  assert.equal(link.ageMs(), Number.POSITIVE_INFINITY);
  link.start();
  void link.poll();
  answers[1].give('new');
  answers[0].give('old');
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(heard, ['new']);
  assert.ok(link.ageMs() < 1000);
  const sent = link.send('panel/way', { way: 'A1' });
  answers[2].fail(new Error('no'));
  await assert.rejects(sent, /no/);
  assert.equal(answers.length, 4, 'after a hand the state is asked for at once');
  link.end();
  answers[3].give('after the end');
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(heard, ['new']);
});
