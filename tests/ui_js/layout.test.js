import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout, span } from '../../src/stagewatt/ui/lib/layout.js';

/** @param {string} id @param {string} connector */
const way = (id, connector, quality = 'good') => /** @type {any} */ ({ id, connector, quality });
/** @param {string} id @param {string} type @param {string[]} ways */
const connector = (id, type, ways) => ({ id, type, title: `${id} ${type}`, color: null, ways });
const ids = (/** @type {string} */ prefix, /** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from + 1 }, (_, k) => `${prefix}${from + k}`);

test('multi-circuit connectors become blocks in the order of the group', () => {
  const ways = [
    ...ids('A', 1, 12).map((id, k) => way(id, k < 6 ? 's1' : 's2')),
    way('X1', 'X1', 'unmeasured'),
  ];
  const connectors = [
    connector('s1', 'socapex-19', ids('A', 1, 6)),
    connector('s2', 'socapex-19', ids('A', 7, 12)),
    connector('X1', 'cee', ['X1']),
  ];
  const { fields, auxiliary } = layout(ways, connectors, [{ id: 'A', ways: ids('A', 1, 12) }]);
  assert.deepEqual(
    fields.map(({ id }) => id),
    ['A'],
  );
  assert.deepEqual(
    fields[0]?.blocks.map((block) => [block.id, span(block), block.tiles.length]),
    [
      ['s1', '1–6', 6],
      ['s2', '7–12', 6],
    ],
  );
  assert.deepEqual(
    fields[0]?.blocks[1]?.tiles.map(({ row }) => row),
    [6, 7, 8, 9, 10, 11],
    'rows of the frame',
  );
  assert.deepEqual(
    auxiliary.map(({ way: { id } }) => id),
    ['X1'],
  );
});

test('connectors of one way each and one type stand together, another type apart', () => {
  const ways = ids('B', 1, 4).map((id) => way(id, id));
  const connectors = ways.map(({ id }, k) => connector(id, k < 3 ? 'powercon' : 'true1', [id]));
  const { fields } = layout(ways, connectors, [{ id: 'B', ways: ids('B', 1, 4) }]);
  assert.deepEqual(
    fields[0]?.blocks.map((block) => [block.title, span(block), block.connector]),
    [
      ['powercon', '1–3', null],
      ['true1', '4', null],
    ],
  );
});

test('measured ways outside any group still get a field; a way the list does not have gets none', () => {
  const ways = [way('1', 's'), way('2', 's')];
  const { fields, auxiliary } = layout(
    ways,
    [connector('s', 'soca', ['1', '2'])],
    [{ id: 'A', ways: ['9'] }],
  );
  assert.deepEqual(
    fields.map(({ title, blocks }) => [title, blocks.length]),
    [['Ways', 1]],
  );
  assert.equal(auxiliary.length, 0);
});
