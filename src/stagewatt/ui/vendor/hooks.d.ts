// Types of the part of Preact's hooks that we use; ours, not vendored.
import type { Ref } from './preact.js';
export function useEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useLayoutEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(start: T): { current: T };
export function useRef<T>(start: T | null): Ref<T>;
export function useState<S>(start: S): [S, (next: S) => void];
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
