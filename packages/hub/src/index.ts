export { cachedModel } from './cache.ts';
export { fetchFile, type FetchSettings } from './fetch-file.ts';
export { findCommit } from './find-commit.ts';
export { parseModelReference } from './model-reference.ts';
export { github, huggingFace, urlOf, type Origin } from './origin.ts';
export { sha256Of } from './sha256.ts';
export { openSnapshot, type Snapshot } from './snapshot.ts';
