// Times ONNX Runtime on request, so that it can take turns with our engine in one run: one JSON object a line in, one out.
//   {"do":"load","id":"a","model":"a.onnx","input":"a.f32","threads":1}
//   {"do":"run","id":"a","milliseconds":150,"runs":3}      -> {"best":ms,"median":ms,"processor":ms,"runs":n}
//   {"do":"answer","id":"a","path":"a.out.f32"}            -> runs once and writes the output, little-endian float32
//   {"do":"drop","id":"a"}
// The argument is the node_modules folder that holds onnxruntime-node.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const require = createRequire(join(process.argv[2], 'resolve-from-here.js'));
const { InferenceSession, Tensor } = require('onnxruntime-node');
const { version } = require('onnxruntime-node/package.json');
const sessions = new Map();

function readFloats(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function empty({ shape }) {
  return new Tensor('float32', new Float32Array(shape.reduce((product, size) => product * size, 1)), shape);
}

async function load({ id, model, input, threads }) {
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  const [fed] = session.inputMetadata;
  const [answered] = session.outputMetadata;
  const feeds = { [fed.name]: new Tensor('float32', readFloats(input), fed.shape) };
  const output = empty(answered);
  sessions.set(id, { session, feeds, output, fetches: { [answered.name]: output } });
  return {};
}

async function run({ id, milliseconds, runs }) {
  const { session, feeds, fetches } = sessions.get(id);
  const times = [];
  let processor = Infinity;
  const end = performance.now() + milliseconds;
  do {
    const used = process.cpuUsage();
    const start = performance.now();
    await session.run(feeds, fetches);
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    processor = Math.min(processor, (user + system) / 1000);
  } while (times.length < runs || performance.now() < end);
  times.sort((a, b) => a - b);
  return { best: times[0], median: times[times.length >> 1], processor, runs: times.length };
}

async function answer({ id, path }) {
  const { session, feeds, fetches, output } = sessions.get(id);
  await session.run(feeds, fetches);
  writeFileSync(path, new Uint8Array(output.data.buffer));
  return {};
}

async function drop({ id }) {
  await sessions.get(id).session.release();
  sessions.delete(id);
  return {};
}

const requests = { load, run, answer, drop };
console.log(JSON.stringify({ version, node: process.version }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let reply;
  try {
    reply = await requests[request.do](request);
  } catch (error) {
    reply = { error: String(error.message ?? error) };
  }
  console.log(JSON.stringify(reply));
}
