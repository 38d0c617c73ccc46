#!/bin/sh
# Builds the kernels into one WebAssembly file, which is checked in: users need no compiler.
# Loop strength reduction is off: it takes the constant offsets out of the loads (matmul 20 to 50 GF/s).
# The same clang gives the same bytes. Usage: kernels/build.sh [OUTPUT]
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
clang --target=wasm32 -msimd128 -mbulk-memory -mmutable-globals -O3 -std=c11 -Wall -Wextra -Werror \
  -mllvm -disable-lsr -nostdlib -ffreestanding -ffp-contract=off -fno-ident \
  -Wl,--import-memory -Wl,--no-entry -Wl,--strip-all -Wl,--export=__stack_pointer -Wl,-z,stack-size=0 \
  -o "${1:-kernels.wasm}" ./*.c
