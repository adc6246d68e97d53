export const CORE: readonly string[];
