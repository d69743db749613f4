import { readFile } from 'node:fs/promises';
import { encode } from 'cbor-x';

const { SLIPWAY_URL, SLIPWAY_PASSWORD } = process.env;
const authorization = `Basic ${Buffer.from(`admin:${SLIPWAY_PASSWORD}`).toString('base64')}`;
const payload = await readFile('site.tar.gz');

const answer = await fetch(`${SLIPWAY_URL}/`, {
  method: 'POST',
  headers: { authorization, 'content-type': 'application/cbor', accept: 'application/json' },
  body: encode({ operation: 'deploy_component', project: 'shop', payload }),
});
console.log(answer.status, await answer.text());
if (!answer.ok) process.exit(1);
