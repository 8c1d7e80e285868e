// Pane D: the ways grouped by connector with its tape colour, one live tile each.

import { amps, fixed } from '../lib/format.js';
import { glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useRef } from '../lib/html.js';
import { layout, span } from '../lib/layout.js';
import { live } from '../lib/live.js';
import { asked } from '../lib/route.js';
import { fullScale, wayWriter } from '../lib/waycell.js';
import { NOT_MEASURED, TAPES } from '../lib/words.js';

/** Limits of more signs leave no room for the power in the narrowest tile. */
const LONG = 5;

/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/** @typedef {import('../lib/layout.js').Tile} TileData */
/** @typedef {import('../lib/layout.js').Block} BlockData */

/**
 * The limits as text: `2.0–16.0`, one side alone with its sign, nothing for none.
 * @param {number | null} min
 * @param {number | null} max
 */
export function limitsText(min, max) {
  const short = (/** @type {number} */ a) => (Number.isInteger(a) ? fixed(a, 0) : amps(a));
  if (min === null && max === null) return '';
  if (max === null) return `≥${short(min ?? 0)}`;
  return min === null ? `≤${short(max)}` : `${short(min)}–${short(max)}`;
}

/**
 * The live bar with its limit ticks: at min and max, else one at the rating.
 * @param {import('../lib/types.js').WayDoc} way
 */
export function bar(way) {
  const full = fullScale(way.rated_a);
  const at = (/** @type {number} */ a) => ({
    left: `${Math.min(100, (a / full) * 100).toFixed(1)}%`,
  });
  return html`<span class="bar">
    <i class="fill" data-c="bar"></i>
    <i class="tick rated" style=${at(way.rated_a ?? 16)}></i>
    ${way.min_a !== null && html`<i class="tick min" style=${at(way.min_a)}></i>`}
    ${way.max_a !== null && html`<i class="tick max" style=${at(way.max_a)}></i>`}
  </span>`;
}

/**
 * The phase as a lettered chip; three of them for a three-phase way.
 * @param {import('../lib/types.js').WayDoc} way
 */
export function phaseChip(way) {
  const phases = way.phases ?? (way.phase ? [way.phase] : []);
  if (phases.length === 3) return html`<i class="chip l123">L123</i>`;
  return phases.map((phase) => html`<i class=${`chip ${phase.toLowerCase()}`}>${phase}</i>`);
}

/**
 * @param {'way' | 'name' | 'limits'} kind
 * @param {string} way
 */
function ask(kind, way) {
  return (/** @type {Event} */ event) => {
    const at = /** @type {Element} */ (event.currentTarget);
    asked.value = { kind, way, anchor: at.closest('.way') ?? at };
  };
}

/**
 * @param {{rack: string, tile: TileData}} props
 */
function Tile({ rack, tile }) {
  const { way, row } = tile;
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const newest = useRef(way);
  newest.current = way;
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    return live(
      `rack/${rack}`,
      own,
      wayWriter(own, rack, row, () => newest.current),
    );
  }, [rack, row]);
  const name = way.name ?? '';
  const limits = limitsText(way.min_a, way.max_a);
  return html`<li class="way live" id=${`way-${way.id}`} data-testid=${`way-${way.id}`}
    data-quality="missing" ref=${el}>
    <button type="button" class="way-pen" data-testid=${`pen-${way.id}`}
      onClick=${ask('name', way.id)} aria-haspopup="dialog">
      <span class="sr">Rename </span><span class="way-no">${way.id}</span>${phaseChip(way)}<i
        class="icon-pen"></i>
      <span class="way-name" data-testid=${`name-${way.id}`}>${name}</span>
    </button>
    <button type="button" class="way-eye" data-testid=${`eye-${way.id}`}
      onClick=${ask('limits', way.id)}
      aria-label=${`Limits of ${way.id}: ${limits ? `${limits} A` : 'none'}`}
        aria-haspopup="dialog"><i class="icon-eye"></i></button>
    <button type="button" class="way-open" data-testid=${`open-${way.id}`} data-nav
      data-way=${way.id} onClick=${ask('way', way.id)} aria-haspopup="dialog">
      <span class="sr">${way.id} ${way.phase ?? ''} ${name}</span>
      <span class="way-value"><b class="num" data-c="i" data-testid=${`amps-${way.id}`}>—</b><span
        class="unit" data-c="unit"></span>
        <span class="way-flag" data-testid=${`flag-${way.id}`}>${glyph('p2')}</span></span>
      ${bar(way)}
      <span class="way-load"><i class="shape"></i><span data-c="word"
        data-testid=${`load-${way.id}`}></span></span>
      <span class="way-foot" data-long=${limits.length > LONG ? 'yes' : undefined}><span
        class="way-limits num">${limits}</span><span class="way-p num" data-c="p"></span></span>
    </button>
  </li>`;
}

