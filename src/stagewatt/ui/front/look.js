// What each part of a panel looks like in a state, and what it is called: no drawing, no page.

/**
 * An item of the description `front/1`, and one of its faces.
 * @typedef {{kind: string, id: string, zone: string, x: number, y: number, w: number, h: number,
 *   label: string, [more: string]: any}} Item
 * @typedef {{id: string, title: string, x: number, y: number, w: number, h: number,
 *   marks: {text: string, x: number, y: number, size: number, middle: boolean}[]}} Zone
 * @typedef {{w: number, h: number, zones: Zone[], items: Item[]}} FaceDoc
 * @typedef {{schema: string, model: string, family: string, title: string, style: string,
 *   main: {device: string, rated_a: number}, levers: string,
 *   faces: {front: FaceDoc, rear: FaceDoc}}} FrontDoc
 * @typedef {{[key: string]: any}} Look
 * @typedef {{panel: any, ways: Map<string, any>, groups: Map<string, any>, fuses: Map<string, any>,
 *   dials: Map<string, any>, front: FrontDoc}} State
 */

/**
 * The state of a panel, found by name. `panel` is what `GET /api/v1/panel` answers; whatever is
 * missing or null in it is unknown.
 * @param {any} panel
 * @param {FrontDoc} front
 * @returns {State}
 */
export function stateOf(panel, front) {
  const by = (/** @type {any[] | undefined} */ rows, /** @type {string} */ key) =>
    new Map((rows ?? []).map((row) => [row[key], row]));
  return {
    panel,
    front,
    ways: by(panel.ways, 'id'),
    groups: by(panel.groups, 'id'),
    fuses: by(panel.fuses, 'fuse'),
    dials: by([...(panel.dials ?? []), ...relayDials(panel.residual_relay)], 'dial'),
  };
}

/**
 * The two dials of a residual relay: its threshold in milliamps, its delay in seconds.
 * @param {any} relay
 */
function relayDials(relay) {
  if (!relay) return [];
  const { steps_a, steps_s, threshold_a, delay_s, assumed } = relay;
  const more = { settable: true, assumed };
  return [
    { ...more, dial: 'relay_a', label: 'I\u0394n', unit: 'A', steps: steps_a, value: threshold_a },
    { ...more, dial: 'relay_s', label: 't', unit: 's', steps: steps_s, value: delay_s },
  ];
}

/** @param {any} way */
function lamp(way) {
  const { color = null, pattern = null } = way?.indicator ?? {};
  return { color, pattern: color === 'off' ? 'off' : (pattern ?? 'steady') };
}

/** @param {any} way where its lever is, null when nobody knows */
function lever(way) {
  const { position = null, lever: stands, cause, doubt = false } = way ?? {};
  return { position, tripped: stands === 'tripped', cause, doubt };
}

/** @param {any} way null where nobody knows what is plugged in */
function plugged(way) {
  return way?.load === undefined ? null : way.load !== null;
}

/**
 * What a crew would write on the tape: the load by its name; watts alone have none.
 * @param {any} load
 */
function written(load) {
  return !load || load.load === 'custom' ? '' : load.load;
}

/** @type {Record<string, (item: Item, at: State) => Look>} */
const LOOKS = {
  strip: ({ way }, { ways, panel }) => ({
    text: ways.get(way)?.name ?? written(ways.get(way)?.load),
    light: panel.knobs?.backlight ?? null,
  }),
  monitor: ({ way }, { ways }) => lamp(ways.get(way)),
  led: ({ way }, { ways }) => lamp(ways.get(way)),
  breaker: ({ way }, { ways }) => lever(ways.get(way)),
  rcd: ({ way }, { ways }) => ({ rcd: ways.get(way)?.rcd ?? null }),
  load_meter: ({ group }, { groups }) => ({
    i_a: groups.get(group)?.load_current_a ?? null,
    selected: groups.get(group)?.selected,
  }),
  meter: (_item, { panel }) => ({ ...panel.meter?.display, known: Boolean(panel.meter?.display) }),
  meter_button: ({ button }, { panel }) => ({
    button: panel.meter?.buttons?.find(
      (/** @type {any} */ { id, label }) => id === button || label === button,
    )?.id,
  }),
  e_stop: (_item, { panel }) => ({ state: panel.e_stop ?? null }),
  knob: ({ id }, { panel }) => ({ value: panel.knobs?.[id.replace('knob-', '')] ?? null }),
  work_light: (_item, { panel, fuses }) => ({
    light: fuses.get('work_light')?.blown ? 0 : (panel.knobs?.work_light ?? null),
  }),
  lamp: ({ lamp: name }, { panel }) => lampLook(name, panel.lamps ?? {}),
  fuse: ({ fuse }, { fuses }) => ({ blown: fuses.get(fuse)?.blown ?? null }),
  main: (_item, { panel, front }) => ({ ...mainLook(panel.main), ...front.main }),
  cover: (_item, { panel }) => ({ cover: panel.cover ?? null }),
  dial: ({ dial, cover }, { dials, panel }) => ({
    ...dialLook(dials.get(dial), dial),
    covered: Boolean(cover) && panel.cover !== 'open',
  }),
  powerlock: ({ side, conductor }, { panel }) => ({ in: connected(panel, side, conductor) }),
  inlet: ({ side }, { panel }) => ({ in: connected(panel, side, 'all') }),
  key_switch: (_item, { panel }) => ({ on: panel.key_switch?.on ?? null }),
  module: ({ group }, { groups }) => ({
    module: groups.get(group)?.module ?? null,
    fitted: groups.get(group)?.fitted ?? null,
  }),
  outlet: ({ ways: own, group, module }, { ways, groups }) => ({
    plugged: own.map((/** @type {string} */ id) => plugged(ways.get(id))),
    out: module && !shows(groups.get(group), module),
  }),
  socket: ({ ways: own }, { ways }) => ({ plugged: [plugged(ways.get(own[0]))] }),
};

