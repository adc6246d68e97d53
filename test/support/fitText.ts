/** A fit of a text as the command line makes it. */
import { complete } from '../../server/core/numeric/generators';
import { runPipeline, type PipelineOutput } from '../../server/pipeline/fitTable';
import type { FitOptions } from '../../server/protocol';

/** Fits a table. The clock stands still. */
export function fitText(text: string, options: FitOptions = {}): PipelineOutput {
  return complete(runPipeline(text, options, () => 0));
}
