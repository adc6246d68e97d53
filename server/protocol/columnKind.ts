/** Kinds of columns: the wire of choosing another one, and their names. */
import { say } from '../../language/language';

/** The argument of `ServerCommand.withKind`. */
export interface WithKindArguments {
  readonly uri: string;
  readonly column: string;
  /** A family; `ignored` leaves the column out, `auto` leaves the choice to the settings and the column's content. */
  readonly kind: 'ignored' | 'auto' | (string & {});
}

/** Names a kind; one that another version may have keeps its own name. */
export function kindWords(kind: string): string {
  switch (kind) {
    case 'normal':
      return say('normal');
    case 'lognormal':
      return say('lognormal');
    case 'poisson':
      return say('poisson');
    case 'negativeBinomial':
      return say('negative binomial');
    case 'bernoulli':
      return say('bernoulli');
    case 'categorical':
      return say('categorical');
    case 'ignored':
      return say('ignored');
    default:
      return kind;
  }
}
