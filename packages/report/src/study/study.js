// Runs in the page of a study, in any browser. Prompts and answers go into the page as text, never as markup.
{
  const at = (id) => document.getElementById(id);
  const { study, pairs } = JSON.parse(at('data').textContent);
  const KEYS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: 'equal' };

  let rater = '';
  /** The choice of each pair that was seen, in the order of pairs. */
  let choices = [];

  /** A page from a file may be without storage: then a reload starts again, and nothing else is lost. */
  function remember() {
    try {
      localStorage.setItem(`waltz-study-${study}`, JSON.stringify({ rater, choices }));
    } catch {
      // Nowhere to keep it.
    }
  }

  function recall() {
    try {
      return JSON.parse(localStorage.getItem(`waltz-study-${study}`) ?? '{}');
    } catch {
      return {};
    }
  }

  function show() {
    const pair = rater === '' ? undefined : pairs[choices.length];
    at('begin').hidden = rater !== '';
    at('pair').hidden = pair === undefined;
    at('end').hidden = rater === '' || pair !== undefined;
    at('done').value = choices.length;
    if (rater === '') at('rater').focus();
    else if (pair === undefined) at('thanks').focus();
    else {
      at('place').textContent = `Pair ${pair.number} of ${pairs.length}`;
      at('prompt').textContent = pair.prompt;
      at('left').textContent = pair.left;
      at('right').textContent = pair.right;
      at('back').disabled = choices.length === 0;
    }
  }

  function choose(choice) {
    if (rater === '' || choices.length === pairs.length) return;
    choices.push(choice);
    remember();
    show();
  }

  function goBack() {
    choices.pop();
    remember();
    show();
  }

  function save() {
    const results = {
      study,
      rater,
      choices: choices.map((choice, index) => ({ pair: pairs[index].number, choice })),
    };
    const link = document.createElement('a');
    const blob = new Blob([`${JSON.stringify(results, null, 2)}\n`], { type: 'application/json' });
    link.href = URL.createObjectURL(blob);
    link.download = `study-${study}-${rater.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  at('begin').addEventListener('submit', (event) => {
    event.preventDefault();
    rater = at('rater').value.trim();
    remember();
    show();
  });
  for (const button of document.querySelectorAll('[data-choice]')) {
    button.addEventListener('click', () => choose(button.dataset.choice));
  }
  at('back').addEventListener('click', goBack);
  at('back-from-end').addEventListener('click', goBack);
  at('save').addEventListener('click', save);
  document.addEventListener('keydown', (event) => {
    if (rater === '' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS && !at('pair').hidden) choose(KEYS[event.key]);
    else if (event.key === 'Backspace' && choices.length > 0) goBack();
    else if (event.key.toLowerCase() === 's' && !at('end').hidden) save();
    else return;
    event.preventDefault();
  });

  ({ rater = '', choices = [] } = recall());
  show();
}
