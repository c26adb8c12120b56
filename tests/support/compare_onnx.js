// Runs an ONNX file with onnxruntime and with run_graph on the same random rows, and prints the
// largest difference of each output, relative to the output's largest number.
// usage: NODE_PATH=.../node_modules node compare_onnx.js FILE.onnx ROWS DIMENSIONS
//   DIMENSIONS  of a row of each input, such as 1,128,96
'use strict';
const {spawnSync} = require('child_process');
const ort = require('onnxruntime-node');

// Uniform in [-1, 1): a linear congruential generator, the same on every machine.
const uniform = (() => {
  let state = 1n;
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 40n) / (1 << 23) - 1;
  };
})();

async function main([file, rows, dimensions]) {
  const shape = [Number(rows), ...dimensions.split(',').map(Number)];
  const session = await ort.InferenceSession.create(file, {logSeverityLevel: 3});
  const inputs = session.inputNames.map(() => Float32Array.from({length: shape.reduce((a, b) => a * b)}, uniform));
  const expected = await session.run(Object.fromEntries(
    session.inputNames.map((name, i) => [name, new ort.Tensor('float32', inputs[i], shape)])));

  const stdin = Buffer.concat(inputs.map((input) => Buffer.from(input.buffer)));
  const run = spawnSync('run_graph', [file, rows], {input: stdin, maxBuffer: 1 << 30});
  if (run.status !== 0) throw new Error(run.stderr.toString() || String(run.error));
  const bytes = new Uint8Array(run.stdout);
  const output = new Float32Array(bytes.buffer, 0, bytes.length / 4);
  let at = 0;
  for (const name of session.outputNames) {
    const {data} = expected[name];
    let largest = 0, difference = 0;
    for (const value of data) {
      largest = Math.max(largest, Math.abs(value));
      const error = Math.abs(output[at++] - value);
      difference = error <= difference ? difference : error; // NaN stays
    }
    console.log(JSON.stringify({output: name, numbers: data.length, largest, error: difference / largest}));
  }
  if (at !== output.length) throw new Error(`${output.length} numbers, expected ${at}`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
