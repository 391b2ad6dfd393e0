import { Code, MqError } from '../model/errors.ts';
import { diskErrorCode } from './disk.ts';

/** What helps against refusals of the system that an operator can do something about. */
const adviceByCode: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'give the user of this process the right to it'],
  ['EPERM', 'give the user of this process the right to it'],
  ['EROFS', 'its file system is read-only, name a directory of another one'],
  ['ENOSPC', 'its disk is full, make room there'],
  ['EDQUOT', 'the quota of the user of this process is used up, make room or raise it'],
  ['ENOENT', 'it, or a directory above it, does not exist'],
  ['EEXIST', 'a file of this name is in the way, name a directory'],
  ['ENOTDIR', 'a file is where there should be a directory, name a directory'],
  ['EISDIR', 'it is a directory, name a file'],
  ['EMFILE', 'this process has too many files open, raise its limit (ulimit -n)'],
  ['ENFILE', 'too many files are open on this machine'],
  ['EIO', 'the disk has failed'],
]);

/**
 * A refusal of the system, with what could not be done (`the store '/data' cannot be opened`) and what helps. Other errors
 * as they are.
 */
export function diskProblem(error: unknown, what: string): unknown {
  const advice = adviceByCode.get(diskErrorCode(error) ?? '');
  return error instanceof Error && advice !== undefined
    ? new MqError(Code.INTERNAL_SERVER_ERROR, `${what}: ${advice} (${error.message})`, { cause: error })
    : error;
}
