"""Times random shapes on a Hopper GPU with PyTorch, in the columns that `winnow validate h200-* --data` reads.

usage: measureH200.py FOLDER [SEED]      writes FOLDER/{gemm,gemm24,attention,moe,spmm}.csv, about two minutes

test/golden/h200/random was made by it with seeds 11 and 21 (PyTorch 2.11, CUDA 13.0, one H200). A time is the median of
15 replays of a CUDA graph of 3 ms, so no host time is in it. Products rotate through sets of operands beyond the L2:
copies = min(32, ceil(150 MiB / bytes of both operands)); rows noted warm use one set. `kernels` is what the profiler
saw. Sizes are drawn evenly in the logarithm.
"""
import csv, math, random, re, sys, time
import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.profiler import ProfilerActivity, profile

rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 11)
device = 'cuda'
bytes_of = {'bfloat16': 2, 'float16': 2, 'int8': 1, 'float8_e4m3fn': 1}


def timed(calls, replays=15, at_least_us=3000):
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for call in calls[:3]:
            call()
    torch.cuda.synchronize()
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    begin.record()
    for call in calls:
        call()
    end.record()
    torch.cuda.synchronize()
    rounds = max(1, min(400 // len(calls), math.ceil(at_least_us / (begin.elapsed_time(end) * 1e3))))
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(rounds):
            for call in calls:
                call()
    for _ in range(3):
        graph.replay()
    times = []
    for _ in range(replays):
        begin.record()
        graph.replay()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end) * 1e3 / (rounds * len(calls)))
    times.sort()
    return times[len(times) // 2], times[0], times[-1]


def kernels_of(call):
    with profile(activities=[ProfilerActivity.CUDA]) as seen:
        call()
        torch.cuda.synchronize()
    names = [e.name for e in seen.events() if e.device_type == torch.autograd.DeviceType.CUDA]
    known = r'i16832gemm_s8_\w+?_tn|tilesize\w+?_kernel|nvjet\w+|Pingpong|Cooperative'
    return ' + '.join((re.search(known, name) or re.search(r'\w+', name)).group() for name in names)


def log_even(low, high, step=1):
    return step * max(1, round(math.exp(rng.uniform(math.log(low), math.log(high))) / step))


def tokens():
    return 2 ** rng.randint(0, 13) if rng.random() < 0.25 else log_even(1, 8192)


def operand(rows, columns, dtype):
    if dtype == 'int8':
        return torch.randint(-8, 8, (rows, columns), device=device, dtype=torch.int8)
    return torch.randn(rows, columns, device=device, dtype=torch.bfloat16).to(getattr(torch, dtype))


def copies_of(m, n, k, dtype):
    return min(32, max(1, math.ceil(150 * 2**20 / ((m * k + n * k) * bytes_of[dtype]))))


def row_of(kind, times, flop, moved, call=None, **facts):
    middle, low, high = times
    row = dict(kind=kind, time_us=round(middle, 3), min_us=round(low, 3), max_us=round(high, 3), gflop=flop / 1e9,
               mbytes=moved / 1e6, tflops=round(flop / middle / 1e6, 2), gbps=round(moved / middle / 1e3, 1), **facts)
    return row if call is None else dict(row, kernels=kernels_of(call))


def gemm(dtype):
    step = 8 if bytes_of[dtype] == 2 else 16
    m, n, k = max(tokens(), 32 if dtype == 'int8' else 1), log_even(256, 16384, step), log_even(256, 16384, step)
    copies = copies_of(m, n, k, dtype)
    pairs = [(operand(m, k, dtype), operand(n, k, dtype).t()) for _ in range(copies)]
    one = torch.ones((), device=device)
    if dtype == 'int8':
        calls = [lambda x=x, w=w: torch._int_mm(x, w) for x, w in pairs]
    elif dtype == 'float8_e4m3fn':
        calls = [lambda x=x, w=w: torch._scaled_mm(x, w, one, one, out_dtype=torch.bfloat16) for x, w in pairs]
    else:
        calls = [lambda x=x, w=w: torch.mm(x, w) for x, w in pairs]
    out = 4 if dtype == 'int8' else 2
    return row_of('gemm', timed(calls), 2 * m * n * k, (m * k + n * k) * bytes_of[dtype] + m * n * out, calls[0],
                  dtype=dtype, kernel='cublas', M=m, N=n, tag='random', K=k, copies=copies)


def gemm24(dtype):
    step = 8 if dtype == 'bfloat16' else 32
    m, n, k = log_even(step, 8192, step), log_even(256, 16384, 64), log_even(256, 16384, 64)
    copies = copies_of(m, n, k, dtype)
    kept = torch.zeros(n, k // 4, 4, dtype=torch.bool, device=device)
    kept[..., :2] = True
    dense = [(operand(n, k, 'bfloat16').view(n, k // 4, 4) * kept).view(n, k) for _ in range(copies)]
    ws = [torch._cslt_compress(w.to(getattr(torch, dtype))) for w in dense]
    xs = [operand(m, k, dtype).t() for _ in range(copies)]
    more = {} if dtype == 'bfloat16' else dict(out_dtype=torch.int32 if dtype == 'int8' else torch.bfloat16)
    alg = torch._cslt_sparse_mm_search(ws[0], xs[0], transpose_result=False, **more)
    calls = [lambda x=x, w=w: torch._cslt_sparse_mm(w, x, transpose_result=False, alg_id=alg, **more)
             for x, w in zip(xs, ws)]
    b, out = bytes_of[dtype], 4 if dtype == 'int8' else 2
    return row_of('gemm24', timed(calls), 2 * m * n * k, m * k * b + n * k * (b / 2 + 0.125) + m * n * out, calls[0],
                  dtype=dtype, kernel='cusparselt', M=m, N=n, tag='random', K=k, copies=copies, alg=alg)


def attention():
    decode = rng.random() < 0.4
    heads, dim = rng.choice([8, 16, 24, 32, 40, 64]), rng.choice([64, 128, 128])
    length, batch, causal = log_even(512, 16384, 128), rng.choice([1, 1, 2, 4, 8]), rng.random() < 0.5
    kv = rng.choice([heads, heads // 4, 8]) if decode else heads
    kv = heads if heads % kv else kv
    while not decode and batch * heads * length * length * dim > 2**42:
        length = max(128, length // 2 // 128 * 128)
    q_length = 1 if decode else length
    q = torch.randn(batch, heads, q_length, dim, device=device, dtype=torch.bfloat16)
    k, v = (torch.randn(batch, kv, length, dim, device=device, dtype=torch.bfloat16) for _ in range(2))
    call = lambda: F.scaled_dot_product_attention(q, k, v, is_causal=causal and not decode, enable_gqa=kv != heads)
    best = None
    for backend, name in ((SDPBackend.CUDNN_ATTENTION, 'cudnn'), (SDPBackend.FLASH_ATTENTION, 'flash')):
        try:
            with sdpa_kernel(backend):
                times = timed([call])
        except RuntimeError:
            continue
        best = (times, name) if best is None or times[0] < best[0][0] else best
    times, name = best
    flop = 4 * batch * heads * q_length * length * dim / (2 if causal and not decode else 1)
    moved = 2 * (2 * batch * heads * q_length * dim + 2 * batch * kv * length * dim)
    return row_of('attention_decode' if decode else 'attention', times, flop, moved, B=batch, H=heads, D=dim, L=length,
                  causal='' if decode else causal, dtype='bfloat16', kernel='sdpa' if decode else name, note='warm',
                  Hk=kv if decode else '', density='', block='', pattern='')


def moe():
    experts, topk = rng.choice([(8, 2), (16, 2), (32, 4), (64, 2), (64, 6), (128, 8), (60, 4)])
    m, k, n = tokens() * topk, log_even(1024, 8192, 64), log_even(512, 16384, 64)
    if rng.random() < 0.3:
        k, n = rng.choice([(4096, 14336), (14336, 4096), (2048, 1408), (7168, 2048), (4096, 2048), (2048, 768)])
    while experts * n * k * 2 > 12e9:
        n = n // 2 // 64 * 64
    counts = [max(1, m // experts)] * experts if rng.random() < 0.25 else [0] * experts
    if sum(counts) == 0:
        for _ in range(m):
            counts[rng.randrange(experts)] += 1
    m = sum(counts)
    ends = torch.tensor(counts, device=device).cumsum(0).to(torch.int32)
    x = operand(m, k, 'bfloat16')
    w = torch.randn(experts, n, k, device=device, dtype=torch.bfloat16).transpose(-2, -1)
    call = lambda: torch._grouped_mm(x, w, offs=ends)
    used = sum(count > 0 for count in counts)
    return row_of('moe_grouped_gemm', timed([call]), 2 * m * n * k, 2 * (m * k + used * n * k + m * n), call,
                  dtype='bfloat16', kernel='grouped_mm', note='warm', M=m, K=k, N=n, E=experts, topk=topk,
                  counts=' '.join(map(str, counts)))


def spmm(blocked):
    m, k = rng.choice([2048, 4096, 8192, 11008]), rng.choice([2048, 4096, 8192])
    n = rng.choice([64, 128, 256, 512, 1024, 2048, 4096] if blocked else [8, 64, 128, 512, 1024, 4096])
    block = rng.choice([16, 32, 64, 128]) if blocked else 1
    density = rng.choice([0.05, 0.1, 0.2, 0.3, 0.5] if blocked else [0.01, 0.02, 0.05, 0.1, 0.2, 0.3])
    kept = torch.rand(m // block, k // block, device=device) < density
    dtype = 'bfloat16' if blocked else 'float16'
    dense = torch.randn(m // block, block, k // block, block, device=device, dtype=getattr(torch, dtype))
    dense = (dense * kept[:, None, :, None]).view(m, k)
    x = torch.randn(k, n, device=device, dtype=dense.dtype)
    if blocked:
        from torch.sparse._triton_ops import bsr_dense_mm
        weights = dense.to_sparse_bsr((block, block))
        call = lambda: bsr_dense_mm(weights, x)
    else:
        weights = dense.to_sparse_csr()
        call = lambda: torch.mm(weights, x)
    nonzeros = int(kept.sum()) * block * block
    moved = nonzeros * (2 if blocked else 6) + 2 * (k * n + m * n)
    return row_of('spmm_bsr' if blocked else 'spmm_csr', timed([call]), 2 * nonzeros * n, moved, dtype=dtype,
                  kernel='triton-bsr' if blocked else 'cusparse', note='warm', M=m, K=k, N=n, density=density,
                  block=block if blocked else '')


plan = {
    'gemm': ([lambda d=d: gemm(d) for d in ('bfloat16 ' * 4 + 'float8_e4m3fn ' * 2 + 'float16 int8').split()], 110, 60),
    'gemm24': ([lambda d=d: gemm24(d) for d in ('bfloat16', 'float8_e4m3fn', 'bfloat16', 'int8')], 70, 40),
    'attention': ([attention], 220, 50),
    'moe': ([moe], 260, 30),
    'spmm': ([lambda: spmm(True), lambda: spmm(True), lambda: spmm(False)], 70, 40),
}
def write(path, rows):
    with open(path, 'w', newline='') as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator='\n')
        writer.writeheader()
        writer.writerows(rows)


def measure(folder):
    for name, (jobs, rounds, limit_s) in plan.items():
        start, rows = time.time(), []
        for job in jobs * rounds:
            if time.time() - start > limit_s:
                break
            try:
                rows.append(job())
            except RuntimeError as error:
                print(name, str(error).split('\n')[0][:120], flush=True)
        write(f'{folder}/{name}.csv', rows)
        print(name, len(rows), 'rows', round(time.time() - start), 's', flush=True)


if __name__ == '__main__':
    measure(sys.argv[1])
