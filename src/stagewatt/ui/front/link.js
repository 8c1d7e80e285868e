// The twin's state, asked for four times a second; what a hand did shows at once.

import { refusal } from '../lib/api.js';

export const EVERY_MS = 250;
export const PATIENCE_MS = 900;
/** Without an answer for so long, nothing on the page counts as live. */
export const STALE_MS = 1000;

/**
 * Ask the twin. Throws `Refusal` with the twin's words, or an error where it did not answer.
 * @param {string} path below `/api/v1/`
 * @param {object} [body] of a POST
 * @returns {Promise<any>}
 */
export async function ask(path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), body ? 3000 : PATIENCE_MS);
  const how = body
    ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  try {
    const answer = await fetch(`/api/v1/${path}`, { ...how, signal: stop.signal });
    const json = await answer.json();
    if (!answer.ok) throw refusal(json, answer.status);
    return json;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Keeps asking for the panel; tells each state once, newest last, and how long there was none.
 */
export class Link {
  /**
   * @param {(panel: any) => void} heard
   * @param {(path: string, body?: object) => Promise<any>} [asks]
   */
  constructor(heard, asks = ask) {
    this.heard = heard;
    this.asks = asks;
    this.asked = 0;
    this.shown = 0;
    this.atMs = Number.NEGATIVE_INFINITY;
    this.timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this.ended = false;
  }

  /** Begin, and go on until `end`. */
  start() {
    void this.poll();
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
  }

  /** Milliseconds since the newest state. */
  ageMs() {
    return performance.now() - this.atMs;
  }

  /** Ask now, and again after a while; an answer that comes late never undoes a newer one. */
  async poll() {
    clearTimeout(this.timer);
    this.asked += 1;
    const own = this.asked;
    try {
      this.take(own, await this.asks('panel'));
    } catch {
      // Silence shows by its age.
    }
    if (own !== this.asked || this.ended) return;
    this.timer = setTimeout(() => void this.poll(), EVERY_MS);
  }

  /**
   * Do something, then look at once.
   * @param {string} path
   * @param {object} body
   */
  async send(path, body) {
    try {
      return await this.asks(path, body);
    } finally {
      if (!this.ended) void this.poll();
    }
  }

  /**
   * @param {number} own number of the question
   * @param {any} panel
   */
  take(own, panel) {
    if (own < this.shown || this.ended) return;
    this.shown = own;
    this.atMs = performance.now();
    this.heard(panel);
  }
}
