"""Separates explanations of what the GEMM model leaves: one thing moved at a time on a Hopper GPU.

usage: measureResiduals.py FOLDER      writes FOLDER/residuals.csv, two minutes; test/golden/h200/residuals.csv is one run

Column `what`: pitch (rows of one product further apart in memory; pitch-warm: operands in L2), dip (tokens between tile
edges, cold and warm), empty-rows (2:4, one algorithm, fewer tokens than its tile), zero-rows (the same with rows of zeros
instead), segments (2:4, the algorithm that the library's search takes, with the grid that it launched).
"""
import json
import math
import sys

import torch
from measureH200 import ProfilerActivity, operand, profile, timed, write

rows = []


def cold(m, n, k):
    return min(32, max(1, math.ceil(150 * 2**20 / ((m * k + n * k) * 2))))


def launched(call):
    """Names and grids of the kernels of a call."""
    with profile(activities=[ProfilerActivity.CUDA]) as seen:
        call()
        torch.cuda.synchronize()
    seen.export_chrome_trace('/tmp/trace.json')
    events = [e for e in json.load(open('/tmp/trace.json'))['traceEvents'] if e.get('cat') == 'kernel']
    return ' + '.join(f"{e['name'][:150]} {'x'.join(map(str, e['args']['grid']))}" for e in events)


def add(what, calls, m, n, k, **more):
    middle, low, high = timed(calls)
    rows.append(dict(what=what, M=m, N=n, K=k, time_us=round(middle, 3), min_us=round(low, 3), max_us=round(high, 3),
                     copies=len(calls), pitch=more.get('pitch', k), dtype=more.get('dtype', 'bfloat16'),
                     alg=more.get('alg', ''), kernels=launched(calls[0])))


def dense(what, m, n, k, pitch, copies):
    pairs = [(operand(m, pitch, 'bfloat16')[:, :k], operand(n, pitch, 'bfloat16')[:, :k].t()) for _ in range(copies)]
    add(what, [lambda x=x, w=w: torch.mm(x, w) for x, w in pairs], m, n, k, pitch=pitch)


def sparse(what, m, n, k, dtype='bfloat16', alg=None, zero_from=None):
    kept = torch.zeros(n, k // 4, 4, dtype=torch.bool, device='cuda')
    kept[..., :2] = True
    copies = min(8, cold(m, n, k))
    weights = [(operand(n, k, 'bfloat16').view(n, k // 4, 4) * kept).view(n, k) for _ in range(copies)]
    packed = [torch._cslt_compress(w.to(getattr(torch, dtype))) for w in weights]
    xs = [operand(m, k, dtype) for _ in range(copies)]
    for x in xs if zero_from is not None else []:
        x[zero_from:] = 0
    more = {} if dtype == 'bfloat16' else dict(out_dtype=torch.bfloat16)
    if alg is None:
        alg = torch._cslt_sparse_mm_search(packed[0], xs[0].t(), transpose_result=False, **more)
    calls = [lambda x=x, w=w: torch._cslt_sparse_mm(w, x.t(), transpose_result=False, alg_id=alg, **more)
             for x, w in zip(xs, packed)]
    add(what, calls, m, n, k, alg=alg, dtype=dtype)


for m, n in ((128, 4096), (1024, 4096), (4096, 4096), (16, 8192)):
    for extra in (0, 8, 16, 24, 32, 40, 48, 64, 96, 128, 136, 256, 512):
        dense('pitch', m, n, 4096, 4096 + extra, cold(m, n, 4096))
        if m in (128, 1024):
            dense('pitch-warm', m, n, 4096, 4096 + extra, 1)
for k in (4096, 11008):
    for m in (*range(96, 257, 16), 288, 320):
        for copies in (1, cold(m, 4096, k)):
            dense('dip', m, 4096, k, k, copies)
# Algorithms 0, 20 and 1 of cuSPARSELt 0.8 are tiles of 128 x 256 x 64 in clusters of one, two and four.
for alg in (0, 20, 1):
    for ctas in (64, 80, 96, 112, 128, 132, 192):
        for m in (8, 16, 64, 128, 192, 256):
            sparse('empty-rows', m, 128 * ctas, 4096, alg=alg)
        sparse('zero-rows', 256, 128 * ctas, 4096, alg=alg, zero_from=16)
for dtype in ('bfloat16', 'float8_e4m3fn'):
    for n in (512, 1024, 2048, 4096, 8192):
        for k in (4096, 8192, 9216, 11008, 16384):
            for m in (32, 256):
                sparse('segments', m, n, k, dtype)
write(sys.argv[1] + '/residuals.csv', rows)
print(len(rows), 'rows')
