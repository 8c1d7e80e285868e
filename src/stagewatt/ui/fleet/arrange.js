// Which rack stands where: an order that never changes by itself, groups, filters. Pure.

/**
 * @typedef {{id: string, name: string | null, printed_name: string, group?: string | null,
 *   via?: string | null, also_read_by?: string[]}} Rack
 */
/** @typedef {{name: string | null, racks: Rack[]}} Group */

export const ALL = 'all';
export const ABNORMAL = 'abnormal';
const OF_GROUP = 'group:';
/** More racks than this are not remembered: the oldest places are given up. */
export const PLACES = 1000;

/** @param {Rack} rack */
export function called(rack) {
  return rack.name ?? rack.printed_name;
}

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * By number where there is one: PDU 2 before PDU 10.
 * @param {string} a
 * @param {string} b
 */
export function natural(a, b) {
  return COLLATOR.compare(a, b) || (a < b ? -1 : 1);
}

/**
 * The places of all racks: who has one keeps it, new ones come behind, sorted among themselves.
 * @param {readonly string[]} kept ids, as this device remembers them
 * @param {readonly Rack[]} racks
 * @returns {string[]}
 */
export function places(kept, racks) {
  const known = new Set(kept);
  const fresh = racks.filter(({ id }) => !known.has(id));
  fresh.sort((a, b) => natural(called(a), called(b)));
  return [...kept, ...fresh.map(({ id }) => id)].slice(-PLACES);
}

/**
 * Racks by group, groups by name, those without a group last; inside a group by place.
 * @param {readonly Rack[]} racks
 * @param {readonly string[]} order
 * @returns {Group[]}
 */
export function arranged(racks, order) {
  const place = new Map(order.map((id, k) => [id, k]));
  const at = (/** @type {Rack} */ rack) => place.get(rack.id) ?? order.length;
  /** @type {Map<string | null, Rack[]>} */
  const groups = new Map();
  for (const rack of [...racks].sort((a, b) => at(a) - at(b))) {
    const name = rack.group ?? null;
    groups.set(name, [...(groups.get(name) ?? []), rack]);
  }
  return [...groups]
    .map(([name, inside]) => ({ name, racks: inside }))
    .sort((a, b) => (a.name === null ? 1 : b.name === null ? -1 : natural(a.name, b.name)));
}

/**
 * The chips above the racks: all, abnormal, each group.
 * @param {readonly Group[]} groups
 * @param {number} abnormal how many racks are
 * @returns {{filter: string, title: string, count: number}[]}
 */
export function chips(groups, abnormal) {
  const all = groups.reduce((count, { racks }) => count + racks.length, 0);
  const named = groups.some(({ name }) => name !== null) ? groups : [];
  return [
    { filter: ALL, title: 'All', count: all },
    { filter: ABNORMAL, title: 'Abnormal', count: abnormal },
    ...named.map(({ name, racks }) => ({
      filter: groupFilter(name),
      title: name ?? 'No group',
      count: racks.length,
    })),
  ];
}

/** @param {string | null} name */
export function groupFilter(name) {
  return OF_GROUP + (name ?? '');
}

/**
 * What a filter leaves; one of a group that is gone leaves everything.
 * @param {readonly Group[]} groups
 * @param {string} filter
 * @param {ReadonlySet<string>} abnormal ids
 * @returns {Group[]}
 */
export function filtered(groups, filter, abnormal) {
  if (filter === ABNORMAL) {
    return groups
      .map(({ name, racks }) => ({ name, racks: racks.filter(({ id }) => abnormal.has(id)) }))
      .filter(({ racks }) => racks.length > 0);
  }
  const chosen = groups.filter(({ name }) => groupFilter(name) === filter);
  return chosen.length ? chosen : [...groups];
}

/**
 * What a phone shows first: what is abnormal, else what was looked at last.
 * @param {string} kept
 * @param {number} abnormal
 */
export function first(kept, abnormal) {
  if (abnormal > 0) return ABNORMAL;
  return kept === ABNORMAL ? ALL : kept;
}
