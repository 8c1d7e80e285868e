// Pages are found by their place, stand in their order, and one that fails harms no other.

import assert from 'node:assert/strict';
import test from 'node:test';

import { sorted } from '../../src/stagewatt/ui/lib/pages.js';

const Panel = () => null;

test('pages stand in their order, by the name of their file', () => {
  const loaded = [
    { status: 'fulfilled', value: { title: 'Later', order: 20, Panel } },
    { status: 'rejected', reason: new Error('syntax') },
    { status: 'fulfilled', value: { title: 'First', order: 10, Panel } },
  ];
  const found = sorted(loaded, ['pages/later.js', 'pages/broken.js', 'pages/first.js']);
  assert.deepEqual(
    found.map(({ name, title }) => [name, title]),
    [
      ['first', 'First'],
      ['later', 'Later'],
    ],
  );
});
