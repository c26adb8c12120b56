"""The seed network in PyTorch, as cnn_bench.cpp: milliseconds a sample, and the peak memory.

usage: seed_cnn.py step|infer BATCH [THREADS [ROUNDS]]
"""
import resource
import statistics
import sys
import time

import torch
from torch import nn

what, batch = sys.argv[1], int(sys.argv[2])
threads = int(sys.argv[3]) if len(sys.argv) > 3 else 2
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 7
torch.set_num_threads(threads)
torch.manual_seed(1)


def block(inputs, filters, size, stride):
    return [nn.Conv2d(inputs, filters, size, stride), nn.ReLU(inplace=True),
            nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01), nn.AvgPool2d(2)]


def dense(inputs, units, dropout=0.0):
    layers = [nn.Linear(inputs, units), nn.ReLU(inplace=True)]
    return layers + ([nn.Dropout(dropout)] if dropout else [])


network = nn.Sequential(
    *block(1, 64, 7, 1), *block(64, 128, 7, 2), *block(128, 256, 3, 1), *block(256, 512, 3, 1),
    nn.BatchNorm2d(512, eps=1e-3, momentum=0.01), nn.Flatten(),
    nn.BatchNorm1d(2048, eps=1e-3, momentum=0.01), nn.Dropout(0.6),
    *dense(2048, 1024, 0.5), *dense(1024, 256, 0.25), *dense(256, 64), *dense(64, 32),
    nn.Linear(32, 1), nn.Sigmoid())
x = torch.randn(batch, 1, 128, 128)
y = torch.randint(0, 2, (batch, 1)).float()
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7)
loss = nn.BCELoss()


def step():
    optimizer.zero_grad()
    loss(network(x), y).backward()
    optimizer.step()


def infer():
    with torch.inference_mode():
        network(x)


if what == "infer":
    network.eval()
work = step if what == "step" else infer
times = []
for _ in range(rounds + 1):
    begin = time.perf_counter()
    work()
    times.append(time.perf_counter() - begin)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{1000 * statistics.median(times[1:]) / batch:.4f} ms a sample, {peak:.0f} MB")
