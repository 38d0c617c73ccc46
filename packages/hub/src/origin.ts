/** A file of a public repository at one revision. */
export interface Origin {
  readonly host: 'github' | 'hugging-face';
  readonly kind: 'dataset' | 'model';
  /** `owner/name` */
  readonly repository: string;
  /** A commit; of files that no other revision can change, by their sha256, a branch. */
  readonly revision: string;
  readonly path: string;
}

export function github(repository: string, revision: string, path: string): Origin {
  return { host: 'github', kind: 'dataset', repository, revision, path };
}

/** A file of a dataset on the Hugging Face hub. */
export function huggingFace(repository: string, revision: string, path: string): Origin {
  return { host: 'hugging-face', kind: 'dataset', repository, revision, path };
}

/** A file of a model on the Hugging Face hub. */
export function huggingFaceModel(repository: string, revision: string, path: string): Origin {
  return { host: 'hugging-face', kind: 'model', repository, revision, path };
}

/** Where the file can be fetched. `HF_ENDPOINT` names a mirror of the hub, as in Hugging Face's own libraries. */
export function urlOf({ host, kind, repository, revision, path }: Origin): string {
  const parts = path.split('/').map(encodeURIComponent).join('/');
  switch (host) {
    case 'github':
      return `https://raw.githubusercontent.com/${repository}/${revision}/${parts}`;
    case 'hugging-face': {
      const place = kind === 'model' ? repository : `datasets/${repository}`;
      return `${hubEndpoint()}/${place}/resolve/${encodeURIComponent(revision)}/${parts}`;
    }
  }
}

/** Address of the hub, without a slash at its end. */
export function hubEndpoint(): string {
  return (process.env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
}
