// Products of group-sparse quantised weights with one vector, timed: y[N] = W[N, K] x[K].
//   nvcc -O3 -std=c++17 -arch=sm_90 -o groupGemv groupGemv.cu && ./groupGemv > group_gemv.csv
// A row keeps groups of G inputs; a group has packed values of BITS bits, a scale (fp16), a zero of 4 bits and, unless all
// are kept, its place (16 bits). A lane takes 16 values, a warp 512 in a step;
// it loads the next step's weights while it multiplies. `rows`: a warp a row, four warps a CTA.
// `tasks`: the list of slices is cut evenly over all resident warps; rows that are cut are added with atomics.
// Sets of operands rotate through more than three times the L2. Time: median of 25 replays of a graph of 20 launches or more.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cuda_fp16.h>
#include <cuda_runtime.h>
#include <string>
#include <vector>

#define CHECK(call)                                                                                            \
  do {                                                                                                         \
    cudaError_t e = (call);                                                                                    \
    if (e != cudaSuccess) { fprintf(stderr, "%s:%d %s\n", __FILE__, __LINE__, cudaGetErrorString(e)); exit(1); } \
  } while (0)

struct Weights {
  const uint32_t *values;   // 16 values each: two words of 4 bits, one of 2
  const uint16_t *places;   // group of each kept one
  const __half *scales;
  const uint8_t *zeros;     // two a byte
  const int *starts;        // first group of each row
  const int *tasks;         // row in which each warp's share begins, worked out beforehand
};

constexpr int warpsOfCta = 4;

// What one lane needs of the weights for sixteen values.
template <int BITS> struct Slice {
  uint32_t words[BITS / 2];
  int place;
  __half scale;
  uint8_t zeros;
};

template <int BITS, int G, bool SPARSE>
__device__ __forceinline__ Slice<BITS> fetch(const Weights &w, int row, int at) {
  constexpr int parts = G / 16;
  const int group = unsigned(at) / parts;
  Slice<BITS> slice;
  if constexpr (BITS == 4) {
    const uint2 two = __ldg(reinterpret_cast<const uint2 *>(w.values) + at);
    slice.words[0] = two.x, slice.words[1] = two.y;
  } else {
    slice.words[0] = __ldg(w.values + at);
  }
  slice.place = SPARSE ? __ldg(w.places + group) : group - w.starts[row];
  slice.scale = __ldg(w.scales + group);
  slice.zeros = __ldg(w.zeros + (group >> 1));
  return slice;
}

// Pairs in fp16, exact for the integers used here.
template <int BITS> __device__ __forceinline__ float multiply(const Slice<BITS> &slice, int odd, const __half *x) {
  const uint4 low = __ldg(reinterpret_cast<const uint4 *>(x));
  const uint4 high = __ldg(reinterpret_cast<const uint4 *>(x) + 1);
  const uint32_t xs[8] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
  const __half2 offset = __float2half2_rn(1024.0f + float((slice.zeros >> (4 * odd)) & 15));
  __half2 sums[2] = {__float2half2_rn(0), __float2half2_rn(0)};
#pragma unroll
  for (int i = 0; i < 8; i++) {
    constexpr uint32_t mask = BITS == 4 ? 0x000f000f : 0x00030003;
    const uint32_t word = BITS == 4 ? slice.words[i / 4] >> (4 * (i % 4)) : slice.words[0] >> (2 * i);
    const uint32_t bits = (word & mask) | 0x64006400;  // 1024 + value, twice, in fp16
    const __half2 value = __hsub2(*reinterpret_cast<const __half2 *>(&bits), offset);
    sums[i % 2] = __hfma2(value, *reinterpret_cast<const __half2 *>(&xs[i]), sums[i % 2]);
  }
  const float2 sum = __half22float2(__hadd2(sums[0], sums[1]));
  return (sum.x + sum.y) * __half2float(slice.scale);
}

// A warp's share of one row: weights of the next step are on their way while this one multiplies.
template <int BITS, int G, bool SPARSE>
__device__ __forceinline__ float segment(const Weights &w, const __half *x, int row, int from, int to, int lane) {
  constexpr int parts = G / 16;
  float sum = 0;
  int at = from + lane;
  Slice<BITS> slice;
  if (at < to) slice = fetch<BITS, G, SPARSE>(w, row, at);
#pragma unroll 1
  while (at < to) {
    const int next = at + 32;
    Slice<BITS> coming = slice;
    if (next < to) coming = fetch<BITS, G, SPARSE>(w, row, next);
    const int group = unsigned(at) / parts, part = unsigned(at) % parts;
    sum += multiply<BITS>(slice, group & 1, x + slice.place * G + part * 16);
    slice = coming;
    at = next;
  }
#pragma unroll
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(~0u, sum, d);
  return sum;
}

template <int BITS, int G, bool SPARSE> __global__ void rows(Weights w, const __half *x, float *y, float *, int n) {
  const int row = blockIdx.x * warpsOfCta + threadIdx.x / 32;
  if (row >= n) return;
  const int lane = threadIdx.x % 32;
  constexpr int parts = G / 16;
  const float sum = segment<BITS, G, SPARSE>(w, x, row, w.starts[row] * parts, w.starts[row + 1] * parts, lane);
  if (lane == 0) y[row] = sum;
}

