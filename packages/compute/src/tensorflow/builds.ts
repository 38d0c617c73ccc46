/** The version of TensorFlow.js that everything here is written for. */
export const TFJS_VERSION = '4.22.0';

/** Files of PyPI that hold libtensorflow or what it needs: a project, its version, and what is unpacked of it. */
export interface WheelSource {
  readonly project: string;
  readonly version: string;
  readonly wanted: RegExp;
}

/** One of the two builds of TensorFlow that Node.js can load. */
export interface TensorFlowBuild {
  readonly backend: 'tensorflow' | 'tensorflow-gpu';
  /** The npm package with the JavaScript side, and with the C++ source of the addon. */
  readonly npmPackage: string;
  /** Bytes of disk that an installation needs at its height. */
  readonly diskBytes: number;
  /** Where libtensorflow comes from, by platform and processor as Node.js calls them. */
  readonly wheels: Readonly<Record<string, readonly WheelSource[]>>;
}

/**
 * Of the versions that were tried (2.13.1, 2.15.1, 2.16.2, 2.18.1, 2.21.0: all load), the one that has kernels for cards from Maxwell
 * to Hopper and keeps quiet when it is loaded.
 */
const TENSORFLOW_VERSION = '2.16.2';

const LIBRARY: Omit<WheelSource, 'project'> = {
  version: TENSORFLOW_VERSION,
  wanted: /^tensorflow\/(libtensorflow_(cc|framework)\.so\.2|include\/(tensorflow|tsl)\/.*\.h)$/,
};

/** Libraries of CUDA 12.3, as `tensorflow[and-cuda]` of this version pins them; libtensorflow looks beside itself for them. */
const CUDA: readonly WheelSource[] = Object.entries({
  'nvidia-cublas-cu12': '12.3.4.1',
  'nvidia-cuda-cupti-cu12': '12.3.101',
  'nvidia-cuda-nvrtc-cu12': '12.3.107',
  'nvidia-cuda-runtime-cu12': '12.3.101',
  'nvidia-cudnn-cu12': '8.9.7.29',
  'nvidia-cufft-cu12': '11.0.12.1',
  'nvidia-curand-cu12': '10.3.4.107',
  'nvidia-cusolver-cu12': '11.5.4.101',
  'nvidia-cusparse-cu12': '12.2.0.103',
  'nvidia-nccl-cu12': '2.19.3',
  'nvidia-nvjitlink-cu12': '12.3.101',
}).map(([project, version]) => ({ project, version, wanted: /^nvidia\/[^/]+\/lib\/[^/]+\.so/ }));

export const CPU_BUILD: TensorFlowBuild = {
  backend: 'tensorflow',
  npmPackage: '@tensorflow/tfjs-node',
  diskBytes: 1e9,
  wheels: {
    'linux-x64': [{ project: 'tensorflow-cpu', ...LIBRARY }],
    'linux-arm64': [{ project: 'tensorflow', ...LIBRARY }],
  },
};

export const GPU_BUILD: TensorFlowBuild = {
  backend: 'tensorflow-gpu',
  npmPackage: '@tensorflow/tfjs-node-gpu',
  diskBytes: 7e9,
  wheels: { 'linux-x64': [{ project: 'tensorflow', ...LIBRARY }, ...CUDA] },
};

/** The one command that gets a build. */
export function installCommand({ backend }: TensorFlowBuild): string {
  return `npx waltz doctor --install ${backend}`;
}
