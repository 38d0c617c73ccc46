/** Where a run stands, as `status.json` keeps it. */
export interface RunStatus {
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  /** The stage that it is in, or was in last; null before the first. */
  readonly stage: string | null;
  /** Steps of that stage that are done. */
  readonly step: number;
  /** Why it failed. */
  readonly error?: string;
}

const STATES: readonly unknown[] = ['running', 'done', 'failed', 'interrupted'];

/** Reads `status.json`. Throws when it holds something else. */
export function parseStatus(text: string): RunStatus {
  const status: unknown = JSON.parse(text);
  const isStatus =
    typeof status === 'object' &&
    status !== null &&
    'state' in status &&
    STATES.includes(status.state);
  if (!isStatus) throw new Error('this is not the status of a run');
  return status as RunStatus;
}
