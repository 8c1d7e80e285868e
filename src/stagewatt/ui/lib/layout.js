// How ways stand on the page: by group, by connector; from the data of any model, no code per model.

/** @typedef {import('./types.js').WayDoc} WayDoc */
/** @typedef {import('./types.js').ConnectorDoc} ConnectorDoc */
/** @typedef {import('./types.js').GroupDoc} GroupDoc */

/**
 * A block is one connector with its ways, or a run of connectors of one type with one way each.
 * @typedef {{way: WayDoc, row: number, connector: ConnectorDoc | null}} Tile
 * @typedef {{id: string, title: string, connector: ConnectorDoc | null, tiles: Tile[]}} Block
 * @typedef {{id: string, title: string, blocks: Block[]}} Field
 */

/**
 * Fields of blocks of tiles, in the model's order, and the ways that belong to no group.
 * @param {readonly WayDoc[]} ways
 * @param {readonly ConnectorDoc[]} connectors
 * @param {readonly GroupDoc[]} groups
 * @returns {{fields: Field[], auxiliary: Tile[]}}
 */
export function layout(ways, connectors, groups) {
  const byId = new Map(connectors.map((connector) => [connector.id, connector]));
  const tiles = new Map(
    ways.map((way, row) => [way.id, { way, row, connector: byId.get(way.connector) ?? null }]),
  );
  const fields = groups.map((group) => {
    const own = group.ways.flatMap((id) => tiles.get(id) ?? []);
    for (const id of group.ways) tiles.delete(id);
    return { id: group.id, title: `Group ${group.id}`, blocks: blocks(own) };
  });
  const rest = [...tiles.values()];
  const measured = rest.filter(({ way }) => way.quality !== 'unmeasured');
  if (measured.length) fields.push({ id: '', title: 'Ways', blocks: blocks(measured) });
  const auxiliary = rest.filter(({ way }) => way.quality === 'unmeasured');
  return { fields: fields.filter((field) => field.blocks.length), auxiliary };
}

/**
 * @param {readonly Tile[]} tiles
 * @returns {Block[]}
 */
function blocks(tiles) {
  /** @type {Block[]} */
  const made = [];
  for (const tile of tiles) {
    const last = made[made.length - 1];
    if (last && joins(last, tile)) last.tiles.push(tile);
    else made.push(begin(tile));
  }
  return made;
}

/**
 * @param {Block} block
 * @param {Tile} tile
 */
function joins(block, tile) {
  if (block.connector) return block.connector === tile.connector;
  const single = tile.connector === null || tile.connector.ways.length === 1;
  return single && block.title === (tile.connector?.type ?? '');
}

/**
 * @param {Tile} tile
 * @returns {Block}
 */
function begin(tile) {
  const { connector } = tile;
  const shared = connector !== null && connector.ways.length > 1;
  return {
    id: shared ? connector.id : tile.way.id,
    title: shared ? connector.title : (connector?.type ?? ''),
    connector: shared ? connector : null,
    tiles: [tile],
  };
}

/**
 * The span of a block's way numbers, short enough for an edge: `1–6`.
 * @param {Block} block
 */
export function span(block) {
  const [first, last] = [block.tiles[0], block.tiles[block.tiles.length - 1]];
  const digits = (/** @type {Tile | undefined} */ tile) => tile?.way.id.replace(/^\D+/, '') ?? '';
  return first === last ? digits(first) : `${digits(first)}–${digits(last)}`;
}
