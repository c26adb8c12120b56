"""57-128-64-10 on 710 rows, batch 16, Adam, one thread, as mlp_bench.cpp: milliseconds an epoch.

usage: mlp.py sklearn|torch [EPOCHS]
"""
import os
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

what = sys.argv[1]
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 60
rng = np.random.default_rng(1)
x = rng.standard_normal((710, 57)).astype(np.float32)
y = rng.integers(0, 10, 710)


def sklearn_epochs(count):
    from sklearn.neural_network import MLPClassifier
    warnings.simplefilter("ignore")  # that it has not converged
    MLPClassifier((128, 64), batch_size=16, max_iter=count, n_iter_no_change=count, tol=0,
                  random_state=1).fit(x, y)


def torch_epochs(count):
    import torch
    torch.set_num_threads(1)
    network = torch.nn.Sequential(
        torch.nn.Linear(57, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64), torch.nn.ReLU(),
        torch.nn.Linear(64, 10))
    optimizer = torch.optim.Adam(network.parameters())
    loss = torch.nn.CrossEntropyLoss()
    rows, classes = torch.from_numpy(x), torch.from_numpy(y)
    for _ in range(count):
        for batch in torch.randperm(710).split(16):
            optimizer.zero_grad()
            loss(network(rows[batch]), classes[batch]).backward()
            optimizer.step()


run = {"sklearn": sklearn_epochs, "torch": torch_epochs}[what]
run(2)
begin = time.perf_counter()
run(epochs)
print(f"{1000 * (time.perf_counter() - begin) / epochs:.3f} ms an epoch")
