import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../../src/stagewatt/ui/lib/format.js';

test('amps: one digit to 99.9, then whole; none is a dash and never 0', () => {
  assert.deepEqual([0, 12.44, 99.94, 99.95, 250.4].map(format.amps), [
    '0.0',
    '12.4',
    '99.9',
    '100',
    '250',
  ]);
  for (const none of [null, undefined, Number.NaN, Infinity]) assert.equal(format.amps(none), '—');
});

test('minus is a minus sign, and there is no minus zero', () => {
  assert.equal(format.fixed(-3.26, 1), '−3.3');
  assert.equal(format.fixed(-0.04, 1), '0.0');
});

test('power keeps three figures, an estimate two', () => {
  const nb = '\u00a0';
  assert.deepEqual(format.power(850), ['850', 'W']);
  assert.deepEqual(format.power(1310), ['1.31', 'kW']);
  assert.deepEqual(format.power(41200), ['41.2', 'kW']);
  assert.deepEqual(format.power(9996), ['10.0', 'kW']);
  assert.deepEqual(format.power(-152000, 'var'), ['−152', 'kvar']);
  assert.deepEqual(format.power(null), ['—', '']);
  assert.equal(format.about(3440), `~3.4${nb}kW`);
  assert.equal(format.about(847), `~850${nb}W`);
  assert.equal(format.about(12), `~12${nb}W`);
  assert.equal(format.about(12_340), `~12${nb}kW`);
  assert.equal(format.about(null), '—');
});

test('power factor names its side', () => {
  assert.deepEqual(format.powerFactor(0.966), ['0.97', 'ind']);
  assert.deepEqual(format.powerFactor(-0.9), ['0.90', 'cap']);
  assert.deepEqual(format.powerFactor(0.999), ['1.00', '']);
  assert.deepEqual(format.powerFactor(null), ['—', '']);
});

test('ages are short, and never is a word', () => {
  const plain = (/** @type {number | null} */ s) => format.age(s).replace('\u00a0', ' ');
  assert.deepEqual([0.04, 0.1, 0.96, 7.4, 59.6, 120, 3600, 90000].map(plain), [
    '0.0 s',
    '0.1 s',
    '1 s',
    '7 s',
    '1 min',
    '2 min',
    '1 h',
    '1 d',
  ]);
  assert.equal(format.age(null), 'never');
});

test('a stopwatch counts minutes and hours', () => {
  assert.deepEqual([7.9, 754, 3723, -1].map(format.stopwatch), [
    '00:07',
    '12:34',
    '1:02:03',
    '00:00',
  ]);
});

test('typed amps: comma or point, a unit, nothing; no number is NaN', () => {
  assert.equal(format.parseAmps(' 12,5 A'), 12.5);
  assert.equal(format.parseAmps('.5'), 0.5);
  assert.equal(format.parseAmps('  '), null);
  for (const wrong of ['sixteen', '1.2.3', '1e3', '12 kA', '-']) {
    assert.ok(Number.isNaN(format.parseAmps(wrong)), wrong);
  }
});

test('energy and thousands', () => {
  assert.equal(format.kilowattHours(312412), '312.4');
  assert.equal(format.kilowattHours(null), '—');
  assert.equal(format.kilo(850), '0.85');
  assert.equal(format.clock(new Date(2026, 4, 14, 21, 3, 7)), '21:03:07');
});

test('the decimal mark of the place', () => {
  format.useDecimalMark(',');
  assert.equal(format.amps(12.4), '12,4');
  format.useDecimalMark('.');
});
