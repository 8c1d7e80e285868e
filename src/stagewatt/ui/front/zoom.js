// How large a face is drawn: a finger must hit what it may touch, or it comes closer first.

import { HANDLED } from './look.js';

/** @typedef {import('./look.js').FaceDoc} FaceDoc */
/** @typedef {{x: number, y: number, w: number, h: number}} Box */

export const FINGER_PX = 48;
export const LEAST_PX = 24;
const MOST_PX_PER_MM = { whole: 2.1, zone: 4 };
const UPRIGHT_PX_PER_MM = 1.5;

/**
 * The smallest side of anything in a box that a hand may touch, in millimetres.
 * @param {readonly import('./look.js').Item[]} items
 */
export function smallest(items) {
  const sides = items.filter(({ kind }) => HANDLED.has(kind)).flatMap(({ w, h }) => [w, h]);
  return sides.length ? Math.min(...sides) : Number.POSITIVE_INFINITY;
}

/**
 * Pixels per millimetre, and whether the parts themselves can be touched at that size.
 * @param {FaceDoc} face
 * @param {string | null} zone the one that is brought closer
 * @param {{width: number, height: number}} space in pixels
 * @returns {{box: Box, scale: number, items: import('./look.js').Item[], touch: boolean}}
 */
export function fitted(face, zone, space) {
  const near = face.zones.find(({ id }) => id === zone);
  const items = near ? face.items.filter((item) => item.zone === near.id) : face.items;
  const box = near ?? { x: 0, y: 0, w: face.w, h: face.h };
  const wide = space.width / box.w;
  if (!near) {
    const most = face.h > face.w ? UPRIGHT_PX_PER_MM : MOST_PX_PER_MM.whole;
    const scale = Math.min(wide, most);
    return { box, scale, items, touch: smallest(items) * scale >= LEAST_PX };
  }
  const finger = FINGER_PX / smallest(items);
  const usual = Math.min(wide, space.height / box.h, MOST_PX_PER_MM.zone);
  const scale = Math.max(usual, Number.isFinite(finger) && finger > 0 ? finger : 0);
  return { box, scale, items, touch: true };
}
