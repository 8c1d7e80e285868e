import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { nearest } = await import('../../src/stagewatt/ui/lib/keys.js');
const { beside } = await import('../../src/stagewatt/ui/lib/sheet.js');
const { parse, rackAddress } = await import('../../src/stagewatt/ui/lib/route.js');
const { neighbour } = await import('../../src/stagewatt/ui/fleet/walk.js');
const { refusal } = await import('../../src/stagewatt/ui/lib/api.js');

const grid = Array.from({ length: 12 }, (_, k) => ({ x: (k % 4) * 80, y: Math.floor(k / 4) * 90 }));

test('arrows move in a grid of tiles, and stop at its edge', () => {
  assert.equal(nearest(grid, 5, 'right'), 6);
  assert.equal(nearest(grid, 5, 'left'), 4);
  assert.equal(nearest(grid, 5, 'down'), 9);
  assert.equal(nearest(grid, 5, 'up'), 1);
  assert.equal(nearest(grid, 0, 'up'), -1);
  assert.equal(nearest(grid, -1, 'down'), 0, 'from nowhere to the first');
  assert.equal(nearest([], -1, 'down'), -1);
});

test('straight ahead counts more than aside', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 60, y: 60 },
    { x: 200, y: 0 },
  ];
  assert.equal(nearest(points, 0, 'right'), 2);
});

test('a dialog stands beside its tile and inside the window, never over the tile if there is room', () => {
  const [box, space] = [
    { width: 340, height: 300 },
    { width: 1280, height: 900 },
  ];
  const tile = (/** @type {number} */ left, /** @type {number} */ top) => ({
    left,
    top,
    right: left + 80,
    bottom: top + 90,
  });
  assert.deepEqual(beside(tile(200, 400), box, space), { left: 288, top: 400 });
  assert.deepEqual(beside(tile(1190, 400), box, space), { left: 842, top: 400 });
  assert.deepEqual(beside(tile(200, 800), box, space), { left: 288, top: 592 });
  const narrow = { width: 400, height: 900 };
  assert.equal(beside(tile(160, 100), box, narrow).top, 198, 'below');
  assert.equal(beside(tile(160, 700), box, narrow).top, 392, 'above');
});

test('addresses', () => {
  assert.deepEqual(parse('#/rack/4711ab'), { page: 'rack', id: '4711ab', way: null });
  assert.deepEqual(parse('#/rack/4711ab/A5'), { page: 'rack', id: '4711ab', way: 'A5' });
  assert.deepEqual(parse('#/alarms'), { page: 'alarms', id: null, way: null });
  assert.deepEqual(parse('#/racks'), { page: 'racks', id: null, way: null });
  assert.deepEqual(parse('#/a-page'), { page: 'a-page', id: null, way: null });
  for (const home of ['', '#', '#/', '#/rack/']) assert.equal(parse(home).page, 'home');
  assert.deepEqual(parse(rackAddress('a b/c')), { page: 'rack', id: 'a b/c', way: null });
  assert.deepEqual(parse(rackAddress('a', 'X/1')), { page: 'rack', id: 'a', way: 'X/1' });
  assert.equal(parse('#/rack/%E0%A4%A').id, '%E0%A4%A', 'what nobody could have written breaks nothing');
});

test('neighbours in the order of the fleet, round at its ends', () => {
  const racks = ['a', 'b', 'c'].map((id) => ({ id, name: null, printed_name: id }));
  assert.equal(neighbour(racks, 'a', 1)?.id, 'b');
  assert.equal(neighbour(racks, 'a', -1)?.id, 'c');
  assert.equal(neighbour(racks, null, 1)?.id, 'a');
  assert.equal(neighbour(racks, null, -1)?.id, 'c');
  assert.equal(neighbour([], 'a', 1), undefined);
});

test('a refusal carries what the server said and where', () => {
  const said = refusal(
    { error: { code: 'invalid', message: 'min above max', where: 'min_a' } },
    422,
  );
  assert.deepEqual(
    [said.message, said.code, said.where, said.status],
    ['min above max', 'invalid', 'min_a', 422],
  );
  assert.match(refusal({}, 500).message, /500/);
});
