// What stands around the wall: the racks' names above it, the ways beside it.

import { SIDE, TOP } from './wallplan.js';

/** @typedef {import('./wallplan.js').Plan} Plan */

export const NAME_PX = 11;
const FACE = 'B612, system-ui, sans-serif';

/**
 * The racks' names, standing on their columns.
 * @param {CanvasRenderingContext2D} pen
 * @param {Plan} plan
 * @param {readonly string[]} names
 * @param {number} bottom where they begin
 */
export function writeNames(pen, { xs, colW }, names, bottom) {
  pen.font = `${Math.min(NAME_PX, colW)}px ${FACE}`;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  names.forEach((name, k) => {
    pen.save();
    pen.translate((xs[k] ?? 0) + colW / 2, bottom);
    pen.rotate(-Math.PI / 2);
    pen.fillText(short(pen, name, bottom - 2), 0, 0);
    pen.restore();
  });
}

/**
 * The first way of each group beside its row.
 * @param {CanvasRenderingContext2D} pen
 * @param {Plan} plan
 * @param {readonly string[]} labels
 */
export function writeLabels(pen, { rowH, rows }, labels) {
  pen.font = `${NAME_PX}px ${FACE}`;
  pen.textBaseline = 'top';
  pen.textAlign = 'right';
  labels.slice(0, rows).forEach((label, k) => {
    const starts = label.charAt(0) !== (labels[k - 1] ?? '').charAt(0);
    if (starts) pen.fillText(label, SIDE - 5, TOP + k * rowH);
  });
}

/**
 * A name cut to a length, with dots where it was longer.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} name
 * @param {number} room
 */
function short(pen, name, room) {
  if (pen.measureText(name).width <= room) return name;
  let cut = name;
  while (cut.length > 1 && pen.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1);
  return `${cut}…`;
}
