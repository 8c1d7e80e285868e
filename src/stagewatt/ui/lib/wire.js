// Binary frames as the node's table describes them: read in place, null where there is no value.

import { FRAMES } from './frames.gen.js';

export { SCHEMA } from './frames.gen.js';

/**
 * @typedef {'u8' | 'u16' | 'u32' | 'i16' | 'i32' | 'f64'} NumberKind
 * @typedef {{name: string, words: readonly string[]}} Part
 * @typedef {{name: string, kind: NumberKind | 'text', count: number, per: number,
 *   words?: readonly string[], parts?: readonly Part[]}} Field
 * @typedef {{kind: number, head: readonly Field[], row: readonly Field[],
 *   cell?: readonly Field[], cells?: string}} FrameTable
 * @typedef {{field: Field, at: number, size: number}} Spot
 */

/** @type {Record<Field['kind'], number>} */
const BYTES = { u8: 1, u16: 2, u32: 4, i16: 2, i32: 4, f64: 8, text: 1 };

/** @type {Record<NumberKind, (view: DataView, at: number) => number | null>} */
const READ = {
  u8: (view, at) => known(view.getUint8(at), 0xff),
  u16: (view, at) => known(view.getUint16(at, true), 0xffff),
  u32: (view, at) => known(view.getUint32(at, true), 0xffffffff),
  i16: (view, at) => known(view.getInt16(at, true), -0x8000),
  i32: (view, at) => known(view.getInt32(at, true), -0x80000000),
  f64: (view, at) => known(view.getFloat64(at, true), Number.NaN),
};

/**
 * @param {number} value
 * @param {number} missing the word that stands for "no value"
 */
function known(value, missing) {
  return Object.is(value, missing) ? null : value;
}

/**
 * @param {readonly Field[]} fields
 * @returns {[Map<string, Spot>, number]} the places by name, and the bytes of all
 */
function places(fields) {
  /** @type {Map<string, Spot>} */
  const spots = new Map();
  let at = 0;
  for (const field of fields) {
    const size = BYTES[field.kind] * field.count;
    spots.set(field.name, { field, at, size });
    at += size;
  }
  return [spots, at];
}

const [HEADER, HEADER_BYTES] = places(/** @type {readonly Field[]} */ (FRAMES.header));
const TABLES = /** @type {Record<string, FrameTable>} */ (FRAMES.frames);
const SHAPES = Object.entries(TABLES).map(([name, { kind, head, row, cell = [], cells = null }]) => {
  const [heads, headBytes] = places(head);
  const [rows, rowBytes] = places(row);
  const [each, cellBytes] = places(cell);
  return { name, kind, heads, headBytes, rows, rowBytes, cells, each, cellBytes };
});

/** One frame: values by the names of the node's table. */
export class Frame {
  /**
   * @param {DataView} view
   * @param {(typeof SHAPES)[number]} shape
   */
  constructor(view, shape) {
    this.view = view;
    this.shape = shape;
    this.kind = shape.name;
    this.topic = this.header('topic');
    this.seq = this.header('seq');
    this.rows = this.header('rows');
    /** How many cells all rows have together. */
    this.cells = this.countCells();
  }

  countCells() {
    const { cells, headBytes, rowBytes } = this.shape;
    if (cells === null || HEADER_BYTES + headBytes + rowBytes * this.rows > this.view.byteLength) {
      return 0;
    }
    let sum = 0;
    for (let row = 0; row < this.rows; row += 1) sum += this.rowNum(cells, row) ?? 0;
    return sum;
  }

  /** @param {string} name */
  header(name) {
    const { field, at } = seek(HEADER, name);
    return number(this.view, field, at) ?? 0;
  }

  /**
   * A number that stands once in the frame.
   * @param {string} name
   * @param {number} index which of a group, for example of L1, L2, L3, N
   */
  num(name, index = 0) {
    const { field, at } = seek(this.shape.heads, name);
    return number(this.view, field, HEADER_BYTES + at + index * BYTES[field.kind]);
  }

