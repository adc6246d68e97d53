/** Takes the pictures of docs/large-files.md, and prints how long things took: `npm run pictures`. */
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';

process.env.MIXTURE_LENS_PICTURES ??= join(repository, 'docs', 'images');
await import('./largeFiles');
