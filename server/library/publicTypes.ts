/** The names that both entries of the library export beside the functions of `MixtureLibrary`. */
export { FitProblem } from '../words/fitProblem';
export { readModel, writeModel, type Model } from './savedModel';
export type { FitResult, ScoreResult } from './mixtureLibrary';
export type { RowScores } from './rowScores';
export type { Cell, Column, ColumnTable, Table } from './givenTable';
export type {
  CancelSignal,
  CompareOptions,
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
export type * from '../protocol/report/comparisonReports';
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
