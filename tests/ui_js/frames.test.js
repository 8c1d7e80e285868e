// The browser reads the same bytes as Python does, with the table that Python wrote.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FRAMES } from '../../src/stagewatt/ui/lib/frames.gen.js';
import { decode, parts } from '../../src/stagewatt/ui/lib/wire.js';

const GOLDEN = new URL('../golden/frames/', import.meta.url);

/** @param {string} name */
function read(name) {
  const hex = readFileSync(new URL(`${name}.hex`, GOLDEN), 'utf8').replaceAll(/\s/g, '');
  const told = JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8'));
  return { bytes: Uint8Array.from(Buffer.from(hex, 'hex')), told };
}

/**
 * Everything that a frame says about one part of its table, in the golden file's form.
 * @param {any} frame
 * @param {'head' | 'row'} part
 */
function said(frame, part) {
  const rows = part === 'row' ? frame.rows : 1;
  const table = /** @type {any} */ (FRAMES.frames)[frame.kind][part];
  return Object.fromEntries(
    table.map((/** @type {any} */ field) => {
      const text = field.kind === 'text';
      const word = text || field.words;
      const values = [];
      for (let row = 0; row < rows; row += 1) {
        for (let k = 0; k < (text ? 1 : field.count); k += 1) {
          if (part === 'head')
            values.push(word ? frame.word(field.name, k) : frame.num(field.name, k));
          else
            values.push(word ? frame.rowWord(field.name, row) : frame.rowNum(field.name, row, k));
        }
      }
      return [field.name, part === 'head' && values.length === 1 ? values[0] : values];
    }),
  );
}

/**
 * What a frame says of its cells, in the golden file's form.
 * @param {any} frame
 */
function cells(frame) {
  const table = /** @type {any} */ (FRAMES.frames)[frame.kind].cell;
  return Object.fromEntries(
    table.map((/** @type {any} */ field) => {
      const bytes = [...frame.cellBytes(field.name)];
      const words = field.parts && parts(frame.kind, field.name);
      const value = (/** @type {number} */ byte) =>
        byte === 0xff ? null : words ? Object.values(words[byte]) : byte;
      return [field.name, bytes.map(value)];
    }),
  );
}

for (const name of ['rack', 'fleet', 'wall']) {
  test(`the golden ${name} frame reads as its source says`, () => {
    const { bytes, told } = read(name);
    const frame = /** @type {any} */ (decode(bytes.buffer));
    assert.ok(frame);
    assert.equal(frame.kind, name);
    assert.deepEqual([frame.topic, frame.seq, frame.rows], [told.topic, told.seq, told.rows]);
    assert.deepEqual(said(frame, 'head'), told.head);
    assert.deepEqual(said(frame, 'row'), told.row);
    if (told.cell) assert.deepEqual(cells(frame), told.cell);
    else assert.equal(frame.cells, 0);
  });

  test(`a ${name} frame of another length, version or kind is none`, () => {
    const { bytes } = read(name);
    assert.equal(decode(bytes.slice(0, -1).buffer), null);
    assert.equal(decode(new Uint8Array([...bytes, 0]).buffer), null);
    assert.equal(decode(bytes.slice(0, 5).buffer), null);
    for (const at of [0, 1]) {
      const other = bytes.slice();
      other[at] = 99;
      assert.equal(decode(other.buffer), null);
    }
  });
}

test('the codes of a wall say each combination of words once', () => {
  const all = parts('wall', 'state');
  assert.equal(all.length, 240);
  assert.equal(new Set(all.map((each) => JSON.stringify(each))).size, 240);
  assert.deepEqual(all[20], { breaker: 'on', warning: 'yes', load: 'high', quality: 'good' });
  assert.throws(() => parts('wall', 'used_pct'), /no field used_pct with parts/);
  assert.throws(() => parts('rack', 'state'), /no field state with parts/);
});

test('a wall whose racks claim more ways than there are is none', () => {
  const { bytes } = read('wall');
  const other = bytes.slice();
  other[14] = 0xff;
  assert.equal(decode(other.buffer), null);
  const many = bytes.slice();
  many[12] = 0xff;
  assert.equal(decode(many.buffer), null);
});

test('the bytes of a wall are read in place', () => {
  const { bytes } = read('wall');
  const frame = /** @type {any} */ (decode(bytes.buffer));
  assert.deepEqual([...frame.cellBytes('used_pct')].slice(0, 3), [95, 6, 255]);
  assert.throws(() => frame.cellBytes('i_a'), /no field i_a/);
});
