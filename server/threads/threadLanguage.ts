/** The language of texts in the threads of a program: that of the thread that starts them. */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { setCatalogue, type Catalogue } from '../../language/language';

const KEY = 'mixture-lens.catalogue';

/** Sets the language of this thread, and of threads that it starts from here on. */
export function speak(catalogue: Catalogue | undefined): void {
  setCatalogue(catalogue);
  setEnvironmentData(KEY, catalogue);
}

/** Sets the language of a new thread to that of the thread that started it. */
export function speakAsStarted(): void {
  // Environment data hold what was set above, and nothing else.
  setCatalogue(getEnvironmentData(KEY) as unknown as Catalogue | undefined);
}
