// Types of the part of the signals core that we use; ours, not vendored.
export interface ReadonlySignal<T> {
  readonly value: T;
  peek(): T;
  subscribe(listen: (value: T) => void): () => void;
}
export interface Signal<T> extends ReadonlySignal<T> {
  value: T;
}
export function signal<T>(start: T): Signal<T>;
export function computed<T>(make: () => T): ReadonlySignal<T>;
export function effect(run: () => void | (() => void)): () => void;
export function batch<T>(run: () => T): T;