  /**
   * Some numbers that stand side by side.
   * @param {string} name
   * @param {number} count
   */
  nums(name, count) {
    return Array.from({ length: count }, (_, index) => this.num(name, index));
  }

  /**
   * A word or a text that stands once in the frame.
   * @param {string} name
   * @param {number} index
   */
  word(name, index = 0) {
    const { field, at } = seek(this.shape.heads, name);
    return word(this.view, field, HEADER_BYTES + at + index * BYTES[field.kind]);
  }

  /**
   * A number of one row (a way or a rack).
   * @param {string} name
   * @param {number} row
   * @param {number} index
   */
  rowNum(name, row, index = 0) {
    const spot = seek(this.shape.rows, name);
    return number(this.view, spot.field, this.rowAt(spot, row) + index * BYTES[spot.field.kind]);
  }

  /**
   * A word or a text of one row.
   * @param {string} name
   * @param {number} row
   */
  rowWord(name, row) {
    const spot = seek(this.shape.rows, name);
    return word(this.view, spot.field, this.rowAt(spot, row));
  }

  /**
   * A one-byte field of all cells, row after row, in place: 255 stands for no value. What a byte
   * with several words in it says, `parts` tells.
   * @param {string} name
   */
  cellBytes(name) {
    const { headBytes, rowBytes, each } = this.shape;
    const { at, size } = seek(each, name);
    const start = HEADER_BYTES + headBytes + rowBytes * this.rows + at * this.cells;
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start, size * this.cells);
  }

  /**
   * @param {Spot} spot
   * @param {number} row
   */
  rowAt(spot, row) {
    return HEADER_BYTES + this.shape.headBytes + spot.at * this.rows + row * spot.size;
  }
}

/**
 * @param {Map<string, Spot>} spots
 * @param {string} name
 */
function seek(spots, name) {
  const spot = spots.get(name);
  if (!spot) throw new Error(`no field ${name} in this frame`);
  return spot;
}

/**
 * @param {DataView} view
 * @param {Field} field
 * @param {number} at
 */
function number(view, { name, kind, per }, at) {
  if (kind === 'text') throw new Error(`${name} is a text`);
  const value = READ[kind](view, at);
  return value === null || per === 1 ? value : value / per;
}

/**
 * @param {DataView} view
 * @param {Field} field
 * @param {number} at
 */
function word(view, field, at) {
  if (field.kind !== 'text') return field.words?.[view.getUint8(at)] ?? null;
  let text = '';
  for (let k = 0; k < field.count; k += 1) {
    const code = view.getUint8(at + k);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text === '' ? null : text;
}

/**
 * What each code of a field with several words in it says, by the names of its parts: to be asked
 * once, and then looked up by the byte. Beyond its end there is no value.
 * @param {string} frame the kind of frame
 * @param {string} name
 * @returns {readonly Readonly<Record<string, string>>[]}
 */
export function parts(frame, name) {
  const field = TABLES[frame]?.cell?.find((each) => each.name === name);
  if (!field?.parts) throw new Error(`no field ${name} with parts in the cells of ${frame}`);
  let all = [/** @type {Record<string, string>} */ ({})];
  for (const part of field.parts) {
    all = part.words.flatMap((said) => all.map((before) => ({ ...before, [part.name]: said })));
  }
  return all;
}

/**
 * A frame out of bytes; null where they are of another version, kind or length.
 * @param {ArrayBuffer} buffer
 */
export function decode(buffer) {
  if (buffer.byteLength < HEADER_BYTES) return null;
  const view = new DataView(buffer);
  const shape = SHAPES.find(({ kind }) => kind === view.getUint8(0));
  if (!shape || view.getUint8(1) !== FRAMES.version) return null;
  const frame = new Frame(view, shape);
  const { headBytes, rowBytes, cellBytes } = shape;
  const length = HEADER_BYTES + headBytes + rowBytes * frame.rows + cellBytes * frame.cells;
  return buffer.byteLength === length ? frame : null;
}
