/** A thread that helps with passes: it sleeps until there is one, takes shards of it, and sleeps again. */
import { workerData } from 'node:worker_threads';
import {
  ANSWERS,
  watchForChange,
  CONTROL_WORDS,
  enterPass,
  leavePass,
  takeShards,
  WORD,
  type ThreadInput,
} from './sharedPass';
import { instantiate } from './instance';

function work({ module, memory, control: at, index }: ThreadInput): void {
  const kernels = instantiate(module, memory);
  const control = new Int32Array(memory.buffer, at, CONTROL_WORDS);
  let pass = 0;
  while (Atomics.load(control, WORD.quit) === 0) {
    if (!watchForChange(control, WORD.pass, pass)) Atomics.wait(control, WORD.pass, pass);
    pass = Atomics.load(control, WORD.pass);
    Atomics.store(control, ANSWERS + index, pass);
    if (!enterPass(control)) continue;
    try {
      const shards = takeShards(kernels, control, control[WORD.blocks + index]);
      while (shards.next().done !== true);
    } catch (error) {
      Atomics.add(control, WORD.failed, 1);
      throw error;
    } finally {
      leavePass(control);
    }
  }
}

work(workerData as ThreadInput);
