import type { Connect } from 'vite';
export function mock(): Connect.NextHandleFunction;
