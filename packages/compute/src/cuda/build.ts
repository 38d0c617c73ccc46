/**
 * Builds what the backend `cuda` needs: `npm run build:cuda`. `--shipped` puts the kernels where those that come with the
 * sources lie. `--where-a-card-is` is for npm's installation: nothing is built elsewhere, and it never fails.
 */
import { nvidiaCards } from '../tensorflow/nvidia-cards.ts';
import { installCuda } from './install-cuda.ts';

const { stdout } = process;
const tell = (line: string): void => {
  stdout.write(`Waltz, ${line}\n`);
};

if (!process.argv.includes('--where-a-card-is')) {
  await installCuda(tell, process.argv.includes('--shipped') ? 'shipped' : 'own');
} else if ((await nvidiaCards()).length > 0) {
  await installCuda(tell).catch((error: unknown) => {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
    tell(`addon for CUDA: skipped, for it did not build: ${why}`);
  });
}
