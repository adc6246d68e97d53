export function gatherNpmPackage(folder: string): void;
