'use strict';
// The Node side of the benchmark: packs a directory with tar-fs and zlib (level 6) and sends it.
//
// usage: node client.js stream|cbor DIR URL
//   stream  two-part multipart, packed while it is sent
//   cbor    one CBOR object with the tarball inside, packed before it is sent
const http = require('node:http');
const zlib = require('node:zlib');
const { pipeline } = require('node:stream/promises');
const cbor = require('cbor-x');
const tar = require('tar-fs');

const BOUNDARY = 'peer-6f1d0c9a7b2e4853';
const OPERATION = { operation: 'deploy_component', project: 'bench' };
const [mode, directory, url] = process.argv.slice(2);

function post(headers) {
  const request = http.request(url, { method: 'POST', headers });
  const answered = new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
  });
  return { request, answered };
}

function part(name, filename, type) {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n`
    + `Content-Type: ${type}\r\n\r\n`;
}

async function stream() {
  const { request, answered } = post({ 'content-type': `multipart/form-data; boundary=${BOUNDARY}` });
  request.write(part('operation', 'operation.cbor', 'application/cbor'));
  request.write(cbor.encode(OPERATION));
  request.write(`\r\n${part('payload', 'package.tar.gz', 'application/gzip')}`);
  await pipeline(tar.pack(directory), zlib.createGzip(), request, { end: false });
  request.end(`\r\n--${BOUNDARY}--\r\n`);
  await answered;
}

async function whole() {
  const pieces = [];
  await pipeline(tar.pack(directory), zlib.createGzip(), async (packed) => {
    for await (const piece of packed) pieces.push(piece);
  });
  const body = cbor.encode({ ...OPERATION, payload: Buffer.concat(pieces) });
  const { request, answered } = post({ 'content-type': 'application/cbor', 'content-length': body.length });
  request.end(body);
  await answered;
}

(mode === 'stream' ? stream() : whole()).catch((failure) => {
  console.error(failure);
  process.exitCode = 1;
});
