/**
 * The names that both entries of the library export beside `fit`, `score` and `describe`. The types of any further
 * function, such as a comparison of models, are exported here.
 */
export { FitProblem } from '../words/fitProblem';
export { readModel, writeModel, type Model } from './savedModel';
export type { FitResult, ScoreResult } from './mixtureLibrary';
export type { RowScores } from './rowScores';
export type { Cell, Column, ColumnTable, Table } from './givenTable';
export type {
  CancelSignal,
  DescribeOptions,
  LibraryFitOptions as FitOptions,
  Progress,
  ReadingOptions,
  RunOptions,
  ScoreOptions,
  ValueOptions,
} from './libraryOptions';
export type * from '../protocol/report/report';
export type * from '../protocol/report/tableReport';
export type {
  ColumnParameters,
  Component,
  Estimate,
  Kind,
  LevelParameters,
  Method,
  NumericParameters,
  StartParameters,
} from '../protocol/options';
