import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PYPI = 'https://pypi.org/simple';

/** The newest Python whose wheels every pinned version has; the libraries in them are the same for all. */
const PYTHON_TAGS = ['-py3-none-', '-cp312-cp312-'];

const MACHINES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** A file that an index of Python packages offers. */
export interface IndexedFile {
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

/**
 * The index that pip uses here: of `PIP_INDEX_URL`, of pip's own configuration where pip is there, else PyPI.
 * Python itself is not needed.
 */
export async function indexUrl(): Promise<string> {
  const set = process.env['PIP_INDEX_URL'];
  if (set !== undefined && set !== '') return set.replace(/\/+$/, '');
  const configured = await run('pip', ['config', 'get', 'global.index-url']).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  return (configured === '' ? PYPI : configured).replace(/\/+$/, '');
}

/** The wheel of this version for Linux on a processor, or for every machine. Throws when the index cannot be asked, or does not have it. */
export async function findWheel(
  index: string,
  project: string,
  version: string,
  architecture: string,
): Promise<IndexedFile> {
  const page = `${index}/${project}/`;
  const response = await fetchFrom(page, {
    accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.2',
  });
  if (!response.ok) throw new Error(`the package index answers ${response.status} for ${project}`);
  const body = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const files = isJson ? filesOfJson(body, page) : filesOfHtml(body, page);
  const machine = MACHINES[architecture] ?? architecture;
  const found = files.find(
    ({ name }) =>
      name.startsWith(`${project.replaceAll('-', '_')}-${version}-`) &&
      PYTHON_TAGS.some((tag) => name.includes(tag)) &&
      (name.endsWith('-none-any.whl') ||
        (name.includes('manylinux') && name.endsWith(`_${machine}.whl`))),
  );
  if (found === undefined) {
    throw new Error(`the package index has no ${project} ${version} for Linux on ${machine}`);
  }
  return found;
}

/** PEP 691. */
function filesOfJson(body: string, page: string): readonly IndexedFile[] {
  const { files } = JSON.parse(body) as {
    readonly files: readonly {
      readonly filename: string;
      readonly url: string;
      readonly hashes: { readonly sha256?: string };
    }[];
  };
  return files.flatMap(({ filename, url, hashes: { sha256 } }) =>
    sha256 === undefined ? [] : [{ name: filename, url: new URL(url, page).href, sha256 }],
  );
}

/** PEP 503, for mirrors that have no JSON. */
function filesOfHtml(body: string, page: string): readonly IndexedFile[] {
  const links = body.matchAll(/<a\s[^>]*href="([^"#]+)#sha256=([0-9a-f]{64})"[^>]*>\s*([^<\s]+)/g);
  return [...links].map(([, href = '', sha256 = '', name = '']) => ({
    name,
    url: new URL(href.replaceAll('&amp;', '&'), page).href,
    sha256,
  }));
}

/** `fetch`, with a name and password out of the address where it has them. Throws why the host cannot be reached. */
export async function fetchFrom(
  address: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const url = new URL(address);
  const { username, password } = url;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  url.username = url.password = '';
  const authorization = { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  try {
    return await fetch(url, { headers: { ...headers, ...(username === '' ? {} : authorization) } });
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    throw new Error(
      `${url.host} cannot be reached (${cause?.code ?? String(error)}); an index that can be is named by PIP_INDEX_URL`,
      { cause: error },
    );
  }
}
