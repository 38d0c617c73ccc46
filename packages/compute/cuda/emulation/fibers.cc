#include "fibers.h"

#include <stdlib.h>

#include <vector>

#if !defined(__x86_64__)
#error "the fibers of the emulation are written for x86-64"
#endif

/** Keeps the registers that a call must keep on the stack, leaves that at `*from`, and goes on on the stack `to`. */
extern "C" void waltz_switch_stack(void **from, void *to);
asm(R"(
.text
.globl waltz_switch_stack
.hidden waltz_switch_stack
waltz_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
)");

namespace emulation {

Index grid, block_size, block, thread;
float *shared_room;

namespace {

/** Not a power of two: the tops of all stacks would share the same few lines of the processor's cache. */
constexpr size_t STACK = 16 * 1024 + 320;
constexpr unsigned MOST_THREADS = 1024;

struct Fiber {
  void *top;
  bool ended = false;
};

/** Where threads wait for each other; those that have ended are not waited for. */
struct Barrier {
  unsigned threads = 0, arrived = 0, opened = 0;

  void open_if_all_there() {
    if (arrived < threads) return;
    arrived = 0;
    opened++;
  }
};

struct Stacks {
  char *memory = (char *)aligned_alloc(4096, STACK * MOST_THREADS);
  ~Stacks() { free(memory); }
};

Stacks stacks;
std::vector<Fiber> fibers;
Barrier of_block, of_warp[MOST_THREADS / 32];
uint64_t exchange[MOST_THREADS];
void *scheduler;
const std::function<void()> *running;

void leave() { waltz_switch_stack(&fibers[thread.x].top, scheduler); }

void enter_kernel() {
  (*running)();
  fibers[thread.x].ended = true;
  for (Barrier *barrier : {&of_block, &of_warp[thread.x / 32]}) {
    barrier->threads--;
    if (barrier->arrived > 0) barrier->open_if_all_there();
  }
  leave();
  abort();
}

/** Lays out a stack on which `waltz_switch_stack` returns into the kernel. */
void *fresh_stack(unsigned at) {
  void **top = (void **)(stacks.memory + STACK * (at + 1));
  // Where a caller's address would lie, which leaves the stack as aligned as a call does.
  *--top = nullptr;
  *--top = (void *)enter_kernel;
  for (int saved = 0; saved < 6; saved++) *--top = nullptr;
  return top;
}

void wait(Barrier &barrier) {
  const unsigned opened = barrier.opened;
  barrier.arrived++;
  barrier.open_if_all_there();
  while (barrier.opened == opened) leave();
}

void run_block(unsigned threads) {
  fibers.assign(threads, Fiber());
  of_block = {threads};
  for (Barrier &barrier : of_warp) barrier = {};
  for (unsigned at = 0; at < threads; at++) {
    fibers[at].top = fresh_stack(at);
    of_warp[at / 32].threads++;
  }
  for (bool any = true; any;) {
    any = false;
    for (unsigned at = 0; at < threads; at++) {
      if (fibers[at].ended) continue;
      any = true;
      thread.x = at;
      waltz_switch_stack(&scheduler, fibers[at].top);
    }
  }
}

}  // namespace

uint64_t &exchanged(unsigned of) { return exchange[of]; }

void block_barrier() { wait(of_block); }

void warp_barrier() { wait(of_warp[thread.x / 32]); }

void run(Index blocks, unsigned threads, size_t shared_bytes, const std::function<void()> &kernel) {
  // Poisoned, as a card's memory is: what was never written must not look like zero.
  std::vector<float> room(shared_bytes / sizeof(float) + 1, NAN);
  grid = blocks;
  block_size = {threads, 1, 1};
  shared_room = room.data();
  running = &kernel;
  for (block.z = 0; block.z < blocks.z; block.z++) {
    for (block.y = 0; block.y < blocks.y; block.y++) {
      for (block.x = 0; block.x < blocks.x; block.x++) run_block(threads);
    }
  }
}

}  // namespace emulation
