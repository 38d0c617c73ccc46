const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space, then run the same command again',
  EDQUOT: 'your disk quota is used up: free some space, then run the same command again',
  EFBIG: 'the file would grow past the size that this system allows: raise the limit (ulimit -f)',
  EACCES: 'this user may not write there: change its rights, or choose another run.folder',
  EPERM: 'this user may not write there: change its rights, or choose another run.folder',
  EROFS: 'that file system is read-only: choose another run.folder',
  ENOENT: 'no folder can be made there: choose another run.folder',
  ENOTDIR: 'a file stands where a folder is needed: move it away, or choose another run.folder',
  EEXIST: 'a file stands where a folder is needed: move it away, or choose another run.folder',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
};

/** A file of a run that could not be written. What was written before is still there. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure';
  readonly path: string;

  constructor(path: string, advice: string, cause: unknown) {
    super(`cannot write ${path}: ${advice}. Nothing that was written before is lost`, { cause });
    this.path = path;
  }
}

/** `error` as a `FileFailure` that names `path` and what to do, when the disk is to blame; else `error` itself. */
export function asFileFailure(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const advice = ADVICE[code];
  return advice === undefined ? error : new FileFailure(path, advice, error);
}

/** Runs `write`; a failure of the disk becomes a `FileFailure` that names `path` and what to do. */
export async function explainFailure<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw asFileFailure(path, error);
  }
}
