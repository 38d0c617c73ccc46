import type { AgentRole, ExportFormat } from '@waltz/core';
import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { ExportOptions } from './commands/export.ts';
import { waltzVersion } from './waltz-version.ts';

const AGENTS: readonly AgentRole[] = ['conversation', 'feedback'];
const FORMATS: readonly ExportFormat[] = ['float32', 'bfloat16'];

const OVERRIDES =
  'a.b=1 changes a key, +a.b=1 adds one, ~a.b drops one, group=option picks conf/group/option.yaml';

/** Runs `waltz` with these words; gives its exit code. Commands are loaded when they are asked for. */
export async function runProgram(words: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = new Command('waltz')
    .description('Trains two language-model agents that learn safety together (WaltzRL).')
    .version(waltzVersion(), '--version', 'show the version')
    .showHelpAfterError('(npx waltz --help shows the commands)')
    .exitOverride();

  program
    .command('run')
    .description('train and evaluate an experiment; one that is there already is resumed or shown')
    .argument('<file>', 'a YAML file, or the name of one in experiments/')
    .argument('[overrides...]', OVERRIDES)
    .addHelpText('after', '\nExample: npx waltz run waltz-baseline seed=2 reward.alpha=0.3')
    .action(async (file: string, overrides: string[]) => {
      const { run } = await import('./commands/run.ts');
      code = await run(file, overrides);
    });

  program
    .command('sweep')
    .description(
      'run every cell of an experiment with a sweep: block, with every seed, and compare',
    )
    .argument('<file>', 'a YAML file, or the name of one in experiments/')
    .argument('[overrides...]', OVERRIDES)
    .option('--jobs <count>', 'runs at a time; without it, as many as there are cores')
    .addHelpText('after', '\nExample: npx waltz sweep dir-ablation "sweep.seeds=[1, 2, 3, 4, 5]"')
    .action(async (file: string, overrides: string[], { jobs }: { jobs?: string }) => {
      const { sweep } = await import('./commands/sweep.ts');
      code = await sweep(file, overrides, jobs);
    });

  program
    .command('paper-table')
    .description("run what is missing of the paper's tables, and set claimed beside measured")
    .argument('[overrides...]', OVERRIDES)
    .option('--jobs <count>', 'runs at a time; without it, as many as there are cores')
    .option('--into <file>', 'put the tables into their marked place in this document')
    .action(async (overrides: string[], options: { jobs?: string; into?: string }) => {
      const { paperTable } = await import('./commands/paper-table.ts');
      code = await paperTable(overrides, options);
    });

  program
    .command('resume')
    .description('go on with a run where its last checkpoint is')
    .argument('<run>', 'a run folder')
    .argument('[changes...]', 'what makes it need less memory, as engine.microBatchTokens=1024')
    .action(async (folder: string, changes: string[]) => {
      const { resume } = await import('./commands/resume.ts');
      code = await resume(folder, changes);
    });

  program
    .command('eval')
    .description('evaluate the final weights of a run again')
    .argument('<run>', 'a run folder')
    .action(async (folder: string) => {
      const { evaluateRun } = await import('./commands/evaluate.ts');
      code = await evaluateRun(folder);
    });

  program
    .command('chat')
    .description('talk to the trained pair of a run; /why shows what the feedback agent said')
    .argument('<run>', 'a run folder')
    .option('--feedback', 'show after every answer how it came about')
    .action(async (folder: string, { feedback }: { feedback?: boolean }) => {
      const { chat } = await import('./commands/chat.ts');
      code = await chat(folder, feedback ?? false);
    });

  program
    .command('export')
    .description('write trained weights as PEFT, transformers and vLLM read them')
    .argument('<run>', 'a run folder')
    .argument('<folder>', 'where to; a folder for each agent in it, unless one is named')
    .addOption(new Option('--agent <agent>', 'only this one').choices(AGENTS))
    .option('--merged', 'whole models, with adapters added to what they adapt')
    .addOption(
      new Option('--step <step>', 'of the checkpoint after so many steps').conflicts('final'),
    )
    .option('--final', 'the final weights, as without --step')
    .addOption(
      new Option('--dtype <format>', 'how numbers are written').choices(FORMATS).default('float32'),
    )
    .addHelpText('after', '\nExample: npx waltz export RUN exported --agent conversation --merged')
    .action(async (path: string, folder: string, options: ExportOptions) => {
      const { exportRun } = await import('./commands/export.ts');
      code = await exportRun(path, folder, options);
    });

  program
    .command('doctor')
    .description('show what this machine can compute with, and how to get what is missing')
    .option('--bench', 'also measure each backend, for some seconds')
    .option('--install <backend>', 'first fetch or build what this backend needs')
    .action(async ({ bench, install }: { bench?: boolean; install?: string }) => {
      const { doctor } = await import('./commands/doctor.ts');
      if (install !== undefined) {
        const { installBackend } = await import('./doctor/install-backend.ts');
        await installBackend(install);
      }
      code = await doctor({ bench: bench ?? false });
    });

  program
    .command('plugins')
    .description('show what is installed, with each option, its default and its meaning')
    .argument('[kind]', 'only this kind of component, for example reward')
    .option('--plugin <name...>', 'also load this plugin, by package name or path')
    .action(async (kind: string | undefined, { plugin }: { plugin?: string[] }) => {
      const { showPlugins } = await import('./commands/plugins.ts');
      code = await showPlugins(kind, plugin ?? []);
    });

  program
    .command('validate')
    .description('check experiments without running them')
    .argument('<files...>', 'YAML files, or names in experiments/')
    .action(async (files: string[]) => {
      const { validate } = await import('./commands/validate.ts');
      code = await validate(files);
    });

  program
    .command('report')
    .description('write report.html of a run again')
    .argument('<run>', 'a run folder')
    .option('--figure <file>', 'also draw its headline as an SVG file')
    .action(async (folder: string, { figure }: { figure?: string }) => {
      const { report } = await import('./commands/report.ts');
      code = await report(folder, figure);
    });

  program
    .command('compare')
    .description('what differs between two finished runs: config, and every metric by prompt')
    .argument('<first>', 'a run folder')
    .argument('<second>', 'a run folder; differences are from the first to the second')
    .action(async (first: string, second: string) => {
      const { compare } = await import('./commands/compare.ts');
      code = await compare(first, second);
    });

  program
    .command('cost')
    .description('tokens, seconds and FLOPs by agent and phase, of feedback, and at other sizes')
    .argument('<run>', 'a run folder')
    .action(async (folder: string) => {
      const { showCost } = await import('./commands/cost.ts');
      code = await showCost(folder);
    });

  program
    .command('replay')
    .description('score the episodes of a run again with another reward; no model is needed')
    .argument('<run>', 'a run folder')
    .requiredOption('--reward <file>', 'a YAML file with what changes below reward:')
    .option('--all', 'list every sample that changes sign or rank')
    .action(async (folder: string, { reward, all }: { reward: string; all?: boolean }) => {
      const { replay } = await import('./commands/replay.ts');
      code = await replay(folder, reward, all ?? false);
    });

  program
    .command('study')
    .description('write a page on which people compare base and trained answers blindly')
    .argument('<run>', 'a run folder')
    .option('--results <files...>', 'show what the files say that the page saved')
    .action(async (folder: string, { results }: { results?: string[] }) => {
      const { study } = await import('./commands/study.ts');
      code = await study(folder, results ?? []);
    });

  program
    .command('table')
    .description('mean and spread over the seeds of finished runs, as Markdown')
    .argument('<folders...>', 'folders with runs, for example runs/waltz-baseline')
    .option('--into <file>', 'put it into its marked place in this document')
    .action(async (folders: string[], { into }: { into?: string }) => {
      const { showTable } = await import('./commands/table.ts');
      code = await showTable(folders, into);
    });

  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    // Commander has printed its own message; asking for help is no mistake.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return code;
}
