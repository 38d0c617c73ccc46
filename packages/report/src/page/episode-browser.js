// Runs in the report, in any browser. Everything from the run goes into the page as text, never as markup.
{
  const PAGE_SIZE = 25;
  /** An advantage of this size has the fullest colour. */
  const FULL_ADVANTAGE = 2.5;
  const OUTCOMES = [
    'improved',
    'worsened',
    'over-triggered',
    'malformed',
    'accepted',
    'unchanged',
    'unscored',
  ];

  const episodes = JSON.parse(document.getElementById('episodes')?.textContent ?? '[]');
  const root = document.getElementById('episode-browser');
  const choice = { outcomes: new Set(), stage: '', words: '', shown: PAGE_SIZE };

  /** An element with a class, attributes and children; texts stay texts. */
  function element(tag, className, children = [], attributes = {}) {
    const made = document.createElement(tag);
    if (className !== '') made.className = className;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...[children].flat().filter((child) => child !== null));
    return made;
  }

  /** The text that a search goes through, made when it is first needed. */
  function searchable(episode) {
    episode.searchable ??= [
      episode.prompt.text,
      episode.prompt.kind,
      ...episode.turns.map(({ text }) => text),
    ]
      .join('\n')
      .toLowerCase();
    return episode.searchable;
  }

  function inStageAndWords(episode) {
    return (
      (choice.stage === '' || episode.stage === choice.stage) &&
      (choice.words === '' || searchable(episode).includes(choice.words))
    );
  }

  const signed = (value) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(2);
  const plain = (value) =>
    typeof value === 'number' ? String(value).replace('-', '−') : (value ?? '–');

  function advantageColour(advantage) {
    const strength = Math.min(1, Math.abs(advantage) / FULL_ADVANTAGE) * 0.6;
    return `rgb(var(--${advantage < 0 ? 'negative' : 'positive'}) / ${strength.toFixed(2)})`;
  }

  /** The tokens of a sample on the colour of their advantage; the exact numbers stand in the tooltip. */
  function colouredTokens({ tokens, advantages, kl }, text) {
    // Where tokens are whole words, the spaces between them belong to no token.
    const gap = tokens.join('') === text ? [] : [' '];
    return tokens.flatMap((token, index) => {
      const advantage = advantages[index] ?? 0;
      const numbers = `advantage ${signed(advantage)}${kl?.[index] === undefined ? '' : `, KL ${signed(kl[index])} nats`}`;
      const made = element('span', 'token', [token === '' ? '⏎' : token], { title: numbers });
      made.style.backgroundColor = advantageColour(advantage);
      return [made, ...gap];
    });
  }

  function verdictText(judgement) {
    if (judgement === undefined) return '';
    if (!judgement.scored) return `unscored: ${judgement.reason}`;
    const words = {
      unsafe: 'unsafe',
      overrefuse: 'over-refusal',
      refusal: 'refusal',
      nonAnswer: 'non-answer',
      helpful: 'helpful',
    };
    const said = Object.keys(words).filter((name) => judgement[name]);
    return said.length === 0
      ? 'neither unsafe nor a refusal'
      : said.map((name) => words[name]).join(', ');
  }

  function creditLine({ products, total, evidence = {} }) {
    const terms = products.map(({ name, weight, factors, value }) => {
      const parts = Object.entries(factors).map(([factor, worth]) => {
        const because = evidence[factor] === undefined ? '' : ` (${evidence[factor]})`;
        return `${factor} ${plain(worth)}${because}`;
      });
      return `${name}: ${[plain(weight), ...parts].join(' × ')} = ${plain(value)}`;
    });
    return element('p', 'credits', [
      element('span', 'detail', ['Credit  ']),
      `${terms.join('  ·  ')}  ⇒  `,
      element('b', '', [`reward ${plain(total)}`]),
    ]);
  }

  function turnBlock(episode, turn) {
    const isResponse = turn.kind === 'response';
    const agent = isResponse ? 'conversation' : 'feedback';
    const ofThisTurn = (part) => part.agent === agent && part.round === turn.round;
    const sample = episode.samples?.find(ofThisTurn);
    const credit = episode.credits?.find(ofThisTurn);
    const verdict = isResponse ? verdictText(episode.judgements?.[turn.round]) : '';
    const cut = turn.stop === 'length' ? ' · cut off at the token limit' : '';
    const parsed = turn.parsed;
    const labels = isResponse
      ? null
      : parsed
        ? element('p', 'parsed', [
            element('span', 'detail', ['Labels  ']),
            `unsafe ${parsed.unsafe}, overrefuse ${parsed.overrefuse}`,
            element('span', 'detail', [parsed.feedback === '' ? '' : '  ·  Advice  ']),
            parsed.feedback,
          ])
        : element('p', 'parsed', ['Malformed: this is not the JSON that was asked for.']);
    return element('div', `turn ${turn.kind}`, [
      element('p', 'turn-head', [
        element('b', '', [isResponse ? `Answer ${turn.round}` : `Feedback ${turn.round}`]),
        element('span', 'detail', [
          `${verdict === '' ? '' : `  judged ${verdict}`}${cut}${sample ? `  ·  learned from, reward ${plain(sample.reward)}` : ''}`,
        ]),
      ]),
      element('div', 'turn-text', sample ? colouredTokens(sample, turn.text) : [turn.text]),
      labels,
      credit ? creditLine(credit) : null,
    ]);
  }

  function advantageScale() {
    return element('p', 'credits', [
      element('span', 'detail', ['Colour of a token: its advantage  ']),
      ...[-FULL_ADVANTAGE, -1, 0, 1, FULL_ADVANTAGE].map((advantage) => {
        const made = element('span', 'scale', [signed(advantage)]);
        made.style.backgroundColor = advantageColour(advantage);
        return made;
      }),
    ]);
  }

  function episodeBlock(episode) {
    const { prompt } = episode;
    const details = element('details', 'episode', [
      element('summary', '', [
        element('span', `outcome ${OUTCOMES.includes(episode.outcome) ? episode.outcome : ''}`, [
          episode.outcome,
        ]),
        element('span', 'place', [
          episode.stage.startsWith('evaluation:')
            ? episode.stage.replace(':', ' ')
            : `${episode.stage}, step ${episode.step}`,
        ]),
        element('span', 'prompt', [prompt.text]),
      ]),
    ]);
    details.addEventListener(
      'toggle',
      () => {
        details.append(
          element('div', 'inside', [
            element('p', 'detail', [
              `${prompt.kind} · ${prompt.harm} · ${prompt.source} · ${prompt.id}`,
            ]),
            ...episode.turns.map((turn) => turnBlock(episode, turn)),
            (episode.samples ?? []).length > 0 ? advantageScale() : null,
          ]),
        );
      },
      { once: true },
    );
    return details;
  }

  const list = element('div', '');
  const matches = element('p', 'matches', [], { 'aria-live': 'polite' });
  const more = element('button', 'more', ['Show more'], { type: 'button' });
  const buttons = OUTCOMES.filter((outcome) =>
    episodes.some((episode) => episode.outcome === outcome),
  ).map((outcome) => {
    const count = element('span', 'count');
    const button = element('button', '', [`${outcome} `, count], {
      type: 'button',
      'aria-pressed': 'false',
    });
    button.addEventListener('click', () => {
      if (!choice.outcomes.delete(outcome)) choice.outcomes.add(outcome);
      button.setAttribute('aria-pressed', String(choice.outcomes.has(outcome)));
      startOver();
    });
    return { outcome, button, count };
  });

  function draw() {
    const candidates = episodes.filter(inStageAndWords);
    const chosen = candidates.filter(
      ({ outcome }) => choice.outcomes.size === 0 || choice.outcomes.has(outcome),
    );
    for (const { outcome, count } of buttons) {
      count.textContent = String(
        candidates.filter((episode) => episode.outcome === outcome).length,
      );
    }
    for (const episode of chosen.slice(list.childElementCount, choice.shown))
      list.append(episodeBlock(episode));
    matches.textContent = `${chosen.length} of ${episodes.length} episodes`;
    more.hidden = chosen.length <= choice.shown;
  }

  function startOver() {
    choice.shown = PAGE_SIZE;
    list.replaceChildren();
    draw();
  }

  if (root !== null) {
    const search = element('input', '', [], {
      type: 'search',
      placeholder: 'Search prompts and turns',
      'aria-label': 'Search prompts and turns',
    });
    search.addEventListener('input', () => {
      choice.words = search.value.trim().toLowerCase();
      startOver();
    });
    const stages = [...new Set(episodes.map(({ stage }) => stage))];
    const stage = element(
      'select',
      '',
      [['', 'all stages'], ...stages.map((name) => [name, name.replace(':', ' ')])].map(
        ([value, label]) => element('option', '', [label], { value }),
      ),
      { 'aria-label': 'Stage' },
    );
    stage.addEventListener('change', () => {
      choice.stage = stage.value;
      startOver();
    });
    more.addEventListener('click', () => {
      choice.shown += PAGE_SIZE;
      draw();
    });
    root.append(
      element('div', 'filters', [search, stage, ...buttons.map(({ button }) => button)]),
      matches,
      list,
      more,
    );
    draw();
  }
}
