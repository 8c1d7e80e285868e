// What a person typed, before anything is sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { read } = await import('../../src/stagewatt/ui/lib/form.js');

/** @param {Record<string, string>} typed */
const from = (typed) => (/** @type {string} */ name) => typed[name] ?? '';

test('text is trimmed, an empty field is none', () => {
  const fields = [
    { name: 'name', label: 'Name', value: '' },
    { name: 'group', label: 'Group', value: '' },
  ];
  assert.deepEqual(read(from({ name: '  Dimmer SL ', group: '  ' }), fields), {
    body: { name: 'Dimmer SL', group: null },
    wrong: null,
  });
});

test('amps are numbers; what is none is said at its field', () => {
  const fields = [
    { name: 'min_a', label: 'Warn below', value: '', amps: true },
    { name: 'max_a', label: 'Warn above', value: '', amps: true },
  ];
  assert.deepEqual(read(from({ min_a: '', max_a: '12,5 A' }), fields).body, {
    min_a: null,
    max_a: 12.5,
  });
  const { wrong } = read(from({ max_a: 'sixteen' }), fields);
  assert.equal(wrong?.where, 'max_a');
});

test('a field that is needed says why, before anything else', () => {
  const fields = [
    { name: 'by', label: 'Your name', value: '', needed: 'Enter your name.' },
    { name: 'comment', label: 'Comment', value: '' },
  ];
  assert.deepEqual(read(from({ by: ' ', comment: 'seen' }), fields).wrong, {
    where: 'by',
    message: 'Enter your name.',
  });
  assert.equal(read(from({ by: 'Jo' }), fields).wrong, null);
});
