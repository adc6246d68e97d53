/** The interface to the program that runs the library: Node.js or a browser. */
import type { Engine } from '../core/mixture/engine';

/** Passes over rows, for one call of the library. */
export interface EngineLease {
  /** Undefined where the plain code has to do. */
  readonly engine: Engine | undefined;
  /** Ends the threads of the engine. */
  readonly end: () => void;
}

export interface Platform {
  /** Lets the event loop run. */
  readonly pause: () => Promise<void>;
  /** Clock in milliseconds since any moment. */
  readonly milliseconds: () => number;
  /** Called at each step. @throws FitProblem if too little memory is left */
  readonly requireMemory: () => void;
  /** @param report receives a line if the computation takes longer than it could */
  readonly lease: (threads: number | undefined, report: (line: string) => void) => Promise<EngineLease>;
}
