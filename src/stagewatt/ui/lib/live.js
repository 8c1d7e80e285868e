// Joins a topic's frames to the cells on the page: who is on screen gets written, nobody else.

import { Cells, screen } from './cells.js';
import { onFrame } from './store.js';

const cells = new Cells(screen());

/**
 * Let `write` run for an element after each frame of a topic; returns the end of it.
 * @param {string} topic
 * @param {Element} el
 * @param {(nowMs: number) => boolean} write
 */
export function live(topic, el, write) {
  const { row, end } = cells.row(el, write);
  const unheard = onFrame(topic, () => cells.touch(row));
  return () => {
    unheard();
    end();
  };
}
