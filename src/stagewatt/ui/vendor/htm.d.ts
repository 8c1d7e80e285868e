// Types of htm as we use it; ours, not vendored.
import type { Child, VNode } from './preact.js';
type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;
declare const htm: { bind(h: (...parts: any[]) => VNode): Template };
export default htm;
export type { Child };
