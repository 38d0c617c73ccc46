/** Where tensors live and are computed. Core knows no tensor: it only asks whether a backend works here. */
export interface Backend {
  readonly name: string;
  /**
   * Whether it computes on the thread that asks, and nowhere else: then every worker thread has one of its own. Those
   * that share the cores out themselves, or compute on another device, leave it out.
   */
  readonly usesOneCore?: true;
  /** Whether its tensors lie in the memory of JavaScript, which worker threads can share. */
  readonly computesInSharedMemory?: true;
  /** Bytes of the memory that its tensors lie in, null where that is not told; left out where it is this machine's. */
  memoryOfItsOwn?(): number | null;
  /** Bytes that one tensor may have, null where that is not known yet; left out where it may have all that there are. */
  largestTensor?(): number | null;
  /** Whether this machine can run it, and the reason in a sentence a user can act on. */
  probe(): Promise<{ readonly available: boolean; readonly reason: string }>;
  /** Makes it the backend of this process. Throws when `probe` says that it is not available. */
  activate(): Promise<void>;
  /**
   * Fetches or builds what `probe` misses, and tells of each stage in a line; not there where nothing can be fetched.
   * Throws with what to do when it cannot; what was there before stays as it was.
   */
  install?(tell: (line: string) => void): Promise<void>;
}
