import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phasors, unbalancePct, unexplained } from '../../src/stagewatt/ui/lib/phasor.js';

const near = (/** @type {number | null} */ a, /** @type {number} */ b, within = 0.01) =>
  assert.ok(a !== null && Math.abs(a - b) < within, `${a} is not ${b}`);

// Geometric sums of phase currents at equal power factor: sqrt(a² + b² + c² − ab − bc − ca).
for (const [currents, sum] of /** @type {[number[], number][]} */ ([
  [[100, 100, 100], 0],
  [[100, 60, 30], 60.83],
  [[63, 63, 0], 63],
  [[63, 0, 0], 63],
  [[16, 10, 4], 10.39],
  [[250, 200, 150], 86.6],
])) {
  test(`vector sum of ${currents} A is ${sum} A`, () => {
    near(phasors(currents, [1, 1, 1], 250).sum.a, sum);
    near(phasors(currents, [0.8, 0.8, 0.8], 250).sum.a, sum);
    near(phasors(currents, [-0.8, -0.8, -0.8], 250).sum.a, sum);
  });
}

test('L1 points up, L2 and L3 follow clockwise, as long as their share of the rating', () => {
  const { arrows } = phasors([250, 125, 125], [1, 1, 1], 250);
  near(arrows[0]?.y ?? 0, -1);
  near(arrows[1]?.x ?? 0, 0.5 * Math.sin((2 * Math.PI) / 3));
  assert.ok((arrows[2]?.x ?? 0) < 0 && (arrows[2]?.y ?? 0) > 0);
});

test('a lagging current turns clockwise, a leading one the other way', () => {
  assert.ok((phasors([100, 0, 0], [0.9, 1, 1], 100).arrows[0]?.x ?? 0) > 0);
  assert.ok((phasors([100, 0, 0], [-0.9, 1, 1], 100).arrows[0]?.x ?? 0) < 0);
});

test('a missing phase leaves no sum, and no unbalance', () => {
  assert.equal(phasors([100, null, 30], [1, 1, 1], 250).sum.a, null);
  assert.equal(unbalancePct([100, null, 30]), null);
});

// 100/60/30 A with 20 % third harmonic: fundamental 60.83 A, third 38.0 A, neutral 71.72 A.
test('what the vectors do not explain is the triplen current', () => {
  near(unexplained(71.72, 60.83), 38, 0.02);
  assert.equal(unexplained(50, 60), 0);
  assert.equal(unexplained(null, 60), null);
});

test('unbalance after NEMA: 100/60/30 A is 57.9 %; hardly any load has none', () => {
  near(unbalancePct([100, 60, 30]), 57.9, 0.05);
  assert.equal(unbalancePct([0.2, 0, 0]), null);
});
