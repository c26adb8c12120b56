// Inference of the preset cnn in onnxruntime, like cnn_bench.cpp: milliseconds per sample, and the
// peak memory.
//
// usage: node seed_cnn.js MODEL.onnx BATCH [THREADS [ROUNDS]]
// onnxruntime-node must be in $MELSIFT_ONNXRUNTIME (a folder with node_modules).
const path = require('path');
const ort = require(path.join(process.env.MELSIFT_ONNXRUNTIME || '.', 'node_modules/onnxruntime-node'));

const [model, batch, threads = 2, rounds = 7] =
    [process.argv[2], ...process.argv.slice(3).map(Number)];

async function main() {
  const session = await ort.InferenceSession.create(
      model, {intraOpNumThreads: threads, interOpNumThreads: 1});
  const values = Float32Array.from({length: batch * 128 * 128}, () => 2 * Math.random() - 1);
  const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', values, [batch, 128, 128, 1])};
  const times = [];
  for (let i = 0; i <= rounds; ++i) {
    const begin = process.hrtime.bigint();
    await session.run(feeds);
    times.push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`${(median / batch).toFixed(4)} ms a sample, ${peak.toFixed(0)} MB`);
}

main();
