export function rCommand(tell: (line: string) => void): string | undefined;
export function plainR(): string | undefined;
export function rHas(command: string, library: string): boolean;
export function pythonWith(...modules: readonly string[]): string | undefined;
export function languageVersion(language: string, command: string): string;
