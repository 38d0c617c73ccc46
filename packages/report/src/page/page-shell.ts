import { readFile } from 'node:fs/promises';
import { html, Html } from './html.ts';

/** Forbids every request: the page has all that it needs. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page of its own around `body`, with the style of every report inside. */
export async function pageShell(title: string, body: Html): Promise<string> {
  const style = await pageAsset('report.css');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
  return page.markup;
}

/** A file that lies beside this one and goes into pages as it is. */
export async function pageAsset(name: string): Promise<Html> {
  return new Html(await readFile(new URL(name, import.meta.url), 'utf8'));
}
