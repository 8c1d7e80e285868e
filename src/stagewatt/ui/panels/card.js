// One way opened: its value large, the last second, its limits, and the ways to change it.

import { html, useEffect, useRef } from '../lib/html.js';
import { glyph } from '../lib/glyphs.js';
import { live } from '../lib/live.js';
import { asked } from '../lib/route.js';
import { wayWriter } from '../lib/waycell.js';
import { bar, limitsText, phaseChip } from './ways.js';

/**
 * @param {{doc: import('../lib/types.js').RackDoc, way: import('../lib/types.js').WayDoc, anchor: Element}} props
 */
export function Card({ doc, way, anchor }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const row = doc.ways.findIndex(({ id }) => id === way.id);
  const newest = useRef(way);
  newest.current = way;
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live(
      `rack/${doc.id}`,
      own,
      wayWriter(own, doc.id, row, () => newest.current),
    );
  }, [doc.id, row]);
  const connector = doc.connectors.find(({ id }) => id === way.connector);
  const limits = limitsText(way.min_a, way.max_a);
  return html`<div class="card live" ref=${el} data-quality="missing">
    <p class="card-where">${phaseChip(way)} ${connector?.title ?? ''}</p>
    <p class="way-value"><b class="num" data-c="i">—</b><span class="unit" data-c="unit"></span>
      <span class="way-flag">${glyph('p2')}</span></p>
    ${bar(way)}
    <p class="way-load"><i class="shape"></i><span data-c="word"></span><span class="way-p num"
      data-c="p"></span></p>
    <dl class="facts">
      <div><dt>Limits</dt><dd class="num way-limits">${limits ? `${limits} A` : 'none'}</dd></div>
      <div><dt>Last second</dt><dd class="num"><span data-c="low">—</span> to <span
        data-c="high">—</span> A, crest <span data-c="peak">—</span> A</dd></div>
      <div><dt>Breaker</dt><dd data-c="breaker">—</dd></div>
    </dl>
    <div class="actions">
      <button type="button" class="button main" data-first data-testid="card-pen"
        onClick=${() => (asked.value = { kind: 'name', way: way.id, anchor })}>${glyph('pen')} Name</button>
      <button type="button" class="button" data-testid="card-eye"
        onClick=${() => (asked.value = { kind: 'limits', way: way.id, anchor })}>${glyph('eye')} Limits</button>
      ${connector && html`<button type="button" class="button" data-testid="card-tape"
        onClick=${() => (asked.value = { kind: 'color', connector: connector.id, anchor })}>Tape</button>`}
    </div>
  </div>`;
}
