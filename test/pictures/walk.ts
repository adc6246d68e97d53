/** Takes the pictures of the README's walk: `npm run pictures`. */
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';

process.env.MIXTURE_LENS_PICTURES = join(repository, 'docs', 'images');
await import('../web/walk.test');
