// Search over racks, ways and connectors of all racks: built once per rack, ranked, no wait. Pure.

/**
 * What a rack tells of itself for the search; `ways` and `connectors` are empty until it was read.
 * @typedef {{
 *   id: string, title: string, name: string | null, printed_name: string, model: string,
 *   group?: string | null,
 *   ways: readonly {id: string, name: string | null, phase: string | null, connector: string}[],
 *   connectors: readonly {id: string, title: string, color: string | null}[],
 * }} Found
 * @typedef {'rack' | 'way' | 'connector'} Kind
 * @typedef {{kind: Kind, rack: string, way: string | null, title: string, where: string,
 *   short: string, text: string, words: string}} Entry
 * @typedef {{rack: Entry, rest: Entry[], printed: string}} Shelf
 * @typedef {{kind: Kind, rack: string, way: string | null, title: string, where: string,
 *   score: number}} Hit
 */

const NOISE = new Set(['of', 'at', 'in', 'on', 'the', 'way', 'rack']);
const EXACT = 100;
const BEGINS = 60;
const WORD = 45;
const PRINTED = 50;
const INSIDE = 15;
const ENDING = 3;

/**
 * Text as it is compared: small letters without accents, all else is a gap.
 * @param {string} text
 */
export function plain(text) {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * The words of a question; small words drop out where others are left.
 * @param {string} question
 */
export function words(question) {
  const all = plain(question).split(' ').filter(Boolean);
  const told = all.filter((word) => !NOISE.has(word));
  return told.length ? told : all;
}

/**
 * @param {Kind} kind
 * @param {Found} rack
 * @param {{way: string | null, title: string, where: string, short: string, more: string}} of
 * @returns {Entry}
 */
function entry(kind, rack, { way, title, where, short, more }) {
  const text = plain(more);
  return { kind, rack: rack.id, way, title, where, short: plain(short), text, words: ` ${text}` };
}

/**
 * All that one rack offers to the search.
 * @param {Found} rack
 * @returns {Shelf}
 */
export function shelf(rack) {
  const called = rack.name ?? '';
  const own = entry('rack', rack, {
    way: null,
    title: rack.title,
    where: [rack.printed_name, rack.model, rack.group ?? ''].filter(Boolean).join(' · '),
    short: rack.title,
    more: `${called} ${rack.printed_name} ${rack.id} ${rack.model} ${rack.group ?? ''}`,
  });
  const tied = new Map(rack.connectors.map((connector) => [connector.id, connector]));
  const ways = rack.ways.map((way) =>
    entry('way', rack, {
      way: way.id,
      title: `${way.id}  ${way.name ?? ''}`.trim(),
      where: `${rack.title} · ${tied.get(way.connector)?.title ?? way.connector}${way.phase ? ` · ${way.phase}` : ''}`,
      short: way.id,
      more: `${way.id} ${way.name ?? ''}`,
    }),
  );
  const connectors = rack.connectors.map((connector) =>
    entry('connector', rack, {
      way: rack.ways.find((way) => way.connector === connector.id)?.id ?? null,
      title: connector.title,
      where: `${rack.title}${connector.color ? ` · tape ${connector.color}` : ''}`,
      short: connector.id,
      more: `${connector.title} ${connector.id} ${connector.color ?? ''}`,
    }),
  );
  return { rack: own, rest: [...ways, ...connectors], printed: plain(rack.printed_name) };
}

/**
 * How well one word fits an entry; 0 for not at all.
 * @param {Entry} at
 * @param {string} word
 */
function fit(at, word) {
  if (at.short === word) return EXACT;
  const found = at.words.indexOf(word);
  if (found < 0) return 0;
  if (found === 1) return BEGINS;
  return at.words.includes(` ${word}`) ? WORD : INSIDE;
}

/**
 * How well one word fits a rack; the last digits of the printed name are how people call it.
 * @param {Shelf} of
 * @param {string} word
 */
function fitRack(of, word) {
  const own = fit(of.rack, word);
  const ending = word.length >= ENDING && of.printed.endsWith(word) ? PRINTED : 0;
  return Math.max(own, ending);
}

/**
 * Add what fits of one rack: itself where all words do, its ways and connectors where each word
 * fits them or their rack, and at least one fits themselves.
 * @param {Hit[]} hits
 * @param {Shelf} of
 * @param {readonly string[]} asked
 */
function look(hits, of, asked) {
  const byRack = asked.map((word) => fitRack(of, word));
  if (!byRack.includes(0)) hits.push(hit(of.rack, sum(byRack) + 30));
  for (const at of of.rest) {
    let score = 0;
    let own = false;
    for (let k = 0; k < asked.length; k += 1) {
      const fits = fit(at, /** @type {string} */ (asked[k]));
      const rack = byRack[k] ?? 0;
      if (fits === 0 && rack === 0) {
        score = -1;
        break;
      }
      own ||= fits > 0;
      score += Math.max(fits, rack * 0.9);
    }
    if (own && score > 0) hits.push(hit(at, score + (at.kind === 'way' ? 5 : 0)));
  }
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}

/**
 * @param {Entry} at
 * @param {number} score
 * @returns {Hit}
 */
function hit({ kind, rack, way, title, where }, score) {
  return { kind, rack, way, title, where, score };
}

/**
 * The best answers to a question, best first; equals stay in the order of the racks.
 * @param {readonly Shelf[]} shelves
 * @param {string} question
 * @param {number} most
 * @returns {Hit[]}
 */
export function search(shelves, question, most = 20) {
  const asked = words(question);
  if (asked.length === 0) return [];
  /** @type {Hit[]} */
  const hits = [];
  for (const each of shelves) look(hits, each, asked);
  return hits.sort((a, b) => b.score - a.score).slice(0, most);
}
