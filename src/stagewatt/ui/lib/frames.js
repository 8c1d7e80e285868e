// The newest frame of each topic, and who hears of it.

import { decode } from './wire.js';

/** @typedef {import('./wire.js').Frame} Frame */

/** @type {Map<number, string>} */
const topics = new Map();
/** @type {Map<string, {frame: Frame, at: number}>} */
const newest = new Map();
/** @type {Map<string, Set<(frame: Frame) => void>>} */
const listeners = new Map();

/**
 * Learn the numbers under which the node sends its topics.
 * @param {Record<string, number>} numbers
 */
export function learn(numbers) {
  topics.clear();
  for (const [name, number] of Object.entries(numbers)) topics.set(number, name);
}

/**
 * A frame as it came; null where it cannot be read.
 * @param {ArrayBuffer} data
 */
export function readFrame(data) {
  const frame = decode(data);
  const topic = frame ? topics.get(frame.topic) : undefined;
  return { frame, topic };
}

/**
 * Keep a frame as the newest of its topic.
 * @param {string} topic
 * @param {Frame} frame
 */
export function keepFrame(topic, frame) {
  newest.set(topic, { frame, at: performance.now() });
}

/**
 * Tell everybody who listens.
 * @param {string} topic
 * @param {Frame} frame
 */
export function tellFrame(topic, frame) {
  for (const listen of listeners.get(topic) ?? []) listen(frame);
}

/**
 * Give up what is known of a topic that is no longer sent: it would only grow old.
 * @param {string} topic
 */
export function dropFrame(topic) {
  newest.delete(topic);
}

/**
 * Hear each frame of a topic; the newest one at once if there is any.
 * @param {string} topic
 * @param {(frame: Frame) => void} listen
 */
export function onFrame(topic, listen) {
  const all = listeners.get(topic) ?? new Set();
  listeners.set(topic, all.add(listen));
  const kept = newest.get(topic);
  if (kept) listen(kept.frame);
  return () => {
    all.delete(listen);
  };
}

/**
 * The newest frame of a topic and how long ago it came, in seconds.
 * @param {string} topic
 */
export function newestOf(topic) {
  const kept = newest.get(topic);
  return kept ? { frame: kept.frame, sinceS: (performance.now() - kept.at) / 1000 } : null;
}
