'use strict';
// The Node side of the benchmark: what a Fastify service does with an uploaded component.
//
// usage: node server.js            listens on a free port of 127.0.0.1 and prints "ready PORT"
//   POST /stream?dest=DIR  multipart/form-data: an operation in CBOR, then a tarball that is unpacked while it arrives
//   POST /cbor?dest=DIR    application/cbor: the operation with the tarball inside, held in memory whole
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const Busboy = require('@fastify/busboy');
const cbor = require('cbor-x');
const gunzip = require('gunzip-maybe');
const tar = require('tar-fs');

// Without chown a service that runs as root gives every file to the owner that the archive names.
const OPTIONS = { dmode: 0o755, fmode: 0o644, chown: false };
const app = require('fastify')({ bodyLimit: 4 * 2 ** 30, requestTimeout: 0 });

app.addContentTypeParser('multipart/form-data', (request, body, done) => done(null, body));
app.addContentTypeParser('application/cbor', { parseAs: 'buffer' }, async (request, body) => cbor.decode(body));

function unpack(archive, directory) {
  return pipeline(archive, gunzip(), tar.extract(directory, OPTIONS));
}

async function decode(part) {
  const pieces = [];
  for await (const piece of part) pieces.push(piece);
  return cbor.decode(Buffer.concat(pieces));
}

app.post('/stream', async (request) => {
  const parts = [];
  const form = new Busboy({ headers: request.headers, limits: { fileSize: Infinity } });
  form.on('file', (name, content) => {
    parts.push(name === 'payload' ? unpack(content, request.query.dest) : decode(content));
  });
  await pipeline(request.body, form);
  const [operation] = await Promise.all(parts);
  return { message: `Successfully deployed: ${operation.project}` };
});

app.post('/cbor', async (request) => {
  const { project, payload } = request.body;
  await unpack(Readable.from([payload]), request.query.dest);
  return { message: `Successfully deployed: ${project}` };
});

app.listen({ host: '127.0.0.1', port: 0 }).then(() => console.log('ready', app.server.address().port));
