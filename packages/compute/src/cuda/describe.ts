import { nvidiaCards, whyNoCard } from '../tensorflow/nvidia-cards.ts';
import { openCuda, type CudaBackendName } from './register-cuda.ts';

/** What our kernels run on. Throws why they do not, and what to do; quickly where there is no card. */
export async function describeCuda(name: CudaBackendName): Promise<string> {
  const [card] = await nvidiaCards();
  if (card === undefined) throw new Error(await whyNoCard());
  if (card.computeCapability < 8) {
    throw new Error(
      `${card.name} is older than the kernels are for: they need compute capability 8.0 (Ampere), and it has ${card.computeCapability}`,
    );
  }
  return openCuda(name);
}
