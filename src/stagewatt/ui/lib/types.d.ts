// Shapes of what the node answers over REST and on the stream's text side.

export type Quality = 'good' | 'estimated' | 'stale' | 'missing' | 'unmeasured';
export type Num = number | null;
export type Bound = 'exact' | 'lower' | 'upper';

export interface WayDoc {
  id: string;
  name: string | null;
  phase: string | null;
  phases?: string[];
  connector: string;
  color: string | null;
  i_a: Num;
  p_w: Num;
  load: string;
  rated_a?: number;
  min_a: Num;
  max_a: Num;
  warning: boolean;
  quality: Quality;
  age_s: Num;
}

export interface ConnectorDoc {
  id: string;
  title: string;
  type: string;
  color: string | null;
  ways: string[];
}

export type Severity = 'critical' | 'warning' | 'advisory';

/** Who knows of an alarm; `age_s` is null where another boot of the node noted it. */
export interface AckDoc {
  by: string;
  comment: string;
  at: string | null;
  age_s: Num;
}

/** What `POST alarms/ID/ack` answers; null: the newest picture does not show it (any more). */
export interface AcknowledgedDoc {
  id: string;
  ack: AckDoc | null;
}

export interface AlarmDoc {
  id: string;
  rack: string;
  place: string;
  rule: string;
  severity: Severity;
  state: string;
  text: string;
  value?: Num;
  limit?: Num;
  unit?: string | null;
  first_step?: string | null;
  age_s?: Num;
  since?: string | null;
  ack?: AckDoc | null;
}

export interface EventDoc {
  id: string;
  rack: string;
  place: string;
  kind: string;
  severity: string;
  text: string;
  at?: string | null;
  age_s?: Num;
}

export interface LoadDoc {
  main_limit_a: number;
  main_dials_confirmed?: boolean;
  drain_limit_a: number;
  neutral_limit_a: number;
  neutral_limit_of: string;
}

export interface RackRowDoc {
  id: string;
  name: string | null;
  printed_name: string;
  model: string;
  node: string;
  group?: string | null;
  via?: string | null;
  also_read_by?: string[];
  online: boolean;
  warning: boolean;
  age_s?: Num;
}

/** A rack that is remembered and was not heard since the node started. */
export interface KnownDoc {
  id: string;
  name: string | null;
  printed_name: string;
  model: string;
  group?: string | null;
  node: string;
  last_seen: string | null;
}

/** What a peer kept of a rack that nobody named here; the counts say how much there is. */
export interface OfferDoc {
  former_node: string;
  kept_by: string;
  last_seen: string | null;
  names: number;
  limits: number;
  colors: number;
  name: string | null;
  group?: string | null;
}

/** A node of the site. */
export interface PeerDoc {
  id: string;
  instance: string;
  name: string;
  version: string;
  addresses: string[];
  racks: string[];
  present: boolean;
  age_s: Num;
  local: boolean;
  role: string;
}

export interface UnmonitoredDoc {
  id: string;
  name: string | null;
  model: string;
  title: string;
  node: string;
}

export interface RackDoc extends RackRowDoc {
  offer?: OfferDoc | null;
  settings_revision: number;
  load: LoadDoc;
  ways: WayDoc[];
  connectors: ConnectorDoc[];
  alarms: AlarmDoc[];
}

export interface GroupDoc {
  id: string;
  ways: string[];
  module?: string;
}

export interface ModelDoc {
  id: string;
  title: string;
  source: unknown;
  main: { kind: string };
  groups: GroupDoc[];
}

export interface NodeDoc {
  id: string;
  name: string;
  version: string;
  boot_id: string;
  racks: string[];
  clock: 'set' | 'unset';
  addresses?: string[];
  names?: string[];
  uptime_s?: number;
  site?: string;
  locked?: boolean;
  mesh?: MeshDoc | null;
}

/** A node's own part of the mesh; `problems` are sentences. */
export interface MeshDoc {
  open: boolean;
  role: string;
  port: number;
  opened: number;
  dropped: number;
  problems: string[];
}