/**
 * Whether an outlet of a module is there: the module is the one that is fitted.
 * @param {any} group
 * @param {string} module
 */
function shows(group, module) {
  return group ? group.fitted !== false && group.module === module : false;
}

/**
 * @param {string} name
 * @param {any} lamps
 */
function lampLook(name, lamps) {
  if (name.startsWith('line_')) return on(lamps.line?.[name.slice(5)] ?? null, 'green');
  if (name === 'data_tx') return on(lamps.data_tx ?? null, 'yellow');
  if (name === 'run') return { color: lamps.run ? 'green' : null, pattern: RUN[lamps.run] ?? 'off' };
  if (name === 'key_switch') return on(lamps.key_switch ?? null, 'yellow');
  const pattern = lamps.main_status ?? null;
  return { color: pattern === null ? null : pattern === 'off' ? 'off' : 'red', pattern };
}

/** @type {Record<string, string>} */
const RUN = { flash: 'slow', on: 'steady', off: 'off' };

/**
 * @param {boolean | null} lit
 * @param {string} color
 */
function on(lit, color) {
  return { color: lit === null ? null : lit ? color : 'off', pattern: lit ? 'steady' : 'off' };
}

/** @param {any} main */
function mainLook(main) {
  const state = main?.lever ?? null;
  const at = { on: 'up', off: 'down', tripped: 'middle' };
  return {
    position: main?.position ?? at[/** @type {keyof typeof at} */ (state)] ?? null,
    tripped: state === 'tripped',
    cause: main?.cause,
  };
}

/**
 * @param {any} dial
 * @param {string} name
 */
function dialLook(dial, name) {
  if (!dial) return { label: name.toUpperCase(), steps: [], at: -1, unit: '', value: undefined };
  const { steps, value, unit, settable, assumed, label } = dial;
  return { steps, at: steps.indexOf(value), value, unit, settable, assumed, label: label ?? name };
}

/**
 * @param {any} panel
 * @param {'drain' | 'source'} side
 * @param {string} conductor
 */
function connected(panel, side, conductor) {
  const known = panel.connectors?.[side];
  if (!known) return null;
  if (conductor !== 'all') return known[conductor] ?? null;
  return ['pe', 'n', 'l1', 'l2', 'l3'].every((each) => known[each] !== false);
}

/**
 * @param {Item} item
 * @param {State} state
 * @returns {Look}
 */
export function look(item, state) {
  return LOOKS[item.kind]?.(item, state) ?? {};
}

/** Kinds that a hand may take hold of. */
export const HANDLED = new Set(
  (
    'monitor breaker test rcd meter_button e_stop knob fuse main cover dial powerlock inlet ' +
    'key_switch module outlet socket reset'
  ).split(' '),
);

/**
 * The zones of a face in which there is something to touch or to read.
 * @param {FaceDoc} face
 */
export function rooms({ zones, items }) {
  const busy = new Set(items.filter(({ kind }) => !MUTE.has(kind)).map(({ zone }) => zone));
  return zones.filter(({ id }) => busy.has(id));
}

/** Kinds that look like nothing more than what they are: nothing to tell of their state. */
export const MUTE = new Set(['strip', 'vent', 'nameplate', 'usb', 'pe', 'network']);
