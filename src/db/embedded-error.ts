import { Foreseen } from "../foreseen.ts";

/** The embedded server cannot be used; the message says why and what to do, its first line in one sentence. */
export class EmbeddedError extends Foreseen {}

const denied = "permission denied; run as the user whom the folder belongs to, or choose another with DATA_DIR";

const fileProblems: Record<string, string> = {
  EACCES: denied,
  EPERM: denied,
  ENOENT: "it is not there and cannot be made; choose another with DATA_DIR",
  EROFS: "the file system is read-only; choose another folder with DATA_DIR",
  ENOSPC: "the disk is full; free some space and start again",
  EDQUOT: "the disk quota is used up; free some space and start again",
  ENOTDIR: "a part of the path is a file; choose another folder with DATA_DIR",
  EEXIST: "a file stands where the folder should be; choose another folder with DATA_DIR",
};

/** An EmbeddedError for an error of the file system or of a process that did not start; anything else as it is. */
export function asEmbeddedError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const problem = code === undefined ? undefined : fileProblems[code];
  if (error instanceof EmbeddedError || problem === undefined) return error;
  return new EmbeddedError(`The data folder ${folder} cannot be used: ${problem}.`, { cause: error });
}
