// Shapes of what the node answers over REST and on the stream's text side.

export type Quality = 'good' | 'estimated' | 'stale' | 'missing' | 'unmeasured';
export type Num = number | null;

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

export interface AlarmDoc {
  id: string;
  rack: string;
  place: string;
  rule: string;
  severity: 'critical' | 'warning' | 'advisory';
  state: string;
  text: string;
  value?: Num;
  limit?: Num;
  unit?: string | null;
  first_step?: string | null;
  since_s?: Num;
  since?: string | null;
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
  online: boolean;
  warning: boolean;
}

export interface UnmonitoredDoc {
  id: string;
  name: string | null;
  model: string;
  title: string;
  node: string;
}

export interface RackDoc extends RackRowDoc {
  via?: string | null;
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
}
