import type { Runner } from 'mocha';

export function record(runner: Runner, file: string): void;
