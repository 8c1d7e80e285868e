// Types of the part of Preact that we use; ours, not vendored.
export type Child = VNode | string | number | boolean | null | undefined | Child[];
export interface VNode {
  type: unknown;
  props: unknown;
  key: unknown;
}
export interface Ref<T> {
  current: T | null;
}
type Attributes = Record<string, unknown> | null;
export function h(type: string, props: Attributes, ...children: Child[]): VNode;
export function h<P extends object>(
  type: (props: P) => Child,
  props: P & { key?: string | number },
  ...children: Child[]
): VNode;
export function h<P extends object>(
  type: new (props: P) => Component<P, any>,
  props: (P & { key?: string | number }) | null,
  ...children: Child[]
): VNode;
export function render(node: Child, into: Element): void;
export function Fragment(props: { children?: Child }): Child;
export abstract class Component<P extends object = object, S extends object = object> {
  constructor(props: P);
  props: P & { children?: Child };
  state: S;
  setState(part: Partial<S>): void;
  render(): Child;
}
