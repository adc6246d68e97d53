export declare function sectionOf(changelog: string, version: string): string;
