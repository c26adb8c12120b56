// The results of onnxruntime for a model and records: a line of JSON for each record.
// usage: NODE_PATH=.../node_modules node run_onnx.js MODEL.onnx BATCH_SIZE < RECORDS.jsonl
'use strict';
const fs = require('fs');
const ort = require('onnxruntime-node');

const values = (record) => {
  if (!record.mel) return record.features;
  const bytes = Buffer.from(record.mel.data, 'base64');
  return Array.from({length: bytes.length / 4}, (_, i) => bytes.readFloatLE(4 * i));
};

async function main([model, batchSize]) {
  const session = await ort.InferenceSession.create(model, {logSeverityLevel: 3});
  const records = fs.readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  for (let begin = 0; begin < records.length; begin += Number(batchSize)) {
    const batch = records.slice(begin, begin + Number(batchSize));
    const shape = batch[0].mel ? [...batch[0].mel.shape, 1] : [batch[0].features.length];
    const input = new ort.Tensor('float32', batch.flatMap(values), [batch.length, ...shape]);
    const output = await session.run({[session.inputNames[0]]: input});
    const row = (tensor, i) => Array.from(tensor.data.slice(i * tensor.dims[1], (i + 1) * tensor.dims[1]));
    batch.forEach((record, i) => console.log(JSON.stringify({
      path: record.path,
      probabilities: row(output.probabilities, i),
      embedding: row(output.embedding, i),
    })));
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
