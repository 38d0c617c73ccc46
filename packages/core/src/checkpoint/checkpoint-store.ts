import { messageOf } from '../run/message-of.ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFailure } from '../run/file-failure.ts';
import { writeAtomically } from '../run/write-atomically.ts';
import {
  parseCheckpointState,
  type CheckpointState,
  type FileFingerprint,
  type RunPosition,
} from './checkpoint-state.ts';

/** A checkpoint that was read and found whole. */
export interface Checkpoint {
  readonly folder: string;
  readonly state: CheckpointState;
}

const STATE_FILE = 'state.json';
const STEP_FOLDER = /^\d{8}$/;

/** Bytes that are read and hashed at once. */
const PIECE = 2 ** 20;

/** The checkpoints of one run: a folder for each, named by the steps that the run had taken. */
export class CheckpointStore {
  readonly #folder: string;
  readonly #keep: number;

  /** Keeps the newest `keep` checkpoints. */
  constructor(folder: string, keep: number) {
    this.#folder = folder;
    this.#keep = keep;
  }

  /**
   * Saves a checkpoint: `writeWeights` puts files into the folder that it is given, each written atomically, then
   * their fingerprints go into `state.json`. A checkpoint of the same step is replaced file by file with the same
   * content, since a step determines its weights: there is no moment without a whole one.
   * Then removes what is older than the newest `keep`. Throws a `FileFailure` when the disk is full.
   */
  async save(
    position: RunPosition,
    writeWeights: (folder: string) => Promise<void>,
  ): Promise<void> {
    const folder = this.#folderOf(position.globalStep);
    try {
      await explainFailure(folder, async () => {
        await mkdir(folder, { recursive: true });
        await writeWeights(folder);
      });
    } catch (error) {
      // Half of one would be told of as damaged at every resume.
      if (!existsSync(join(folder, STATE_FILE))) await rm(folder, { recursive: true, force: true });
      throw error;
    }
    const state: CheckpointState = { ...position, files: await fingerprints(folder) };
    await writeAtomically(join(folder, STATE_FILE), `${JSON.stringify(state, null, 2)}\n`);
    await this.#prune(position.globalStep);
  }

  /**
   * The newest whole checkpoint for which `accept` finds nothing wrong, or null. Each newer one that is damaged is
   * told to `notice`, with its folder and what is wrong, and left where it is.
   */
  async newest(
    accept: (state: CheckpointState) => Promise<void>,
    notice: (message: string) => void,
  ): Promise<Checkpoint | null> {
    for (const name of (await this.#stepFolders()).reverse()) {
      const folder = join(this.#folder, name);
      try {
        const state = parseCheckpointState(await readFile(join(folder, STATE_FILE), 'utf8'));
        await requireWhole(folder, state);
        await accept(state);
        return { folder, state };
      } catch (error) {
        notice(
          `the checkpoint ${folder} is truncated or damaged (${messageOf(error)}): going back to the one before it`,
        );
      }
    }
    return null;
  }

  /** The checkpoint after `globalStep` steps. Throws when it is not whole, or, with those that there are, is not there. */
  async at(globalStep: number): Promise<Checkpoint> {
    const steps = (await this.#stepFolders()).map(Number);
    if (!steps.includes(globalStep)) {
      throw new Error(
        `there is no checkpoint of step ${globalStep} in ${this.#folder}; ` +
          (steps.length > 0 ? `there are those of step ${steps.join(', ')}` : 'there is none'),
      );
    }
    const folder = this.#folderOf(globalStep);
    const state = parseCheckpointState(await readFile(join(folder, STATE_FILE), 'utf8'));
    await requireWhole(folder, state);
    return { folder, state };
  }

  /** Removes the oldest; checkpoints after `globalStep` come from before a resume and do not count. */
  async #prune(globalStep: number): Promise<void> {
    const upToHere = (await this.#stepFolders()).filter((name) => Number(name) <= globalStep);
    for (const name of upToHere.slice(0, Math.max(0, upToHere.length - this.#keep))) {
      await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }

  #folderOf(globalStep: number): string {
    return join(this.#folder, String(globalStep).padStart(8, '0'));
  }

  /** Names of the checkpoints' folders, the oldest first. */
  async #stepFolders(): Promise<string[]> {
    await mkdir(this.#folder, { recursive: true });
    return (await readdir(this.#folder)).filter((name) => STEP_FOLDER.test(name)).sort();
  }
}

async function fingerprints(folder: string): Promise<Readonly<Record<string, FileFingerprint>>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors')).sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await fingerprint(join(folder, name))] as const),
    ),
  );
}

async function fingerprint(path: string): Promise<FileFingerprint> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE);
  const file = await open(path);
  try {
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE, null);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(piece.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Throws when a file is missing, has another size, or other content than when it was written. */
async function requireWhole(folder: string, { files }: CheckpointState): Promise<void> {
  for (const [name, written] of Object.entries(files)) {
    const found = await fingerprint(join(folder, name));
    if (found.bytes !== written.bytes) {
      throw new Error(`${name} has ${found.bytes} bytes instead of ${written.bytes}`);
    }
    if (found.sha256 !== written.sha256) {
      throw new Error(`${name} does not have the content that was written`);
    }
  }
}
