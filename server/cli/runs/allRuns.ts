/** The work of all commands: a bundle of its own, which is loaded when a command runs. */
export { runCheck } from './runCheck';
export { runCompare } from './runCompare';
export { runConvert } from './runConvert';
export { runDescribe } from './runDescribe';
export { runFit } from './runFit';
export { runFix } from './runFix';
export { runScore } from './runScore';
export { isTooLarge } from './database/chosenPlace';
export { runFitInDatabase } from './database/runFitInDatabase';
export { runScoreInDatabase } from './database/runScoreInDatabase';
export { runScoreInto } from './database/runScoreInto';
export { runScoreSql } from './database/runScoreSql';
