import type { Page } from 'playwright-core';

export function collectErrors(page: Page, errors?: string[]): string[];
export function isOurs(error: string): boolean;
export function errorsInLogs(profile: string): string[];
export function entriesIn(log: string): { level: string; text: string }[];