/**
 * The tape of a connector: its colour and its letters, and the door to change it.
 * @param {import('../lib/types.js').ConnectorDoc} connector
 * @param {any} label
 */
function tape(connector, label) {
  const [code, word] = TAPES.find(([letters]) => letters === connector.color) ?? ['', 'no colour'];
  const choose = (/** @type {Event} */ event) => {
    const anchor = /** @type {Element} */ (event.currentTarget);
    asked.value = { kind: 'color', connector: connector.id, anchor };
  };
  return html`<button type="button" class="tape" data-tape=${code}
    data-testid=${`tape-${connector.id}`} onClick=${choose}
    aria-haspopup="dialog" title=${connector.title}>
    <span class="tape-edge"></span><span class="sr">Tape of ${connector.title}: </span>${label}<span
      class="tape-code">${code || html`<em>tape</em>`}</span><span class="sr"> ${word}</span>
  </button>`;
}

/**
 * @param {{rack: string, block: BlockData}} props
 */
function Block({ rack, block }) {
  const { connector } = block;
  const edge = connector
    ? tape(connector, html`<span class="tape-span">${span(block)}</span>`)
    : html`<div class="tape plain"><span class="tape-span">${span(block)}</span></div>`;
  return html`<div class="block" data-testid=${`connector-${block.id}`}>
    ${edge}
    <ul class="tiles" aria-label=${block.title}>
      ${block.tiles.map((tile) => h(Tile, { key: tile.way.id, rack, tile }))}
    </ul>
    ${!connector && singles(block)}
  </div>`;
}

/**
 * The tapes of connectors with one way each, in the order of their tiles.
 * @param {BlockData} block
 */
function singles(block) {
  return html`<div class="tapes">
    ${block.tiles.map((tile) => tile.connector && tape(tile.connector, html`<span
      class="tape-span">${tile.way.id}</span>`))}
  </div>`;
}

/**
 * @param {{doc: RackDoc, model: import('../lib/types.js').ModelDoc}} props
 */
export function Ways({ doc, model }) {
  const { fields, auxiliary } = layout(doc.ways, doc.connectors, model.groups);
  return html`<section class="pane pane-d" aria-label="Ways" data-testid="pane-d">
    ${fields.map(
      (
        field,
      ) => html`<section class="group" id=${`group-${field.id}`}
        aria-label=${field.title} key=${field.id}>
      ${field.blocks.map((block) => h(Block, { key: block.id, rack: doc.id, block }))}
    </section>`,
    )}
    ${
      auxiliary.length > 0 &&
      html`<section class="aux" aria-label="Auxiliary ways, ${NOT_MEASURED}" data-testid="aux">
      <span class="aux-word">${NOT_MEASURED}</span>
      <ul>${auxiliary.map(
        ({
          way,
          connector,
        }) => html`<li key=${way.id}><button type="button" class="aux-way way" id=${`way-${way.id}`}
        data-testid=${`way-${way.id}`} data-nav data-way=${way.id} onClick=${ask('name', way.id)} aria-haspopup="dialog"
        title=${connector?.title ?? way.id}><span class="sr">Rename </span>
        <b>${way.id}</b>${phaseChip(way)}<span class="aux-name"
          data-testid=${`name-${way.id}`}>${way.name ?? connector?.title.replace(`${way.id} `, '') ?? ''}</span><i class="icon-pen"></i>
      </button></li>`,
      )}</ul>
    </section>`
    }
  </section>`;
}
