// Integer matrix instructions of a warp against warps and independent accumulators: cycles an instruction takes.
//   nvcc -O3 -std=c++17 -arch=sm_90 -o integerMma integerMma.cu && ./integerMma > integer_mma.csv
// One block on one SM; clock64 around a loop; the least of five runs. With -DXOR also b1 with exclusive or.
#include <cstdint>
#include <cstdio>
#include <cuda_runtime.h>

enum Kind { S8, S4, B1_AND, B1_XOR };

template <Kind kind>
__device__ __forceinline__ void mma(int (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#define MMA(text)                                                                                              \
  asm volatile(text " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"                                   \
               : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])                                                \
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]))
  if constexpr (kind == S8) MMA("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32");
  if constexpr (kind == S4) MMA("mma.sync.aligned.m16n8k64.row.col.s32.s4.s4.s32");
  if constexpr (kind == B1_AND) MMA("mma.sync.aligned.m16n8k256.row.col.s32.b1.b1.s32.and.popc");
#ifdef XOR
  if constexpr (kind == B1_XOR) MMA("mma.sync.aligned.m16n8k256.row.col.s32.b1.b1.s32.xor.popc");
#endif
}

template <Kind kind, int ilp> __global__ void run(int rounds, long long *cycles, int *sink) {
  int c[ilp][4] = {};
  uint32_t a[4], b[2];
  for (int i = 0; i < 4; i++) a[i] = threadIdx.x * 2654435761u + i;
  for (int i = 0; i < 2; i++) b[i] = threadIdx.x * 40503u + i;
  __syncthreads();
  const long long start = clock64();
  for (int r = 0; r < rounds; r++)
#pragma unroll
    for (int i = 0; i < ilp; i++) mma<kind>(c[i], a, b);
  __syncthreads();
  const long long end = clock64();
  int sum = 0;
  for (int i = 0; i < ilp; i++) for (int j = 0; j < 4; j++) sum += c[i][j];
  sink[threadIdx.x] = sum;
  if (threadIdx.x == 0) *cycles = end - start;
}

template <Kind kind, int ilp> void row(const char *name, int k, int warps, long long *cycles, int *sink) {
  const int rounds = 2048 / ilp;
  long long least = 1LL << 60;
  for (int i = 0; i < 6; i++) {
    run<kind, ilp><<<1, 32 * warps>>>(rounds, cycles, sink);
    cudaDeviceSynchronize();
    if (i > 0 && *cycles < least) least = *cycles;
  }
  const double each = double(least) / (rounds * ilp);
  printf("%s,%d,%d,%d,%.3f,%.3f,%.1f\n", name, k, warps, ilp, each, each / warps, 16.0 * 8 * k * warps / each);
}

template <Kind kind> void table(const char *name, int k, long long *cycles, int *sink) {
  for (int warps : {1, 2, 4, 8, 16}) {
    row<kind, 1>(name, k, warps, cycles, sink);
    row<kind, 2>(name, k, warps, cycles, sink);
    row<kind, 4>(name, k, warps, cycles, sink);
    row<kind, 8>(name, k, warps, cycles, sink);
  }
}

int main() {
  long long *cycles;
  int *sink;
  cudaMallocHost(&cycles, sizeof *cycles);
  cudaMalloc(&sink, 4096);
  printf("instr,k,warps,ilp,cycles_per_instr_per_warp,cycles_per_instr_sm,effective_macs_per_cycle_sm\n");
  table<S8>("mma.m16n8k32.s8", 32, cycles, sink);
  table<S4>("mma.m16n8k64.s4", 64, cycles, sink);
  table<B1_AND>("mma.m16n8k256.b1.and", 256, cycles, sink);
#ifdef XOR
  table<B1_XOR>("mma.m16n8k256.b1.xor", 256, cycles, sink);
#endif
  return cudaGetLastError() != cudaSuccess;
}