template <int BITS, int G, bool SPARSE> __global__ void tasks(Weights w, const __half *x, float *y, float *next, int n) {
  constexpr int parts = G / 16;
  const int warp = blockIdx.x * warpsOfCta + threadIdx.x / 32;
  const int warps = gridDim.x * warpsOfCta;
  const int lane = threadIdx.x % 32;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) next[i] = 0;
  const int all = w.starts[n] * parts;
  const int share = (all + warps - 1) / warps;
  int from = min(all, share * warp);
  const int to = min(all, from + share);
  if (from >= to) return;
  for (int row = w.tasks[warp]; from < to; row++) {
    const int begin = w.starts[row] * parts, end = w.starts[row + 1] * parts;
    const int stop = min(end, to);
    if (stop <= from) continue;
    const float sum = segment<BITS, G, SPARSE>(w, x, row, from, stop, lane);
    if (lane == 0) {
      if (from == begin && stop == end) y[row] = sum; else atomicAdd(y + row, sum);
    }
    from = stop;
  }
}

static double uniform(uint64_t &seed) {
  seed = seed * 6364136223846793005ull + 1442695040888963407ull;
  return double(seed >> 11) / 9007199254740992.0;
}

// Groups kept in each row. even: any of the matrix, as drawn; linear: from none to twice the mean; heavy: one row of 32 full.
std::vector<int> counts(const std::string &kind, int n, int per, double density, uint64_t &seed) {
  std::vector<int> out(n);
  long left = llround(density * n * per), cells = long(n) * per;
  for (int r = 0; r < n; r++) {
    if (density >= 1) out[r] = per;
    else if (kind == "even")
      for (int i = 0; i < per; i++, cells--) { if (left > 0 && uniform(seed) * cells < left) out[r]++, left--; }
    else if (kind == "linear") out[r] = std::min(per, int(2 * density * per * (r + 0.5) / n));
    else out[r] = r % 32 == 0 ? per : int((density * 32 - 1) / 31 * per);
  }
  return out;
}

