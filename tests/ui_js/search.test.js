import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain, search, shelf, words } from '../../src/stagewatt/ui/lib/search.js';

/** @param {number} number */
function rack(number, name = `Dimmer ${number}`) {
  const two = String(number).padStart(2, '0');
  const ways = Array.from({ length: 72 }, (_, k) => ({
    id: `${'ABCDEF'.charAt(Math.floor(k / 12))}${(k % 12) + 1}`,
    name: k % 3 === 0 ? `Spot ${number * 100 + k}` : null,
    phase: 'L1',
    connector: `${'ABCDEF'.charAt(Math.floor(k / 12))}-${k % 12 < 6 ? 1 : 2}`,
  }));
  const connectors = [...new Set(ways.map(({ connector }) => connector))].map((id) => ({
    id,
    title: `${id} Socapex`,
    color: id === 'A-1' ? 'YE' : null,
  }));
  const printed_name = `smartPDU47${two}`;
  const group = number < 50 ? 'Stage left' : 'FOH';
  return { id: `a${number}`, title: name, name, printed_name, model: 'smartpdu-72', group, ways, connectors };
}

const shelves = [rack(7, 'Dimmer SL'), rack(8, 'Dimmer SR'), rack(70, 'Café façade')].map(shelf);
const best = (/** @type {string} */ question) => {
  const [hit] = search(shelves, question);
  return hit ? `${hit.kind} ${hit.rack} ${hit.way ?? ''}`.trim() : 'nothing';
};

test('text is compared without case, accents and signs; small words drop out', () => {
  assert.equal(plain('  Façade / A-5 '), 'facade a 5');
  assert.deepEqual(words('A5 of Dimmer SL'), ['a5', 'dimmer', 'sl']);
  assert.deepEqual(words('the'), ['the'], 'unless nothing else is left');
  assert.deepEqual(words(' '), []);
});

test('a way of a rack, in any order of words', () => {
  assert.equal(best('dimmer sl a5'), 'way a7 A5');
  assert.equal(best('A5 of Dimmer SL'), 'way a7 A5');
  assert.equal(best('4708 b12'), 'way a8 B12');
  assert.equal(best('spot 700'), 'way a7 A1');
});

test('a rack by its name, its id, or the end of its printed name', () => {
  assert.equal(best('dimmer sl'), 'rack a7');
  assert.equal(best('a70'), 'rack a70');
  assert.equal(best('708'), 'rack a8');
  assert.equal(best('cafe facade'), 'rack a70');
  assert.equal(best('smartpdu47'), 'rack a7', 'equals stay in the order of the racks');
});

test('the end of a printed name outranks the same digits inside of one', () => {
  const inside = shelf({ ...rack(1, 'Amps'), printed_name: 'smartPDU47089' });
  const ends = shelf({ ...rack(2, 'Video'), printed_name: 'smartPDU14708' });
  assert.deepEqual(search([inside, ends], '4708').map((hit) => hit.rack), ['a2', 'a1']);
});

test('a connector by its title and its tape', () => {
  assert.equal(best('sr b-2'), 'connector a8 B7');
  assert.equal(best('YE sl'), 'connector a7 A1');
});

test('an exact way outranks one that only begins so', () => {
  const ids = search(shelves, 'sl a1', 5).map(({ way }) => way);
  assert.equal(ids[0], 'A1');
  assert.ok(ids.slice(1).includes('A10'));
});

test('each word must fit somewhere, and one of them the way itself', () => {
  assert.equal(best('dimmer xyzzy'), 'nothing');
  assert.equal(best(''), 'nothing');
  const hits = search(shelves, 'stage left');
  assert.deepEqual(hits.map(({ kind }) => kind), ['rack', 'rack'], 'not all of their ways');
});

test('a rack that was not read yet is found by its name', () => {
  const bare = shelf({ ...rack(9, 'Video'), ways: [], connectors: [] });
  assert.equal(search([bare], 'video')[0]?.rack, 'a9');
  assert.deepEqual(search([bare], 'video a5'), []);
});
