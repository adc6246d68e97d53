/** Validated arguments of a tool: an agent may send anything. */
import { siftOptions, type JsonSchema } from '../formats/fitOptionRules';
import type { FitOptions } from '../protocol';
import { FitProblem } from '../words/fitProblem';
import { shortJson } from '../words/values';
import { MOST_ITEMS, USUAL_ITEMS, type PageRequest } from './answers/paging';
import { FIT_OPTIONS } from './answers/schemas';

/** Arguments of one call. Each method throws FitProblem for a value of the wrong form. */
export class ToolArguments {
  /** @throws FitProblem for a name that the tool does not know */
  constructor(
    private readonly given: Readonly<Record<string, unknown>>,
    { properties }: JsonSchema,
  ) {
    const names = Object.keys(properties as object);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new FitProblem(`there is no argument ${shortJson(unknown)}; the arguments are ${names.join(', ')}`);
  }

  get path(): string {
    return this.pathAt('path');
  }

  /** Returns the path of a file, which is required. */
  pathAt(name: string): string {
    return this.text(name) ?? refuse(name, 'the path of a file', undefined);
  }

  /** Options of reading and of the fit. */
  get options(): FitOptions {
    const { options, problems } = siftOptions(
      Object.fromEntries(Object.entries(this.given).filter(([name]) => Object.hasOwn(FIT_OPTIONS, name))),
    );
    if (problems.length > 0) throw new FitProblem(problems.join('; '));
    if (options.header === false && options.headerRows !== undefined)
      throw new FitProblem('header false and headerRows contradict each other; omit one of them');
    if (options.decimal !== undefined && options.decimal === options.thousands)
      throw new FitProblem('decimal and thousands are the same mark; choose another one for one of them');
    return options;
  }

  get page(): PageRequest {
    return { limit: this.whole('limit', 1, MOST_ITEMS) ?? USUAL_ITEMS, cursor: this.text('cursor') };
  }

  text(name: string): string | undefined {
    const value = this.valueOf(name);
    return value === undefined || typeof value === 'string' ? value : refuse(name, 'a string', value);
  }

  flag(name: string): boolean | undefined {
    const value = this.valueOf(name);
    return value === undefined || typeof value === 'boolean' ? value : refuse(name, 'true or false', value);
  }

  whole(name: string, least: number, greatest = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.valueOf(name);
    if (value === undefined) return undefined;
    if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= greatest) return Number(value);
    const range = greatest === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${greatest}`;
    return refuse(name, `an integer ${range}`, value);
  }

  /** Returns a value; null counts as absent, since some clients send it. */
  private valueOf(name: string): unknown {
    return this.given[name] ?? undefined;
  }
}

function refuse(name: string, requirement: string, value: unknown): never {
  throw new FitProblem(`${name} must be ${requirement}${value === undefined ? '' : `, not ${shortJson(value)}`}`);
}