template <int BITS, int G, bool SPARSE>
void measure(int n, int k, double density, const std::string &kind, bool byTasks) {
  const int per = k / G;
  uint64_t seed = 12345;
  const std::vector<int> kept = counts(kind, n, per, density, seed);
  std::vector<int> starts(n + 1);
  for (int r = 0; r < n; r++) starts[r + 1] = starts[r] + kept[r];
  const size_t groups = starts[n];
  const size_t bytes = groups * (G * BITS / 8 + 2 + (SPARSE ? 2 : 0)) + groups / 2;
  const int sets = std::max(2, int(200e6 / bytes) + 1);
  std::vector<uint16_t> places(groups);  // any of the row's, each choice as likely
  for (int r = 0; r < n; r++)
    for (int g = 0, at = starts[r], left = kept[r]; g < per && left > 0; g++)
      if (uniform(seed) * (per - g) < left) places[at++] = uint16_t(g), left--;
  std::vector<uint32_t> values(groups * G * BITS / 32);
  for (size_t i = 0; i < values.size(); i++) { seed = seed * 6364136223846793005ull + 1442695040888963407ull; values[i] = uint32_t(seed >> 32); }
  std::vector<__half> scales(groups), x(k);
  std::vector<uint8_t> zeros(groups / 2 + 1);
  for (size_t i = 0; i < groups; i++) scales[i] = __float2half(0.01f + 0.001f * (i % 7));
  for (size_t i = 0; i < zeros.size(); i++) zeros[i] = uint8_t((i * 37 + 11) & (BITS == 4 ? 0xff : 0x33));
  for (int i = 0; i < k; i++) x[i] = __float2half(float(i % 13) - 6);
  int sms = 0, fit = 0;
  CHECK(cudaDeviceGetAttribute(&sms, cudaDevAttrMultiProcessorCount, 0));
  auto kernel = byTasks ? tasks<BITS, G, SPARSE> : rows<BITS, G, SPARSE>;
  CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&fit, kernel, 32 * warpsOfCta, 0));
  const int grid = byTasks ? sms * fit : (n + warpsOfCta - 1) / warpsOfCta;
  // A share of slices for each warp, and the row in which it begins: rows are fixed, so this is no part of a product.
  const long all = long(groups) * (G / 16), share = (all + grid * warpsOfCta - 1) / (grid * warpsOfCta);
  std::vector<int> firsts(grid * warpsOfCta);
  for (int i = 0; i < grid * warpsOfCta; i++)
    firsts[i] = int(std::upper_bound(starts.begin(), starts.end() - 1, share * i / (G / 16)) - starts.begin()) - 1;
  std::vector<void *> held;
  auto up = [&](const void *from, size_t size) { void *to; CHECK(cudaMalloc(&to, size + 64)); CHECK(cudaMemcpy(to, from, size, cudaMemcpyHostToDevice)); held.push_back(to); return to; };
  std::vector<Weights> w(sets);
  for (auto &one : w) {
    one.values = (const uint32_t *)up(values.data(), values.size() * 4);
    one.places = (const uint16_t *)up(places.data(), groups * 2);
    one.scales = (const __half *)up(scales.data(), groups * 2);
    one.zeros = (const uint8_t *)up(zeros.data(), zeros.size());
    one.starts = (const int *)up(starts.data(), starts.size() * 4);
    one.tasks = (const int *)up(firsts.data(), firsts.size() * 4);
  }
  const __half *xs = (const __half *)up(x.data(), k * 2);
  std::vector<float> none(n, 0.0f);
  std::vector<float *> ys(sets);
  for (auto &y : ys) y = (float *)up(none.data(), n * 4);
  cudaStream_t stream;
  CHECK(cudaStreamCreate(&stream));
  const int launches = std::min(200, std::max(20, sets));
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  for (int i = 0; i < launches; i++) kernel<<<grid, 32 * warpsOfCta, 0, stream>>>(w[i % sets], xs, ys[i % sets], ys[(i + 1) % sets], n);
  CHECK(cudaStreamEndCapture(stream, &graph));
  CHECK(cudaGraphInstantiate(&exec, graph, 0));
  cudaEvent_t a, b;
  CHECK(cudaEventCreate(&a));
  CHECK(cudaEventCreate(&b));
  std::vector<float> times;
  for (int i = 0; i < 30; i++) {
    CHECK(cudaEventRecord(a, stream));
    CHECK(cudaGraphLaunch(exec, stream));
    CHECK(cudaEventRecord(b, stream));
    CHECK(cudaEventSynchronize(b));
    float ms;
    CHECK(cudaEventElapsedTime(&ms, a, b));
    if (i >= 5) times.push_back(1000 * ms / launches);
  }
  std::sort(times.begin(), times.end());
  // The last launch's vector against the definition.
  std::vector<float> y(n);
  CHECK(cudaMemcpy(y.data(), ys[(launches - 1) % sets], n * 4, cudaMemcpyDeviceToHost));
  double worst = 0;
  for (int r = 0; r < n; r += std::max(1, n / 64)) {
    double sum = 0, size = 1;
    for (int g = starts[r]; g < starts[r + 1]; g++) {
      const int place = SPARSE ? places[g] : g - starts[r];
      const int zero = (zeros[g >> 1] >> (4 * (g & 1))) & 15;
      for (int i = 0; i < G; i++) {
        const int s = i / 16, pair = i % 16 / 2, odd = i % 2;
        const uint32_t word = values[(size_t(g) * (G / 16) + s) * (BITS / 2) + (BITS == 4 ? pair / 4 : 0)];
        const int q = (word >> ((BITS == 4 ? 4 * (pair % 4) : 2 * pair) + 16 * odd)) & ((1 << BITS) - 1);
        const double term = double(__half2float(scales[g])) * (q - zero) * double(__half2float(x[place * G + i]));
        sum += term;
        size += std::fabs(term);
      }
    }
    worst = std::max(worst, std::fabs(sum - y[r]) / size);
  }
  if (worst > 1e-4) { fprintf(stderr, "wrong product: %g\n", worst); exit(1); }
  printf("group_gemv,%d,%d,%d,%d,%g,%s,%s,%d,%d,%.3f,%.3f,%.3f\n", n, k, BITS, G, density, density >= 1 ? "full" : kind.c_str(),
         byTasks ? "tasks" : "rows", fit, sets, times[times.size() / 2], times.front(), times.back());
  fflush(stdout);
  CHECK(cudaGraphExecDestroy(exec));
  CHECK(cudaGraphDestroy(graph));
  CHECK(cudaStreamDestroy(stream));
  for (void *p : held) CHECK(cudaFree(p));
}

int main() {
  printf("kind,N,K,bits,group,density,rows,split,ctas_per_sm,copies,time_us,min_us,max_us\n");
  const int shapes[][2] = {{4096, 4096}, {11008, 4096}, {4096, 11008}, {5120, 5120}, {13824, 5120}, {5120, 13824},
                           {8192, 8192}, {28672, 8192}, {8192, 28672}, {1024, 4096}, {32000, 4096}, {512, 16384}};
  for (bool byTasks : {false, true}) {
    for (auto &[n, k] : shapes) {
      for (double density : {0.2, 0.3, 0.5, 0.7}) measure<4, 16, true>(n, k, density, "even", byTasks);
      for (const char *kind : {"linear", "heavy"}) measure<4, 16, true>(n, k, 0.5, kind, byTasks);
      measure<4, 16, true>(n, k, 0.25, "heavy", byTasks);
      measure<4, 32, true>(n, k, 0.5, "even", byTasks);
      measure<4, 128, true>(n, k, 0.5, "even", byTasks);
      measure<4, 64, false>(n, k, 1, "even", byTasks);
      measure<4, 128, false>(n, k, 1, "even", byTasks);
      measure<2, 64, false>(n, k, 1, "even", byTasks);
      measure<2, 16, true>(n, k, 0.5, "even", byTasks);
    }
  }
  return 0;
}
